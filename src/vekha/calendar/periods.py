"""Periods as a plan names them. Every Span is inclusive at both ends."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from vekha.domain.deadlines import Span

SCHOOL_YEAR_STARTS = (9, 1)
"""1 September (ФЗ N 273-ФЗ leaves it to the plan; this is the default of the ruling in deadlines.md)."""


def month_span(year: int, month: int) -> Span:
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def month_of(day: date) -> Span:
    return month_span(day.year, day.month)


def quarter_of(day: date) -> Span:
    first = (day.month - 1) // 3 * 3 + 1
    return Span(date(day.year, first, 1), month_span(day.year, first + 2).last)


def half_year_of(day: date) -> Span:
    first = 1 if day.month <= 6 else 7
    return Span(date(day.year, first, 1), month_span(day.year, first + 5).last)


def calendar_year(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31))


def year_of(day: date) -> Span:
    return calendar_year(day.year)


def week_of(day: date) -> Span:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=6))


def school_year_of(day: date) -> Span:
    """1 September to 31 August."""
    first = day.year if (day.month, day.day) >= SCHOOL_YEAR_STARTS else day.year - 1
    return Span(date(first, *SCHOOL_YEAR_STARTS), date(first + 1, *SCHOOL_YEAR_STARTS) - timedelta(days=1))


def weeks(span: Span) -> Iterator[Span]:
    return _touching(span, week_of)


def months(span: Span) -> Iterator[Span]:
    return _touching(span, month_of)


def quarters(span: Span) -> Iterator[Span]:
    return _touching(span, quarter_of)


def half_years(span: Span) -> Iterator[Span]:
    return _touching(span, half_year_of)


def years(span: Span) -> Iterator[Span]:
    return _touching(span, year_of)


def school_years(span: Span) -> Iterator[Span]:
    return _touching(span, school_year_of)


def clip(span: Span, to: Span) -> Span | None:
    """The part of `span` that lies in `to`, None where they do not meet."""
    first, last = max(span.first, to.first), min(span.last, to.last)
    return Span(first, last) if first <= last else None


def days_of(span: Span) -> Iterator[date]:
    return (date.fromordinal(n) for n in range(span.first.toordinal(), span.last.toordinal() + 1))


def add_months(day: date, months_on: int) -> date:
    """The same day of the month `months_on` later, or that month's last day (ГК РФ ст. 192 п. 3)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months_on, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _touching(span: Span, period_of: Callable[[date], Span]) -> Iterator[Span]:
    """Whole periods, in order, that share a day with `span`; `clip` cuts them to it."""
    period = period_of(span.first)
    while period.first <= span.last:
        yield period
        period = period_of(period.last + timedelta(days=1))
