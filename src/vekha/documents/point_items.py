"""Duties in the points of the order as rows: in force only where a person says so, then like any item."""

from dataclasses import replace

from vekha.documents.order_terms import phrase_of
from vekha.domain.deadlines import Confidence, Deadline, DeadlineKind
from vekha.domain.decisions import Decisions
from vekha.domain.roadmaps import OrderPoint, Roadmap, RoadmapItem
from vekha.rules.executors import read_executors
from vekha.rules.results import result_kind
from vekha.rules.russian import POINT

POINTS = "Пункты приказа"
"""The section they stand in, and the sheet a person decides about them on."""
ORDER_POINT = "order_point"
NO_TERM = "срок в пункте приказа не назван"
NO_PERIOD = "не назван ни период плана, ни день приказа: срок прочесть не на что"


def point_items(roadmap: Roadmap) -> tuple[RoadmapItem, ...]:
    """Return every duty of the order's own points, with ordinals that go on after the table's rows."""
    after = max((item.ordinal for item in roadmap.items if ORDER_POINT not in item.anomalies), default=0)
    return tuple(_item(after + at, point, roadmap) for at, point in enumerate(roadmap.body.points, start=1))


def dated_points(roadmap: Roadmap) -> tuple[RoadmapItem, ...]:
    """Return the points that name a term: whether they come into force is a person's to say."""
    return tuple(item for item in point_items(roadmap) if item.deadline_text)


def with_points(roadmap: Roadmap, decisions: Decisions) -> Roadmap:
    """Return the roadmap with each point somebody decided about among its items, after the rows."""
    decided = {one.ordinal for one in decisions.items}
    added = (item for item in point_items(roadmap) if item.ordinal in decided)
    return replace(roadmap, items=(*roadmap.items, *added))


def _item(ordinal: int, point: OrderPoint, roadmap: Roadmap) -> RoadmapItem:
    body, whom = roadmap.body, point.assignee or ""
    return RoadmapItem(
        ordinal=ordinal,
        number=f"{POINT}{point.number}" if point.number else None,
        section=POINTS,
        title=point.text,
        deadline_text=phrase_of(point.deadline_text or ""),
        deadline=point.deadline or _no_date(point),
        executor_text=whom,
        executors=read_executors(whom, body.issuer_level),
        result_text="",
        result_kind=result_kind(""),
        indicators=(),
        anomalies=(ORDER_POINT,),
        place=point.place,
        ordered_on=body.order_date,
    )


def _no_date(point: OrderPoint) -> Deadline:
    why = NO_PERIOD if point.deadline_text else NO_TERM
    phrase = phrase_of(point.deadline_text or "")
    return Deadline(phrase, DeadlineKind.UNSPECIFIED, (), Confidence.UNREADABLE, doubts=(why,))
