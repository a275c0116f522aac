"""The day table as the command `vekha calendar --csv` prints it."""

from collections.abc import Iterator
from datetime import date, timedelta

from vekha.calendar.days import DayKind
from vekha.calendar.work_calendar import WorkCalendar


def listed_days(calendar: WorkCalendar, first: date, last: date) -> Iterator[tuple[date, str]]:
    """Each day from `first` to `last` inclusive with working, nonworking or short.

    A decree day is nonworking here; in the day set `civil` it is what it would be without the decree.
    """
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        kind = calendar.kind(day)
        yield day, str(DayKind.NONWORKING if kind is DayKind.DECREE else kind)
