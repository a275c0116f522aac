"""Plan check of dates: years that cannot be, days outside the plan's period, days off."""

import re
from collections.abc import Iterator
from datetime import date

from vekha.calendar.days import DaySet
from vekha.calendar.errors import YearNotPublishedError
from vekha.calendar.shipped import calendar_for
from vekha.domain.deadlines import DeadlineKind, Occurrence, Span
from vekha.domain.places import Place
from vekha.domain.roadmaps import Roadmap, RoadmapItem
from vekha.rules.plan_check_names import listed, named
from vekha.rules.russian import short_date

LONG_YEAR = re.compile(r"(?<![\d№/-])(?:19|20)\d{3,}(?!\d)")
YEAR = re.compile(r"(?<![\d№/-])(?:19|20)\d\d(?!\d)")
MONTH_AND_YEAR = re.compile(r"(?:[а-яё]{3,}|\.\d{1,2}\.)\s*((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
YEARS_AROUND = 2
"""A plan names the school year before or after it; a year farther off is a slip."""
DATED = frozenset({DeadlineKind.DATE, DeadlineKind.WINDOW, DeadlineKind.RECURRING})


def year_typos(roadmap: Roadmap) -> Iterator[tuple[Place, str]]:
    """Years of five digits, years far from the plan, years the reading had to move into the plan."""
    plan = _plan(roadmap)
    for item in roadmap.items:
        wrong = LONG_YEAR.findall(item.deadline_text)
        if plan:
            wrong += [year for year in YEAR.findall(item.deadline_text) if _is_far(int(year), plan)]
        wrong += _read_otherwise(item)
        if wrong:
            yield item.place, f"{named(item)}: год «{wrong[0]}» в сроке «{item.deadline_text}» — опечатка."


def _read_otherwise(item: RoadmapItem) -> list[str]:
    printed = MONTH_AND_YEAR.findall(item.deadline_text)
    read = {one.raw_due.year for one in item.deadline.occurrences}
    return [year for year in printed if read and int(year) not in read] if len(set(printed)) == 1 else []


def _is_far(year: int, plan: Span) -> bool:
    return not plan.first.year - YEARS_AROUND <= year <= plan.last.year + YEARS_AROUND


def outside_period(roadmap: Roadmap) -> Iterator[tuple[Place, str]]:
    """Dates before the plan begins or after it ends; a report on a period of the plan may come after it."""
    plan = _plan(roadmap)
    if plan is None:
        return
    for item in roadmap.items:
        if item.deadline.kind not in DATED:
            continue
        out = [one.raw_due for one in item.deadline.occurrences if _is_outside(one, plan)]
        if out:
            period = f"{short_date(plan.first)} — {short_date(plan.last)}"
            yield item.place, f"{named(item)}: срок {short_date(out[0])} вне периода плана ({period})."


def _is_outside(one: Occurrence, plan: Span) -> bool:
    if one.period and plan.first <= one.period.last <= plan.last:
        return False
    return not plan.first <= one.raw_due <= plan.last


def days_off(roadmap: Roadmap) -> Iterator[tuple[Place, str]]:
    """Named dates that are no working day of the federal five-day week, one remark a day.

    The last day of a month or of a period that the text names without its day is no slip of the plan.
    """
    rows: dict[date, list[RoadmapItem]] = {}
    for item in roadmap.items:
        for day in dict.fromkeys(one.raw_due for one in item.deadline.occurrences):
            if _is_named(day, item) and _is_day_off(day):
                rows.setdefault(day, []).append(item)
    for day, items in rows.items():
        yield items[0].place, f"{short_date(day)} — выходной день, срок: {listed(items)}."


def _is_named(day: date, item: RoadmapItem) -> bool:
    return item.deadline.kind in DATED and bool(re.search(rf"(?<!\d)0?{day.day}(?!\d)", item.deadline_text))


def _is_day_off(day: date) -> bool:
    try:
        return not calendar_for("", 5, DaySet.CIVIL).is_working(day)
    except YearNotPublishedError:  # no table reaches this year: nothing is known to be a day off
        return False


def _plan(roadmap: Roadmap) -> Span | None:
    body = roadmap.body
    return Span(body.plan_start, body.plan_end) if body.plan_start and body.plan_end else None
