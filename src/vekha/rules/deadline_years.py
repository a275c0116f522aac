"""Which year a slot lies in: the year printed, the years named apart, or the first fit in the plan period."""

from datetime import date
from typing import NamedTuple

from vekha.calendar.periods import calendar_year, clip, school_year_of, school_years
from vekha.domain.deadlines import Span
from vekha.rules.deadline_dates import fits, joined, reach, slot_in, touches, written, years_of
from vekha.rules.deadline_parts import Dated, NoMeaningError, Part, Phrase, PlaceKind, Slot, Years

_CALENDAR_UNITS = frozenset({PlaceKind.QUARTER, PlaceKind.HALF_YEAR})


class Found(NamedTuple):
    """Dates of one or more slots with the doubts about them."""

    dated: tuple[Dated, ...]
    doubts: tuple[str, ...] = ()


class Frame(NamedTuple):
    """The stretches a phrase without years of its own is read in. `named`: the phrase names them."""

    spans: tuple[Span, ...]
    named: bool = False
    doubts: tuple[str, ...] = ()


def _school(year: int) -> Span:
    return school_year_of(date(year, 9, 1))


def within_a_year(plan: Span) -> bool:
    return (plan.last - plan.first).days <= 366


def frame_of(phrase: Phrase, plan: Span) -> Frame:
    """Return where yearless slots are looked for: years named apart, a spoken or school year, the plan."""
    spoken = [
        part
        for part in phrase.having("of_unit")
        if "YEAR_WORD" in part.terminals and part.terminals[0] != "ZA"
    ]
    if len(spoken) + bool(phrase.years) > 1:
        raise NoMeaningError("год назван дважды")
    if phrase.years:
        return _named_years(phrase, plan)
    if spoken:
        return _spoken_year(spoken[0], phrase, plan)
    told = bool(phrase.slots) and all(slot.years for slot in phrase.slots)
    if "school_year" in phrase.roles and not told:
        return school_frame(plan)
    return Frame((plan,))


def _named_years(phrase: Phrase, plan: Span) -> Frame:
    school = "school_year" in phrase.roles
    doubts = tuple(typo(years) for years in phrase.years if years.misspelt)
    spans: list[Span] = []
    for years in phrase.years:
        if school and years.last == years.first + 1:
            spans.append(_school(years.first))
        elif school:
            raise NoMeaningError("учебный год назван одним числом")
        else:
            spans += [calendar_year(year) for year in range(years.first, years.last + 1)]
    outside = [written(span.first)[6:] for span in spans if clip(span, plan) is None]
    doubts += (f"вне периода плана: {', '.join(outside)} год",) if outside else ()
    return Frame(tuple(spans), named=True, doubts=doubts)


def _spoken_year(part: Part, phrase: Phrase, plan: Span) -> Frame:
    words = part.terminals
    if "SCHOOL" in words:
        return school_frame(plan)
    if "REPORTED" in words:
        return Frame((plan,), doubts=(f"«{part.text}»: какой год отчетный, не сказано",))
    one = plan.first.year == plan.last.year
    if "CURRENT" in words:
        if one:
            return Frame((calendar_year(plan.first.year),), named=True)
        doubt = f"«{part.text}»: план захватывает несколько лет, взят первый подходящий"
        return Frame((plan,), named=not phrase.slots, doubts=(doubt,))
    step = -1 if "PRECEDING" in words else 1
    year = plan.first.year + step
    return Frame((calendar_year(year),), named=True, doubts=(f"«{part.text}» прочитано как {year} год",))


def school_frame(plan: Span) -> Frame:
    """Return the school year the plan lies in; where it holds several, the first, with a doubt."""
    inside = [clip(year, plan) for year in school_years(plan)]
    held = [span for span in inside if span and (span.last - span.first).days >= 60]
    if not held:
        return Frame((plan,))
    doubts = () if len(held) == 1 else ("план захватывает несколько учебных лет: взят первый",)
    whole = len(held) == 1 and within_a_year(plan)
    return Frame((plan if whole else held[0],), named=True, doubts=doubts)


