"""From a calendar place and a year to its days. All spans are inclusive."""

import functools
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from vekha.calendar.periods import calendar_year
from vekha.domain.deadlines import Span
from vekha.rules.deadline_parts import Bound, Dated, NoMeaningError, Place, PlaceKind, Slot
from vekha.rules.deadline_workdays import workday_of

_FIRST_YEAR, _LAST_YEAR = 1901, 2098
"""Years a deadline may lie in; the neighbours on both sides are still dates."""
_DAY = timedelta(days=1)
_DAYS_KEPT = 4096
"""Some ten years of days: phrases of one plan name the same days again and again."""
POINTS = frozenset({PlaceKind.DAY, PlaceKind.NTH_WEEKDAY, PlaceKind.NTH_WORKDAY, PlaceKind.NTH_NUMBER})


class Reach(NamedTuple):
    """The days of a place or slot, and the doubts a ruling has about them."""

    span: Span
    doubts: tuple[str, ...] = ()


_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def last_of(year: int, month: int) -> int:
    """Return the number of the last day of a month."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap else _MONTH_DAYS[month - 1]


@functools.lru_cache(maxsize=_DAYS_KEPT)
def written(day: date) -> str:
    """Return the day as Russian papers write it: 15.09.2025."""
    return f"{day.day:02}.{day.month:02}.{day.year}"


@functools.lru_cache(maxsize=_DAYS_KEPT)
def months_span(year: int, month: int, count: int) -> Span:
    """Return `count` whole months from `month` of `year`; month may run past 12."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    end_year, end_month = year + (month + count - 2) // 12, (month + count - 2) % 12 + 1
    return Span(date(year, month, 1), date(end_year, end_month, last_of(end_year, end_month)))


@functools.lru_cache(maxsize=_DAYS_KEPT)
def day_of(year: int, month: int, number: int) -> Reach:
    """Return the day; an impossible 29..31 becomes the last of its month, with a doubt."""
    if not 1 <= number <= 31:
        raise NoMeaningError(f"дня {number} в месяце нет")
    last = last_of(year, month)
    day = date(year, month, min(number, last))
    span = Span(day, day)
    if number <= last:
        return Reach(span)
    return Reach(span, (f"дня {number} в этом месяце нет: взято {written(day)}",))


def nth_weekday(year: int, month: int, weekday: int, number: int) -> date:
    """Return the n-th such weekday of the month (1 Monday), -1: the last. Raises where there is none."""
    first = date(year, month, 1)
    day = 1 + (weekday - 1 - first.weekday()) % 7
    days = range(day, last_of(year, month) + 1, 7)
    if number == -1:
        return date(year, month, days[-1])
    if not 1 <= number <= len(days):
        raise NoMeaningError(f"{number}-го такого дня недели в месяце нет")
    return date(year, month, days[number - 1])


