"""What a changed calendar makes of a term that already runs (design 4.4, 4.9). Pure.

The raw date and the date first issued stay; everything between them and today's calendar is counted again.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from vekha.calendar.days import YearStatus
from vekha.calendar.work_calendar import WorkCalendar
from vekha.calendar.zones import due_instant
from vekha.domain.deadlines import DueDates, Occurrence
from vekha.domain.obligations import ShiftPolicy
from vekha.domain.organisations import Level, WorkingDay
from vekha.rules.occurrences import CASCADE
from vekha.rules.shifts import Calendars, due_dates, redated


@dataclass(frozen=True, slots=True)
class Clock:
    """What two organisations must share for their dates and instants to be the same."""

    calendars: Calendars
    zone: str
    level: Level
    hours: WorkingDay


@dataclass(frozen=True, slots=True)
class Term:
    """The dates of an obligation as they stand. extended: `due` is what an act of extension granted."""

    policy: ShiftPolicy
    raw_due: date
    due: date
    due_at: datetime
    plan_date: date
    control_date: date | None
    remind_date: date
    opens_on: date | None
    provisional: bool
    extended: bool

    @property
    def dates(self) -> tuple[date | datetime | None, ...]:
        """Everything an act records; the provisional flag is not among them."""
        return (self.due, self.due_at, self.plan_date, self.control_date, self.remind_date)


def recounted(term: Term, clock: Clock, now: datetime) -> Term:
    """Return the term as the calendars of `clock` have it now.

    A term is never moved to an instant that has passed: nobody is made late by a calendar accepted after it.
    """
    fresh = as_counted(term, clock)
    return term if fresh.due_at < term.due_at and fresh.due_at <= now else fresh


def as_counted(term: Term, clock: Clock) -> Term:
    """Return the term as the calendars have it, whether or not that instant has passed."""
    dates = _dates(term, clock)
    return replace(
        term,
        due=dates.due,
        due_at=_due_at(term, dates.due, clock),
        plan_date=dates.plan_date,
        control_date=dates.control_date,
        remind_date=dates.remind_date,
        provisional=stands_on_provisional(clock.calendars.civil, term.raw_due, dates.due),
    )


def stands_on_provisional(civil: WorkCalendar, raw: date, due: date) -> bool:
    """Whether a year the date stands on lacks its act, so that the date may yet move."""
    return any(civil.status(year) is YearStatus.PROVISIONAL for year in {raw.year, due.year})


def _dates(term: Term, clock: Clock) -> DueDates:
    """An inner date was given by the level's row of the cascade, or not at all."""
    rows = (row.workdays for row in CASCADE if row.level is clock.level)
    back = None if term.control_date is None else next(rows, None)
    if term.extended:
        stored = DueDates(
            term.raw_due, term.due, term.plan_date, term.control_date, term.remind_date, term.opens_on
        )
        return redated(stored, term.due, clock.calendars, back)
    occurrence = Occurrence(key="", start=None, raw_due=term.raw_due, opens_on=term.opens_on)
    return due_dates(occurrence, term.policy, clock.calendars, back)


def _due_at(term: Term, due: date, clock: Clock) -> datetime:
    """The day's end. On the same day only its length may change: new opening hours are another matter."""
    short = clock.calendars.labour.is_short(due)
    ends = {length: due_instant(due, clock.zone, clock.hours, short=length) for length in (True, False)}
    if due == term.due and term.due_at != ends[not short]:
        return term.due_at
    return ends[short]
