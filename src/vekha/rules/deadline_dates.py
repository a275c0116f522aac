"""From a calendar place and a year to its days. All spans are inclusive."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from vekha.domain.deadlines import Span
from vekha.rules.deadline_parts import Bound, Dated, NoMeaningError, Place, PlaceKind, Slot

_LAST_YEAR = 2100
_DAY = timedelta(days=1)
POINTS = frozenset({PlaceKind.DAY, PlaceKind.NTH_WEEKDAY, PlaceKind.NTH_WORKDAY, PlaceKind.NTH_NUMBER})


@dataclass(frozen=True, slots=True)
class Reach:
    """The days of a place or slot, and the doubts a ruling has about them."""

    span: Span
    doubts: tuple[str, ...] = ()


def last_of(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def months_span(year: int, month: int, count: int) -> Span:
    """Return `count` whole months from `month` of `year`; month may run past 12."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    end_year, end_month = year + (month + count - 2) // 12, (month + count - 2) % 12 + 1
    return Span(date(year, month, 1), date(end_year, end_month, last_of(end_year, end_month)))


def day_of(year: int, month: int, number: int) -> Reach:
    """Return the day; an impossible 29..31 becomes the last of its month, with a doubt."""
    if not 1 <= number <= 31:
        raise NoMeaningError(f"дня {number} в месяце нет")
    last = last_of(year, month)
    day = date(year, month, min(number, last))
    span = Span(day, day)
    return Reach(span, () if number <= last else (f"дня {number} в этом месяце нет: взято {day:%d.%m.%Y}",))


def nth_weekday(year: int, month: int, weekday: int, number: int) -> date:
    """Return the n-th such weekday of the month (1 Monday), number -1: the last. Raises where there is none."""
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
    kind, number = place.kind, place.number
    if not 1901 <= year <= _LAST_YEAR - 2:
        raise NoMeaningError(f"год {year} вне календаря")
    if kind is PlaceKind.DAY:
        return _day(place, year)
    if kind is PlaceKind.MONTH and place.month:
        return Reach(months_span(year, place.month, 1))
    if kind is PlaceKind.QUARTER and 1 <= number <= 4:
        return Reach(months_span(year, number * 3 - 2, 3))
    if kind is PlaceKind.QUARTER and number == -1:
        return Reach(months_span(year, 10, 3))
    if kind is PlaceKind.HALF_YEAR and 1 <= number <= 2:
        return Reach(months_span(year, number * 6 - 5, 6))
    if kind is PlaceKind.SEASON:
        return Reach(months_span(year, place.month, 3))
    if kind is PlaceKind.YEAR:
        return Reach(months_span(year, 1, 12))
    if kind is PlaceKind.SCHOOL_YEAR:
        return Reach(months_span(year, 9, 12))
    if kind is PlaceKind.NTH_WEEKDAY and place.month:
        day = nth_weekday(year, place.month, place.weekday, number)
        return Reach(Span(day, day))
    if place.month:
        return _part_of_month(place, year)
    raise NoMeaningError("календарное место названо не до конца")


def _day(place: Place, year: int) -> Reach:
    if not 1 <= place.month <= 12:
        raise NoMeaningError(f"месяца {place.month} нет")
    return day_of(year, place.month, place.number)


def _part_of_month(place: Place, year: int) -> Reach:
    kind, number, month = place.kind, place.number, place.month
    end = last_of(year, month)
    thirds = {1: (1, 10), 2: (11, 20), 3: (21, end), -1: (21, end)}
    halves = {1: (1, 15), 2: (16, end)}
    weeks = {1: (1, 7), 2: (8, 14), 3: (15, 21), 4: (22, 28), -1: (end - 6, end)}
    edges = {PlaceKind.START: 1, PlaceKind.MIDDLE: 2, PlaceKind.END: 3}
    doubts: tuple[str, ...] = ()
    if kind in edges:
        days = thirds.get(edges[kind])
        doubts = ("«начало», «середина» и «конец» месяца прочитаны как его декады",)
    elif kind is PlaceKind.DECADE:
        days = thirds.get(number)
    elif kind is PlaceKind.HALF_MONTH:
        days = halves.get(number)
    elif kind is PlaceKind.WEEK:
        days = weeks.get(number)
        doubts = (
            "неделя месяца прочитана как семь его дней подряд, считая от первого (последняя: от конца)",
        )
    else:
        raise NoMeaningError("для рабочего дня месяца нужен производственный календарь")
    if days is None:
        raise NoMeaningError(f"части {number} в месяце нет")
    return Reach(Span(date(year, month, days[0]), date(year, month, days[1])), doubts)


def slot_in(slot: Slot, year: int) -> tuple[Dated, tuple[str, ...]]:
    """Return the occurrence of a slot whose first day lies in `year`; a stretch across December ends in the next."""
    first = reach(slot.first, year)
    if slot.last is None:
        return _bounded(slot, first)
    last = reach(slot.last, slot.last.years.first if slot.last.years and slot.first.years else year)
    if last.span.last < first.span.first and not (slot.last.years and slot.first.years):
        last = reach(slot.last, year + 1)
    if last.span.last < first.span.first:
        raise NoMeaningError("конец срока стоит раньше начала")
    doubts = first.doubts + last.doubts
    if slot.bound in (Bound.AT, Bound.SINCE):
        return Dated(first.span.first, last.span.last), doubts
    note = "назван не день, а промежуток: взят его последний день"
    return Dated(None, last.span.last), (*doubts, note)


def _bounded(slot: Slot, first: Reach) -> tuple[Dated, tuple[str, ...]]:
    span, doubts, bound = first.span, first.doubts, slot.bound
    if slot.first.kind in POINTS and bound is not Bound.SINCE:
        return Dated(None, span.last), doubts
    if bound is Bound.AT:
        return Dated(span.first, span.last), doubts
    if bound in (Bound.TO, Bound.BY, Bound.TO_START):
        if slot.first.kind is PlaceKind.END:
            return Dated(None, span.last), ()
        if slot.first.kind is PlaceKind.MIDDLE:
            return Dated(None, span.first.replace(day=15)), ("«до середины» прочитано как 15 число",)
        doubt = ("«к» с месяцем или годом: прочитано «до его начала»",) if bound is Bound.BY else ()
        return Dated(None, span.first - _DAY), (
            () if slot.first.kind is PlaceKind.START else (*doubts, *doubt)
        )
    if bound is Bound.TO_END:
        return Dated(None, span.last), doubts
    if bound is Bound.NOT_LATER:
        return Dated(None, span.last), (*doubts, "«не позднее» с месяцем или годом: взят его последний день")
    if bound is Bound.THROUGH:
        return Dated(None, span.last), (*doubts, "«по» с месяцем или годом: взят его последний день")
    raise NoMeaningError("начало без конца")


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
