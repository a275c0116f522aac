"""School vacations, terms and halves by a plan of the school year: the school's own one decides."""

from collections.abc import Iterator
from datetime import timedelta

from vekha.calendar.periods import clip, school_years
from vekha.calendar.school_years import SchoolPlan, SchoolYear, school_year
from vekha.domain.deadlines import Span
from vekha.rules.deadline_parts import Dated, NoMeaningError, Part

_NAMES = {"осенн": "осенние", "зимн": "зимние", "весенн": "весенние", "летн": "летние"}


def school_dates(part: Part, plan: Span, school: SchoolPlan) -> Dated | None:
    """Return the dates of the first such vacation or term that begins in the plan, None where it has none.

    An edge is one day: the last day of it, or the day before its first.
    """
    term = "SCHOOL_TERM" in part.terminals
    spans = _terms(part.number, plan, school) if term else _vacations(part.text, plan, school)
    span = next((span for span in spans if plan.first <= span.first <= plan.last), None)
    if span is None or part.role != "school_edge":
        return None if span is None else Dated(span.first, span.last)
    if "EDGE_MIDDLE" in part.terminals:
        raise NoMeaningError(f"«{part.text}»: день не назван")
    return Dated(None, span.last if "EDGE_END" in part.terminals else span.first - timedelta(days=1))


def half_dates(number: int, plan: Span, school: SchoolPlan) -> Dated | None:
    """Return the first half of a school year of this number that begins in the plan, None where none does."""
    spans = (year.half(number) for year in _years(plan, school))
    return next(
        (Dated(span.first, span.last) for span in spans if span and plan.first <= span.first <= plan.last),
        None,
    )


def every_term(plan: Span, school: SchoolPlan) -> tuple[Dated, ...]:
    """Return a window for each term that shares a day with the plan, clipped to it."""
    terms = (span for year in _years(plan, school) for row, span in year.periods if row.kind == "term")
    return tuple(
        Dated(inside.first, inside.last) for inside in (clip(span, plan) for span in terms) if inside
    )


def _years(plan: Span, school: SchoolPlan) -> Iterator[SchoolYear]:
    return (school_year(year.first, school) for year in school_years(plan))


def _terms(number: int, plan: Span, school: SchoolPlan) -> Iterator[Span]:
    return (span for year in _years(plan, school) if (span := year.term(number)))


def _vacations(text: str, plan: Span, school: SchoolPlan) -> Iterator[Span]:
    name = next((full for stem, full in _NAMES.items() if stem in text), "")
    return (span for year in _years(plan, school) if (span := year.vacation(name)))
