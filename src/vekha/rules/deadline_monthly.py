"""Places inside a month that is not named: «до 10 числа месяца, следующего за отчетным кварталом»."""

from collections.abc import Iterator
from datetime import date

from vekha.calendar.periods import add_months, month_of
from vekha.domain.deadlines import DeadlineKind, Span
from vekha.rules.deadline_dates import day_of, last_of, nth_weekday, slot_in
from vekha.rules.deadline_parts import (
    Bound,
    Dated,
    NoMeaningError,
    Phrase,
    Place,
    PlaceKind,
    Ruling,
    Setting,
    Slot,
)
from vekha.rules.deadline_rates import MONTH, QUARTER, SPACED, YEAR, Rate, hinted, month_starts, period_before
from vekha.rules.deadline_workdays import BY_FEDERAL, workday_of

_UNITS = {"YEAR_WORD": YEAR, "HALF_YEAR": 6, "QUARTER": QUARTER, "MONTH_WORD": MONTH}
_PARTS = frozenset({PlaceKind.DECADE, PlaceKind.HALF_MONTH, PlaceKind.WEEK})
_INSIDE = _PARTS | {PlaceKind.NTH_NUMBER, PlaceKind.NTH_WEEKDAY, PlaceKind.NTH_WORKDAY}
_DAYS_OF_WORK = frozenset({PlaceKind.NTH_WEEKDAY, PlaceKind.NTH_WORKDAY})


def is_monthly(place: Place) -> bool:
    """True for a place inside a month that the place does not name."""
    return place.kind in _INSIDE and not place.month


def day_in(place: Place, month: date) -> tuple[date, tuple[str, ...]]:
    """Return the day a monthly place means in a month, with doubts."""
    if place.kind is PlaceKind.NTH_NUMBER:
        if place.number == -1:
            return date(month.year, month.month, last_of(month.year, month.month)), ()
        found = day_of(month.year, month.month, place.number)
        return found.span.last, () if place.number > 28 else found.doubts
    if place.kind is PlaceKind.NTH_WEEKDAY:
        return nth_weekday(month.year, month.month, place.weekday, place.number), ()
    return workday_of(month.year, month.month, place.number)


def rhythm(phrase: Phrase, rate: Rate | None, setting: Setting) -> tuple[int, int, tuple[str, ...]]:
    """Return the period in months, which month of it (1 the first) the place lies in, and doubts."""
    length = rate.months if rate else None
    for part in phrase.having("reporting"):
        named = next((_UNITS[word] for word in part.terminals if word in _UNITS), None)
        length, doubts = _reported(named, length, part.terminals, setting)
        return (length, length, doubts) if "PLANNED" in part.terminals else (length, 1, doubts)
    for part in phrase.having("that_unit"):
        return _month_of_quarter(part.number)
    for part in phrase.having("term"):
        if "MONTH_WORD" in part.terminals and _of_quarter(phrase):
            return _month_of_quarter(part.number)
    for part in phrase.having("of_unit"):
        if "MONTH_WORD" in part.terminals:
            return _spoken_month(part.terminals, length)
    unit = _named_unit(phrase)
    if unit is None and any(
        "ALSO_EACH" in part.terminals and part.place is not None for part in phrase.parts
    ):
        unit = (length or MONTH, 1, ())
    return unit or _by_rate(length, setting)


def _named_unit(phrase: Phrase) -> tuple[int, int, tuple[str, ...]] | None:
    """«первый понедельник месяца», «последний рабочий день (каждого) квартала»: of each such period."""
    days = [part for part in phrase.parts if part.place is not None and part.place.kind in _DAYS_OF_WORK]
    each = [part for part in phrase.having("frequency") if part.terminals[0] == "ALSO_EACH"]
    for part in days:
        units = [_UNITS[word] for one in (part, *each) for word in one.terminals if word in _UNITS]
        if units and part.place is not None:
            return units[0], units[0] if part.place.number == -1 else 1, ()
    return None


def _of_quarter(phrase: Phrase) -> bool:
    """«последнего месяца отчетного квартала», «... каждого квартала»: the quarter is named apart."""
    return any("QUARTER" in part.terminals for part in phrase.having("of_unit", "frequency"))


