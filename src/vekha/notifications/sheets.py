"""Pending notices become sheets: who gets which rows today. Pure (design 4.10, 4.11)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from vekha.calendar.days import DaySet
from vekha.calendar.shipped import calendar_for
from vekha.calendar.work_calendar import WorkCalendar
from vekha.calendar.zones import at_local, due_instant, local_day
from vekha.domain.letters import Addressee, Directory, NoticeKey, PendingNotice, Sheet
from vekha.domain.organisations import Level, Organisation
from vekha.domain.watches import NoticeStatus
from vekha.notifications.addressing import addressee_of
from vekha.notifications.rows import Home, Slip, rows_of, totals_of
from vekha.rules.letter_rows import part_on

ROWS_AT_MOST = 50
_HIGHEST_FIRST = (Level.REGION, Level.MUNICIPALITY, Level.SCHOOL)


@dataclass(frozen=True, slots=True)
class Planned:
    """A sheet, every notice it answers (those behind the link too), and when it goes stale (aware UTC)."""

    sheet: Sheet
    notices: tuple[NoticeKey, ...]
    best_before: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with the pending notices now. Those in neither wait for the next working hours."""

    sheets: tuple[Planned, ...]
    settled: Mapping[NoticeStatus, tuple[NoticeKey, ...]]


def shipped_labour(organisation: Organisation) -> WorkCalendar:
    """Return the days the organisation works as they come with the program, its own layers left out."""
    return calendar_for(organisation.subject, organisation.week, DaySet.LABOUR)


@dataclass(frozen=True, slots=True)
class Today:
    """The instant letters are planned for, and what is known of the day.

    lettered: (address, local day) that already have their service letter. links: by organisation id.
    labour: the days an organisation works; offsets and send windows go by them (design 4.4).
    """

    now: datetime
    directory: Directory
    lettered: frozenset[tuple[str, date]] = frozenset()
    links: Mapping[int, str] | None = None
    labour: Callable[[Organisation], WorkCalendar] = shipped_labour


def plan_sheets(pending: Sequence[PendingNotice], today: Today) -> Plan:
    """Return today's sheets, at most one per mailbox, and the notices nothing will be written about."""
    settled: dict[NoticeStatus, list[NoticeKey]] = defaultdict(list)
    boxes: dict[str, list[Slip]] = defaultdict(list)
    days = {
        zone: local_day(today.now, zone)
        for zone in {each.zone for each in today.directory.organisations.values()}
    }
    newest = _newest(pending)
    for notice in pending:
        day = days[today.directory.organisations[notice.organisation_id].zone]
        if notice.key.arming < notice.arming_now or newest[_audience_of(notice)] is not notice:
            settled[NoticeStatus.SUPERSEDED].append(notice.key)
        elif part_on(day, notice) is None:
            settled[NoticeStatus.SILENT].append(notice.key)
        elif (found := addressee_of(notice, today.directory)) is None:
            settled[NoticeStatus.NO_ADDRESS].append(notice.key)
        else:
            boxes[found[0].address].append(Slip(notice, *found))
    sheets = (_sheet_today(slips, today) for slips in boxes.values())
    return Plan(
        tuple(each for each in sheets if each is not None),
        {status: tuple(keys) for status, keys in settled.items()},
    )


def _audience_of(notice: PendingNotice) -> tuple[str, str, str]:
    return notice.key.subject_kind, notice.key.subject_id, notice.key.audience


def _newest(pending: Iterable[PendingNotice]) -> dict[tuple[str, str, str], PendingNotice]:
    """Return the one notice of each subject and audience that is written about: the latest stage."""
    in_order = sorted(pending, key=lambda each: (each.key.arming, each.stage_at, each.key.stage))
    return {_audience_of(notice): notice for notice in in_order}


def _sheet_today(slips: Sequence[Slip], today: Today) -> Planned | None:
    """Return the mailbox's sheet, None out of hours or when it has its letter of the day.

    Where several organisations share the mailbox, the highest speaks: its link shows the others too.
    """
    homes = {slip.addressee.organisation_id: slip.addressee for slip in slips}
    found = (today.directory.organisations[each] for each in homes)
    place = min(found, key=lambda each: (_HIGHEST_FIRST.index(each.level), each.id))
    day = local_day(today.now, place.zone)
    addressee = homes[place.id]
    labour = today.labour(place)
    if not in_working_hours(place, labour, today.now) or (addressee.address, day) in today.lettered:
        return None
    home = Home(place, day, labour, today.directory)
    reasons = "; ".join(dict.fromkeys(slip.addressee.reason for slip in slips))
    return _planned(slips, home, replace(addressee, reason=reasons), (today.links or {}).get(place.id, ""))


def _planned(slips: Sequence[Slip], home: Home, addressee: Addressee, link: str) -> Planned:
    rows = rows_of(slips, home)
    sheet = Sheet(addressee, home.today, rows[:ROWS_AT_MOST], totals_of(rows), link)
    keys = tuple(slip.notice.key for slip in slips)
    return Planned(sheet, keys, best_before(home.place, home.calendar, home.today))


def in_working_hours(organisation: Organisation, labour: WorkCalendar, now: datetime) -> bool:
    """Return whether the organisation is at work at `now`: [opening, closing) of a working day, its zone."""
    today = local_day(now, organisation.zone)
    if not labour.is_working(today):
        return False
    opens = at_local(today, organisation.hours.opens, organisation.zone)
    return opens <= now < _closes(organisation, labour, today)


def best_before(organisation: Organisation, labour: WorkCalendar, day: date) -> datetime:
    """Return when a reminder of `day` goes stale: the end of the next working day (aware UTC)."""
    return _closes(organisation, labour, labour.following(day + timedelta(days=1)))


def _closes(organisation: Organisation, labour: WorkCalendar, day: date) -> datetime:
    """The instant the organisation closes, an hour earlier on a short day (ТК РФ ст. 95)."""
    return due_instant(day, organisation.zone, organisation.hours, short=labour.is_short(day))


def organisations_of(pending: Iterable[PendingNotice]) -> frozenset[int]:
    """Return the ids of every organisation a notice may concern, those above them not included."""
    return frozenset(each for notice in pending for each in (notice.organisation_id, notice.issuer_id))