def reach(place: Place, year: int) -> Reach:
    """Return the days of a place in a calendar year. Raises NoMeaningError where it names no such days."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise NoMeaningError(f"год {year} вне календаря")
    return _REACHES.get(place.kind, _part_of_month)(place, year)


def _month(place: Place, year: int) -> Reach:
    if not 1 <= place.month <= 12:
        raise NoMeaningError("месяц не назван")
    return Reach(months_span(year, place.month, 1))


def _quarter(place: Place, year: int) -> Reach:
    number = 4 if place.number == -1 else place.number
    if not 1 <= number <= 4:
        raise NoMeaningError("в году четыре квартала")
    return Reach(months_span(year, number * 3 - 2, 3))


def _half_year(place: Place, year: int) -> Reach:
    number = 2 if place.number == -1 else place.number
    if not 1 <= number <= 2:
        raise NoMeaningError("в году два полугодия")
    return Reach(months_span(year, number * 6 - 5, 6))


def _season(place: Place, year: int) -> Reach:
    return Reach(months_span(year, place.month, 3))


def _year(_: Place, year: int) -> Reach:
    return Reach(calendar_year(year))


def _school_year(_: Place, year: int) -> Reach:
    return Reach(months_span(year, 9, 12))


def _weekday(place: Place, year: int) -> Reach:
    if not place.month:
        raise NoMeaningError("месяц дня недели не назван")
    day = nth_weekday(year, place.month, place.weekday, place.number)
    return Reach(Span(day, day))


def _day(place: Place, year: int) -> Reach:
    if not 1 <= place.month <= 12:
        raise NoMeaningError(f"месяца {place.month} нет")
    return day_of(year, place.month, place.number)


def _workday(place: Place, year: int) -> Reach:
    day, doubts = workday_of(year, place.month, place.number)
    return Reach(Span(day, day), doubts)


def _part_of_month(place: Place, year: int) -> Reach:
    kind, number, month = place.kind, place.number, place.month
    if not 1 <= month <= 12:
        raise NoMeaningError("месяц не назван")
    end = last_of(year, month)
    thirds = {1: (1, 10), 2: (11, 20), 3: (21, end), -1: (21, end)}
    halves = {1: (1, 15), 2: (16, end)}
    weeks = {1: (1, 7), 2: (8, 14), 3: (15, 21), 4: (22, 28), -1: (end - 6, end)}
    edges = {PlaceKind.START: 1, PlaceKind.MIDDLE: 2, PlaceKind.END: 3}
    doubts: tuple[str, ...] = ()
    if kind in edges:
        days, doubts = thirds.get(edges[kind]), (_EDGE_DOUBT,)
    elif kind is PlaceKind.DECADE:
        days = thirds.get(number)
    elif kind is PlaceKind.HALF_MONTH:
        days = halves.get(number)
    elif kind is PlaceKind.WEEK:
        days, doubts = weeks.get(number), (_WEEK_DOUBT,)
    else:
        raise NoMeaningError("календарное место названо не до конца")
    if days is None:
        raise NoMeaningError(f"части {number} в месяце нет")
    return Reach(Span(date(year, month, days[0]), date(year, month, days[1])), doubts)


_EDGE_DOUBT = "«начало», «середина» и «конец» месяца прочитаны как его декады"
_WEEK_DOUBT = "неделя месяца прочитана как семь его дней подряд, считая от первого (последняя: от конца)"
_REACHES: dict[PlaceKind, Callable[[Place, int], Reach]] = {
    PlaceKind.DAY: _day,
    PlaceKind.MONTH: _month,
    PlaceKind.QUARTER: _quarter,
    PlaceKind.HALF_YEAR: _half_year,
    PlaceKind.SEASON: _season,
    PlaceKind.YEAR: _year,
    PlaceKind.SCHOOL_YEAR: _school_year,
    PlaceKind.NTH_WEEKDAY: _weekday,
    PlaceKind.NTH_WORKDAY: _workday,
}


def slot_in(slot: Slot, year: int) -> tuple[Dated, tuple[str, ...]]:
    """Return the occurrence of a slot that begins in `year`; a stretch across December ends in the next."""
    first = reach(slot.first, year)
    if slot.last is None:
        return _bounded(slot, first)
    last = reach(slot.last, slot.last.years.first if slot.last.years and slot.first.years else year)
    if last.span.last < first.span.first and not (slot.last.years and slot.first.years):
        last = reach(slot.last, year + 1)
    return joined(slot, first, last)


def joined(slot: Slot, first: Reach, last: Reach) -> tuple[Dated, tuple[str, ...]]:
    """Return the occurrence of a slot from one reach to the other. Raises NoMeaningError where they cross."""
    if last.span.last < first.span.first:
        raise NoMeaningError("конец срока стоит раньше начала")
    doubts = first.doubts + last.doubts
    if slot.bound in (Bound.AT, Bound.SINCE):
        return Dated(first.span.first, last.span.last), doubts
    note = "назван не день, а промежуток: взят его последний день"
    return Dated(None, last.span.last), (*doubts, note)


def _bounded(slot: Slot, first: Reach) -> tuple[Dated, tuple[str, ...]]:
    span, doubts, bound = first.span, first.doubts, slot.bound
    if bound is Bound.SINCE:
        raise NoMeaningError("начало без конца")
    if slot.first.kind in POINTS:
        return Dated(None, span.last), doubts
    if bound is Bound.AT:
        return Dated(span.first, span.last), doubts
    if bound in (Bound.AT_START, Bound.AT_END):
        inner = edge_of(span, bound)
        return Dated(inner.first, inner.last), (*doubts, EDGE_DOUBT)
    if bound in _BEFORE:
        return _before(slot, first)
    return Dated(None, span.last), (*doubts, *_LAST_DAY_DOUBTS.get(bound, ()))


_BEFORE = frozenset({Bound.TO, Bound.BY, Bound.TO_START})
_LAST_DAY_DOUBTS = {
    Bound.NOT_LATER: ("«не позднее» с месяцем или годом: взят его последний день",),
    Bound.THROUGH: ("«по» с месяцем или годом: взят его последний день",),
}


def _before(slot: Slot, first: Reach) -> tuple[Dated, tuple[str, ...]]:
    """«до мая», «до 2021» end the day before; «до конца» and «до середины» name a day of the month itself."""
    span, kind = first.span, slot.first.kind
    if kind is PlaceKind.END:
        return Dated(None, span.last), ()
    if kind is PlaceKind.MIDDLE:
        return Dated(None, span.first.replace(day=15)), ("«до середины» прочитано как 15 число",)
    if kind is PlaceKind.START:
        return Dated(None, span.first - _DAY), ()
    doubts = ("«к» с месяцем или годом: прочитано «до его начала»",) if slot.bound is Bound.BY else ()
    return Dated(None, span.first - _DAY), (*first.doubts, *doubts)


_EDGE_DAYS = 10


def edge_of(period: Span, edge: Bound, *, of_month: bool = True) -> Span:
    """Return the first or last ten days of a period: «в начале», «в конце», as of a month its decades.

    `of_month`: the period ends with a month, so its end is that month's last decade of 8 to 11 days.
    """
    if edge is Bound.AT_START:
        return Span(period.first, period.first + timedelta(days=_EDGE_DAYS - 1))
    if of_month:
        return Span(period.last.replace(day=21), period.last)
    return Span(period.last - timedelta(days=_EDGE_DAYS - 1), period.last)


EDGE_DOUBT = "«начало» и «конец» периода прочитаны как его первые и последние десять дней"


def years_of(plan: Span) -> Iterator[int]:
    """Every year in which something that touches the plan may begin."""
    return iter(range(plan.first.year - 1, plan.last.year + 1))


def fits(dated: Dated, plan: Span) -> bool:
    """True when it falls due in the plan and does not begin over a month before it."""
    if not plan.first <= dated.due <= plan.last:
        return False
    return dated.start is None or (plan.first - dated.start).days <= 31


def touches(dated: Dated, plan: Span) -> bool:
    return plan.first <= (dated.start or dated.due) <= plan.last