def typo(years: Years) -> str:
    return f"год напечатан как {years.misspelt}; прочитан {years.first}"


def placed(slot: Slot, frame: Frame, plan: Span, *, yearly: bool) -> Found:
    """Return every date of one slot: by its own years, by the named years, or by the plan."""
    years = slot.years
    if years is not None and slot.last is None and years.first == years.last and not years.misspelt:
        dated, doubts = slot_in(slot, years.first)
        return _checked(slot, dated, plan, doubts + _winter(slot))
    if years is not None:
        return _one_stretch(slot, years, plan) or _in_own_years(slot, years, plan)
    if frame.named:
        return _in_frame(slot, frame, plan, yearly=yearly)
    return _every_year(slot, plan) if yearly else _first_fit(slot, plan)


def _one_stretch(slot: Slot, years: Years, plan: Span) -> Found | None:
    """Return «с 1 мая по 5 июня 2026», the plain stretch of one year; None for any other."""
    if slot.last is None or slot.first.years is not None or years.first != years.last or years.misspelt:
        return None
    last, first = reach(slot.last, years.first), reach(slot.first, years.first)
    if last.span.last < first.span.first:
        return None
    dated, doubts = joined(slot, first, last)
    return _checked(slot, dated, plan, doubts)


def _in_own_years(slot: Slot, years: Years, plan: Span) -> Found:
    doubts: tuple[str, ...] = (typo(years),) if years.misspelt else ()
    if slot.first.years and slot.first.years.misspelt and slot.first.years is not years:
        doubts += (typo(slot.first.years),)
    doubts += _winter(slot)
    first_years = slot.first.years
    if first_years is not None and (slot.last is None or first_years != years):
        wanted = range(first_years.first, first_years.last + 1)
    elif years.last > years.first and _wraps(slot, years.first):
        if years.last > years.first + 1:
            raise NoMeaningError("период переходит через год, а лет названо больше двух")
        wanted = range(years.first, years.first + 1)
    elif years.last == years.first and _wraps(slot, years.first):
        if first_years is not None:
            raise NoMeaningError("конец срока стоит раньше начала")
        return _wrapped(slot, years.first, plan, doubts)
    else:
        wanted = range(years.first, years.last + 1)
    found: list[Dated] = []
    for year in wanted:
        dated, more = slot_in(_without_years(slot), year) if len(wanted) > 1 else _own(slot, year)
        doubts += more
        found.append(dated)
    if len(found) == 1:
        return _checked(slot, found[0], plan, doubts)
    return Found(tuple(found), doubts + _outside(found, plan))


def _winter(slot: Slot) -> tuple[str, ...]:
    if slot.first.kind is PlaceKind.SEASON and slot.first.month == 12 and slot.last is None:
        return ("зима переходит через год, а назван один: взята та, что в нем начинается",)
    return ()


def _own(slot: Slot, year: int) -> tuple[Dated, tuple[str, ...]]:
    both = (
        slot.last is not None and slot.first.years and slot.last.years and slot.first.years != slot.last.years
    )
    return slot_in(slot if both else _without_years(slot), year)


def _without_years(slot: Slot) -> Slot:
    last = slot.last._replace(years=None) if slot.last else None
    return Slot(slot.first._replace(years=None), last, slot.bound)


def _wraps(slot: Slot, year: int) -> bool:
    if slot.last is None:
        return False
    return reach(slot.last, year).span.last < reach(slot.first, year).span.first


def _wrapped(slot: Slot, year: int, plan: Span, doubts: tuple[str, ...]) -> Found:
    """«ноябрь-январь 2025»: one year is printed for a stretch over two; the fit in the plan is taken."""
    bare = _without_years(slot)
    readings = [slot_in(bare, first) for first in (year, year - 1)]
    best = next((found for found in readings if fits(found[0], plan)), readings[0])
    doubt = f"период переходит через год, а назван один {year} год"
    return Found((best[0],), (*doubts, *best[1], doubt))


