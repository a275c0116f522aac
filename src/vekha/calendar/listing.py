"""The day table as the command `vekha calendar` hands it out."""

from collections.abc import Iterator
from datetime import date, timedelta

from vekha.calendar.days import DayFact, DayKind
from vekha.calendar.holidays import is_weekend
from vekha.calendar.reasons import day_reasons
from vekha.calendar.work_calendar import WorkCalendar


def listed_days(calendar: WorkCalendar, first: date, last: date) -> Iterator[tuple[date, str]]:
    """Each day from `first` to `last` inclusive with working, nonworking or short.

    A decree day is nonworking here; in the day set `civil` it is what it would be without the decree.
    """
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        kind = calendar.kind(day)
        yield day, str(DayKind.NONWORKING if kind is DayKind.DECREE else kind)


def special_days(calendar: WorkCalendar, first: date, last: date) -> Iterator[DayFact]:
    """Each day from `first` to `last` inclusive that is not what its weekday makes it, with its grounds."""
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        kind = calendar.kind(day)
        plain = DayKind.NONWORKING if is_weekend(day, calendar.week) else DayKind.WORKING
        if kind is not plain:
            verdict, *grounds = day_reasons(calendar, day)
            yield DayFact(day, kind, verdict.partition(": ")[2], "; ".join(grounds))
