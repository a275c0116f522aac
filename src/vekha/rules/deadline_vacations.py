"""School vacations, terms and halves by a plan of the school year: the school's own one decides."""

from collections.abc import Iterator
from datetime import timedelta

from vekha.calendar.periods import clip, school_years
from vekha.calendar.school_years import SchoolPlan, SchoolYear, school_year
from vekha.domain.deadlines import Span
from vekha.rules.deadline_dates import edge_of
from vekha.rules.deadline_parts import Dated, NoMeaningError, Part, PlaceKind
from vekha.rules.deadline_rates import edge_named

_NAMES = {"осенн": "осенние", "зимн": "зимние", "весенн": "весенние", "летн": "летние"}


def school_dates(part: Part, plan: Span, school: SchoolPlan) -> Dated | None:
    """Return the dates of the first such vacation or term that begins in the plan, None where it has none.

    An edge is one day: the last day of it, or the day before its first.
    """
    spans = _spans(part, plan, school)
    span = next((span for span in spans if plan.first <= span.first <= plan.last), None)
    if span is None or part.role != "school_edge":
        return None if span is None else Dated(span.first, span.last)
    return _at_edge(span, part)


def _at_edge(span: Span, part: Part) -> Dated:
    if "EDGE_MIDDLE" in part.terminals:
        raise NoMeaningError(f"«{part.text}»: день не назван")
    if is_inner(part):
        inner = edge_of(span, edge_named(part), of_month=False)
        return Dated(inner.first, inner.last)
    return Dated(None, span.last if "EDGE_END" in part.terminals else span.first - timedelta(days=1))


_LIMITS = frozenset({"DO", "BY_DAY", "NOT"})


def is_inner(edge: Part) -> bool:
    """«в конце четверти» is a stretch inside it, «до конца четверти» a day."""
    return edge.terminals[0] not in _LIMITS


def _spans(part: Part, plan: Span, school: SchoolPlan) -> Iterator[Span]:
    """Every stretch of the school years of the plan that a part names: «I-II четверть» is one."""
    if "YEAR_WORD" in part.terminals:
        return _taught(plan, school)
    if "SCHOOL_TERM" not in part.terminals:
        return _vacations(part.text, plan, school)
    if part.place is not None and {part.place.kind, (part.last or part.place).kind} != {PlaceKind.NUMBER}:
        raise NoMeaningError(f"«{part.text}»: какая четверть, не сказано")
    until = part.last.number if part.last else part.number
    if until < part.number:
        raise NoMeaningError(f"«{part.text}»: четверти стоят в обратном порядке")
    return _terms((part.number, until), plan, school)


def with_listed_terms(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """«I, III четверть»: a bare number before a term, with a mark between, is a term too."""
    found: list[Part] = []
    named = False
    for part in reversed(parts):
        bare = part.role in ("when", "inside") and part.place is not None
        if named and bare and part.place is not None and part.place.kind is PlaceKind.NUMBER:
            found.append(part._replace(role="school_term", terminals=(*part.terminals, "SCHOOL_TERM")))
            continue
        if part.role != "sep":
            named = part.role == "school_term"
        found.append(part)
    return tuple(reversed(found))


def half_dates(number: int, plan: Span, school: SchoolPlan) -> Dated | None:
    """Return the first half of a school year of this number that begins in the plan, None where none does."""
    spans = (year.half(number) for year in _years(plan, school))
    return next(
        (Dated(span.first, span.last) for span in spans if span and plan.first <= span.first <= plan.last),
        None,
    )


def every_term(plan: Span, school: SchoolPlan, edge: Part | None = None) -> tuple[Dated, ...]:
    """Return a window for each term that shares a day with the plan, clipped to it; of an edge, its days."""
    terms = [span for year in _years(plan, school) for row, span in year.periods if row.kind == "term"]
    found = [_at_edge(span, edge) if edge else Dated(span.first, span.last) for span in terms]
    spans = [(one.start, clip(Span(one.start or one.due, one.due), plan)) for one in found]
    return tuple(Dated(start and inside.first, inside.last) for start, inside in spans if inside)


def _years(plan: Span, school: SchoolPlan) -> Iterator[SchoolYear]:
    return (school_year(year.first, school) for year in school_years(plan))


def _terms(numbers: tuple[int, int], plan: Span, school: SchoolPlan) -> Iterator[Span]:
    for year in _years(plan, school):
        first, last = year.term(numbers[0]), year.term(numbers[1])
        if first and last:
            yield Span(first.first, last.last)


def _taught(plan: Span, school: SchoolPlan) -> Iterator[Span]:
    """From the first day of the first term to the last of the last: summer is no part of teaching."""
    for year in _years(plan, school):
        terms = [span for row, span in year.periods if row.kind == "term"]
        if terms:
            yield Span(min(span.first for span in terms), max(span.last for span in terms))


def _vacations(text: str, plan: Span, school: SchoolPlan) -> Iterator[Span]:
    name = next((full for stem, full in _NAMES.items() if stem in text), "")
    return (span for year in _years(plan, school) if (span := year.vacation(name)))
