"""What a changed calendar changes: shown to a person before it is accepted."""

from collections.abc import Iterator
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


def changed_days(old: WorkCalendar, new: WorkCalendar, span: Span) -> Iterator[DayChange]:
    """The days of `span` that differ, in order; none when both are the same day table."""
    if old.id == new.id:
        return
    for day in days_of(span):
        was, becomes = old.kind(day), new.kind(day)
        if was is not becomes:
            yield DayChange(day, was, becomes)
