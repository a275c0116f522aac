"""School vacations and terms by a plan of the school year: always a doubt, the school's own one decides."""

from vekha.calendar.periods import school_years
from vekha.calendar.school_years import SchoolPlan, school_year
from vekha.domain.deadlines import Span
from vekha.rules.deadline_parts import Part

_NAMES = {"осенн": "осенние", "зимн": "зимние", "весенн": "весенние", "летн": "летние"}


def school_span(part: Part, plan: Span, school: SchoolPlan) -> Span | None:
    """Return the vacation or term a part names, None where the school plan has no dates for it."""
    if part.role == "vacation":
        return vacation_span(part, plan, school)
    return term_span(part.number, plan, school)


def term_span(number: int, plan: Span, school: SchoolPlan) -> Span | None:
    """Return the first such term that begins in the plan, None where there is none."""
    spans = (school_year(year.first, school).term(number) for year in school_years(plan))
    return next((span for span in spans if span and plan.first <= span.first <= plan.last), None)


def vacation_span(part: Part, plan: Span, school: SchoolPlan) -> Span | None:
    """Return the first such vacation that begins in the plan, None where there is none."""
    name = next((full for stem, full in _NAMES.items() if stem in part.text), None)
    if name is None:
        return None
    spans = (school_year(year.first, school).vacation(name) for year in school_years(plan))
    return next((span for span in spans if span and plan.first <= span.first <= plan.last), None)