def _month_of_quarter(number: int) -> tuple[int, int, tuple[str, ...]]:
    which = 3 if number == -1 else number
    if not 1 <= which <= 3:
        raise NoMeaningError("в квартале три месяца")
    return QUARTER, which, ()


def _by_rate(length: int | None, setting: Setting) -> tuple[int, int, tuple[str, ...]]:
    if length == MONTH:
        return MONTH, 1, ()
    if length in (QUARTER, 6):
        return length, 1, ("месяц не назван: взят месяц, следующий за периодом",)
    if length is not None:
        raise NoMeaningError("число месяца названо, а месяц нет")
    one = month_of(setting.plan.first) == month_of(setting.plan.last)
    return MONTH, 1, () if one else ("какого месяца это число, не сказано: взят каждый месяц",)


def _reported(
    named: int | None, rate: int | None, words: tuple[str, ...], setting: Setting
) -> tuple[int, tuple[str, ...]]:
    if named is not None:
        return named, ()
    if rate:
        return rate, ()
    hint = hinted(setting)
    if hint is not None:
        return hint, ("отчетный период не назван: взят из названия мероприятия",)
    if "PERIOD" in words:
        return QUARTER, ("отчетный период не назван: взят квартал",)
    return MONTH, ()


def _spoken_month(words: tuple[str, ...], rate: int | None) -> tuple[int, int, tuple[str, ...]]:
    length = rate or MONTH
    if "NEXT" in words or length == MONTH:
        doubts = (
            () if "REPORTED" in words or rate else ("какого месяца это число, не сказано: взят каждый месяц",)
        )
        return length, 1, doubts
    return length, length, ("«отчетный месяц» прочитан как последний месяц периода",)


def by_month(phrase: Phrase, rate: Rate | None, spans: tuple[Span, ...], setting: Setting) -> Ruling:
    """Return the dates of every monthly slot in the months the phrase gives it."""
    if rate and rate.months not in (MONTH, QUARTER, 6, YEAR):
        raise NoMeaningError("число месяца при еженедельном сроке")
    length, which, doubts = rhythm(phrase, rate, setting)
    found: list[Dated] = []
    following = [part for part in phrase.having("of_unit") if "NEXT" in part.terminals]
    reports = "reporting" in phrase.roles or bool(rate and following)
    for slot in (slot for slot in phrase.slots if is_monthly(slot.first)):
        before = len(found)
        for month in _months(spans, length, which, slot):
            dated, more = _dated(slot, month)
            doubts += tuple(doubt for doubt in more if doubt not in doubts)
            if any(span.first <= dated.due <= span.last for span in spans):
                period = period_before(dated.due, length) if reports and which == 1 else None
                found.append(Dated(dated.start, dated.due, period))
        doubts += () if len(found) > before else ("один из названных сроков не попадает в план",)
    single = len(found) == 1 and rate is None and not reports
    kind = DeadlineKind.DATE if single and found[0].start is None else DeadlineKind.RECURRING
    said = sum(is_monthly(slot.first) for slot in phrase.slots)
    if rate:
        told = rate.months == length and said == rate.cut
        doubts += tuple(doubt for doubt in rate.doubts if not (told and doubt.endswith(SPACED)))
    worked = any(slot.first.kind is PlaceKind.NTH_WORKDAY for slot in phrase.slots)
    rule = BY_FEDERAL if worked else "число или день внутри месяца"
    return Ruling(kind, tuple(found), rule, doubts, months=length, reports=reports)


def _months(spans: tuple[Span, ...], length: int, which: int, slot: Slot) -> Iterator[date]:
    for span in spans:
        for month in month_starts(add_months(span.first, -1) if slot.last else span.first, span.last):
            if (month.month - which) % length == 0:
                yield month


def _dated(slot: Slot, month: date) -> tuple[Dated, tuple[str, ...]]:
    if slot.first.kind in _PARTS:
        if slot.last or slot.bound is not Bound.AT:
            raise NoMeaningError("часть месяца названа вместе с другим сроком")
        return slot_in(slot._replace(first=slot.first._replace(month=month.month)), month.year)
    first, doubts = day_in(slot.first, month)
    if slot.last is None:
        return Dated(None, first), doubts
    last, more = day_in(slot.last, month)
    if last < first:
        last, more = day_in(slot.last, add_months(month, 1))
    start = first if slot.bound in (Bound.AT, Bound.SINCE) else None
    return Dated(start, last), doubts + more
