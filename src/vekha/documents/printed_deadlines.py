"""The deadline of a row as its cell or its columns print it, read in a setting: at import and again later."""

from dataclasses import replace

from vekha.calendar.school_years import SchoolPlan, shipped_school_plan
from vekha.documents.marked_deadlines import read_marked
from vekha.domain.deadlines import Deadline, Span
from vekha.domain.roadmaps import Marks, Roadmap, RoadmapItem, StartAndEnd
from vekha.rules.deadline_columns import read_columns
from vekha.rules.deadline_parts import Setting
from vekha.rules.deadlines import read_in


def read_printed(phrase: str, columns: Marks | StartAndEnd | None, setting: Setting) -> Deadline:
    """Return the reading of a row. `phrase`: its deadline in one line, the text the reading goes by."""
    if columns is None:
        return read_in(phrase, setting)
    if isinstance(columns, Marks):
        return replace(read_marked(columns, setting), phrase=phrase)
    return replace(read_columns(columns.start, columns.end, setting), phrase=phrase)


def setting_of(item: RoadmapItem, plan: Span, school: SchoolPlan) -> Setting:
    """Return what stands around the deadline of an item in this plan period and school year."""
    first = min(plan.first, item.ordered_on or plan.first)
    around = Span(first, plan.last) if first <= plan.last else plan
    return Setting(around, item.title, item.executor_text, item.result_text, school)


def read_again(item: RoadmapItem, setting: Setting) -> Deadline:
    """Return the reading of an item's deadline in another setting."""
    return read_printed(item.deadline_text, item.columns, setting)


def in_school_year(item: RoadmapItem, setting: Setting) -> Deadline:
    """Return the reading by the school year of the setting; the one it has where that plays no part."""
    typical = replace(setting, school=shipped_school_plan())
    if setting == typical:
        return item.deadline
    read = read_again(item, setting)
    return item.deadline if read == read_again(item, typical) else read


def by_school_year(roadmap: Roadmap, school: SchoolPlan) -> Roadmap:
    """Return the roadmap with its terms and vacations dated by this school year."""
    body = roadmap.body
    if body.plan_start is None or body.plan_end is None:
        return roadmap
    plan = Span(body.plan_start, body.plan_end)
    items = (
        replace(item, deadline=in_school_year(item, setting_of(item, plan, school))) for item in roadmap.items
    )
    return replace(roadmap, items=tuple(items), read_by=school.basis)