def _checked(slot: Slot, dated: Dated, plan: Span, doubts: tuple[str, ...]) -> Found:
    """In a school-year plan a spring date printed with its first year is meant in the second."""
    begin = dated.start or dated.due
    if dated.due >= plan.first and begin <= plan.last:
        return Found((dated,), doubts)
    spring = plan.first.month >= 8 and within_a_year(plan) and dated.due.year == plan.first.year
    if spring and (plan.first - dated.due).days > 31:
        moved, more = slot_in(_without_years(slot), begin.year + 1)
        if fits(moved, plan):
            doubt = f"напечатанная дата {written(dated.due)} раньше периода плана; прочитан следующий год"
            return Found((moved,), (*doubts, *more, doubt))
    return Found((dated,), doubts + _outside([dated], plan))


def _outside(found: list[Dated], plan: Span) -> tuple[str, ...]:
    out = [d for d in found if d.due < plan.first or (d.start or d.due) > plan.last]
    if not out:
        return ()
    printed = ", ".join(f"{written(d.due)}" for d in out)
    return (f"вне периода плана ({written(plan.first)}–{written(plan.last)}): {printed}",)


def _in_frame(slot: Slot, frame: Frame, plan: Span, *, yearly: bool) -> Found:
    found: list[Dated] = []
    doubts = frame.doubts
    for span in frame.spans:
        if span.first.year == span.last.year and span.first.month == 1:
            dated, more = slot_in(slot, span.first.year)
            found.append(dated)
            doubts += more
        else:
            inner = _every_year(slot, span) if yearly else _first_fit(slot, span)
            found += inner.dated
            doubts += inner.doubts
    return Found(tuple(found), doubts + _outside(found, plan))


def _every_year(slot: Slot, plan: Span) -> Found:
    found: list[Dated] = []
    doubts: tuple[str, ...] = ()
    for year in years_of(plan):
        dated, more = slot_in(slot, year)
        if fits(dated, plan):
            found.append(dated)
            doubts += more
        elif touches(dated, plan):
            found.append(dated)
            doubts += (*more, f"последний срок {written(dated.due)} кончается после плана")
    return Found(tuple(found), doubts)


def _first_fit(slot: Slot, plan: Span) -> Found:
    readings = [slot_in(slot, year) for year in years_of(plan)]
    fitting = [found for found in readings if fits(found[0], plan)]
    if fitting:
        dated, doubts = fitting[0]
        if len(fitting) > 1:
            others = ", ".join(f"{written(found[0].due)}" for found in fitting[1:])
            doubts += (f"год не назван: взят первый подходящий; подходят и другие ({others})",)
        elif dated.start and dated.start < plan.first and any(touches(found[0], plan) for found in readings):
            doubts += ("год не назван: срок начинается до плана, а другой такой же позже",)
        return Found((dated,), doubts + _calendar_unit(slot, plan))
    touching = [found for found in readings if touches(found[0], plan)] or [
        found
        for found in readings
        if found[0].due >= plan.first and (found[0].start or found[0].due) <= plan.last
    ]
    if touching:
        dated, doubts = touching[0]
        return Found((dated,), (*doubts, "срок выходит за период плана"))
    return _nearest(readings, plan)


def _nearest(readings: list[tuple[Dated, tuple[str, ...]]], plan: Span) -> Found:
    dated, doubts = next((found for found in readings if found[0].due >= plan.first), readings[-1])
    return Found((dated,), (*doubts, "в периоде плана такой даты нет: взята ближайшая"))


def _calendar_unit(slot: Slot, plan: Span) -> tuple[str, ...]:
    """A numbered quarter in a plan over two calendar years: of which year is not said."""
    if slot.first.kind in _CALENDAR_UNITS and plan.first.year != plan.last.year and plan.first.month > 1:
        return ("год квартала или полугодия не назван, а план захватывает части двух лет",)
    return ()
