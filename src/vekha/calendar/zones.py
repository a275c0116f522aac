"""From a local day to an instant and back, in one place (design 4.4)."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pendulum

from vekha.calendar.errors import CalendarError
from vekha.domain.organisations import WorkingDay

MOSCOW = "Europe/Moscow"
MIDNIGHT = time(0)
_LABEL_INSTANT = datetime(2026, 1, 1, tzinfo=UTC)  # no zone of Russia changes its offset in 2021-2030


class UnknownZoneError(CalendarError):
    """A name that is no IANA zone."""

    def __init__(self, zone: str) -> None:
        super().__init__(
            f"Часовой пояс «{zone}» неизвестен. "
            "Нужно имя IANA, например Europe/Moscow или Asia/Yekaterinburg."
        )


def at_local(day: date, at: time, zone: str) -> datetime:
    """The instant when the clocks of `zone` show `at` on `day`, aware UTC.

    A reading that a change of clocks skips is moved on by the gap; of two equal ones the first is meant.
    """
    return datetime.combine(day, at, tzinfo=_zone(zone)).astimezone(UTC)


def due_instant(day: date, zone: str, hours: WorkingDay, short: bool) -> datetime:
    """The instant a term ending on `day` ends: the recipient's closing hour (ГК РФ ст. 194), aware UTC.

    A closing hour of 00:00 is the midnight that ends the day.
    """
    closes = hours.closes_short if short else hours.closes
    return at_local(day if closes > MIDNIGHT else day + timedelta(days=1), closes, zone)


def local_day(instant: datetime, zone: str) -> date:
    """The date on the wall calendar of `zone` at that instant, which must be aware."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone has no local day")
    return instant.astimezone(_zone(zone)).date()


def local_time(instant: datetime, zone: str) -> time:
    """The reading of the clocks of `zone` at that aware instant."""
    return instant.astimezone(_zone(zone)).time()


def local_moment(instant: datetime, zone: str) -> str:
    """Return the instant as a person of the zone reads it: «05.03.2026 18:00 МСК»."""
    return f"{instant.astimezone(_zone(zone)):%d.%m.%Y %H:%M} {zone_label(zone)}"


def zone_label(zone: str) -> str:
    """«МСК», «МСК+2», «МСК-1»: as Russian letters and timetables write it."""
    ahead = _offset(zone) - _offset(MOSCOW)
    if not ahead:
        return "МСК"
    hours, minutes = divmod(abs(ahead) // timedelta(minutes=1), 60)
    sign = "+" if ahead > timedelta() else "-"
    return f"МСК{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def _offset(zone: str) -> timedelta:
    return _LABEL_INSTANT.astimezone(_zone(zone)).utcoffset() or timedelta()


@cache
def _zone(name: str) -> pendulum.Timezone:
    try:
        return pendulum.Timezone(name)
    except (ValueError, OSError) as error:  # a folder's or a damaged name; the key errors are ValueErrors too
        raise UnknownZoneError(name) from error
