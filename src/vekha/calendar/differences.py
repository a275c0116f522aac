"""What a changed calendar changes: shown to a person before it is accepted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from vekha.calendar.days import DayKind
from vekha.calendar.periods import days_of
from vekha.calendar.work_calendar import WorkCalendar
from vekha.domain.deadlines import Span


@dataclass(frozen=True, slots=True)
class DayChange:
    """One day that is of another kind in the new calendar."""

    day: date
    was: DayKind
    becomes: DayKind


@dataclass(frozen=True, slots=True)
class YearChange:
    """How many working days a year had and has."""

    year: int
    was: int
    becomes: int


def changed_days(old: WorkCalendar, new: WorkCalendar, span: Span) -> Iterator[DayChange]:
    """The days of `span` that differ, in order; none when both are the same day table."""
    if old.id == new.id:
        return
    for day in days_of(span):
        was, becomes = old.kind(day), new.kind(day)
        if was is not becomes:
            yield DayChange(day, was, becomes)


def changed_years(old: WorkCalendar, new: WorkCalendar, years: Iterable[int]) -> Iterator[YearChange]:
    """The years whose number of working days differs."""
    for year in years:
        was, becomes = _workdays(old, year), _workdays(new, year)
        if was != becomes:
            yield YearChange(year, was, becomes)


def _workdays(calendar: WorkCalendar, year: int) -> int:
    """1 January is a holiday of every edition of the law, so the stretch may begin with it."""
    return calendar.workdays_between(date(year, 1, 1), date(year, 12, 31))
