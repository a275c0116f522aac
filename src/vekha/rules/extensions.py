"""What an extension makes of a term, and until when one may be asked for (reports.md 7.6). Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from vekha.calendar.work_calendar import WorkCalendar
from vekha.calendar.zones import due_instant
from vekha.domain.deadlines import DueDates
from vekha.domain.obligations import ShiftPolicy
from vekha.domain.refusals import RefusedError
from vekha.rules.occurrences import CASCADE
from vekha.rules.recounting import Clock, stands_on_provisional
from vekha.rules.russian import short_date
from vekha.rules.shifts import redated, shift

LAST_YEAR = 2099  # the calendars reach a year further: inner dates and reminders stay inside them


class ExtensionError(RefusedError):
    """The new term cannot be: it lies in the past, or not after the one in force."""


@dataclass(frozen=True, slots=True)
class Extended:
    """The dates after an extension. due_at aware UTC."""

    dates: DueDates
    due_at: datetime
    provisional: bool


def extended(dates: DueDates, until: date, policy: ShiftPolicy, clock: Clock, today: date) -> Extended:
    """Return the dates when the paper grants `until`, which the obligation's own policy moves from a day off.

    An inner date that somebody above collects by is counted back from the new term as from the old one.
    Raises ExtensionError unless the new term lies after the one in force and has not passed `today`.
    """
    check_until(until, dates.due, today)
    due = shift(until, policy, clock.calendars.civil)
    check_until(due, dates.due, today)
    rows = (row.workdays for row in CASCADE if row.level is clock.level)
    back = None if dates.control_date is None else next(rows, None)
    fresh = redated(dates, due, clock.calendars, back)
    short = clock.calendars.labour.is_short(due)
    return Extended(
        fresh,
        due_instant(due, clock.zone, clock.hours, short=short),
        stands_on_provisional(clock.calendars.civil, dates.raw_due, due),
    )


def check_until(until: date, due: date, today: date) -> None:
    """Raise ExtensionError unless the term moves on, to a day that has not passed."""
    if until.year > LAST_YEAR:
        raise ExtensionError(f"Новый срок {short_date(until)} позже {LAST_YEAR} года. Проверьте год.")
    if until <= due:
        raise ExtensionError(
            f"Новый срок {short_date(until)} не позже действующего {short_date(due)}: это не продление. "
            "Назовите более поздний день."
        )
    if until < today:
        raise ExtensionError(
            f"Новый срок {short_date(until)} уже прошёл. Назовите сегодняшний день или более поздний."
        )


def asked_in_time(due: date, today: date, workdays: int, labour: WorkCalendar) -> bool:
    """Return whether at least `workdays` working days are left until the term."""
    return today <= labour.add_workdays(due, -workdays)
