"""The n-th working day of a month, by the federal calendar of the five-day week."""

import functools
from datetime import date, timedelta

from vekha.calendar.days import DaySet, YearStatus
from vekha.calendar.errors import YearNotPublishedError
from vekha.calendar.periods import month_span
from vekha.calendar.shipped import calendar_for
from vekha.calendar.work_calendar import WorkCalendar
from vekha.rules.deadline_parts import NoMeaningError

BY_FEDERAL = "рабочий день месяца по федеральному календарю пятидневной недели"
_DAYS_KEPT = 4096


@functools.lru_cache(maxsize=_DAYS_KEPT)
def workday_of(year: int, month: int, number: int) -> tuple[date, tuple[str, ...]]:
    """Return the n-th working day of a month (-1: the last); a year without its decree is a doubt.

    Raises NoMeaningError where the month has no such day.
    """
    calendar: WorkCalendar = calendar_for("", 5, DaySet.LABOUR)
    whole = month_span(year, month)
    try:
        if number == -1:
            day = calendar.preceding(whole.last)
        else:
            day = calendar.add_workdays(whole.first - timedelta(days=1), number)
        decreed = calendar.status(year) is YearStatus.DECREED
    except YearNotPublishedError as unknown:
        raise NoMeaningError(str(unknown)) from unknown
    if number < -1 or number == 0 or day.month != month:
        raise NoMeaningError(f"{number}-го рабочего дня в месяце нет")
    doubt = f"производственный календарь на {year} год еще не утвержден: рабочий день месяца предварителен"
    return day, () if decreed else (doubt,)
