"""Draw a roadmap as it stands: a Gantt chart and the graph of its confirmed links, SVG."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vekha.actions.chain_ground import Ground, chain_ground, is_overdue
from vekha.actions.list_links import LinkedPlan
from vekha.domain.dependencies import LinkKind
from vekha.domain.organisations import Viewer
from vekha.reports.gantt import gantt
from vekha.reports.link_graph import link_graph
from vekha.reports.plan_picture import Look, PictureLink, PictureRow
from vekha.rules.item_labels import item_labels
from vekha.storage.database import Database, reading


@dataclass(frozen=True, slots=True)
class Pictures:
    """The texts of two SVG files."""

    gantt: str
    graph: str


def draw_plan(engine: Database, roadmap_id: str, viewer: Viewer, now: datetime) -> Pictures:
    """Return the pictures of a roadmap. Raises NoSuchRoadmapError, CircularPlanError."""
    with reading(engine) as conn:
        ground = chain_ground(conn, roadmap_id, viewer, now)
    rows, links = tuple(_rows(ground)), _drawn(ground.plan)
    return Pictures(gantt(rows, links, ground.today, ground.calendar), link_graph(rows, links))


def _rows(ground: Ground) -> Iterator[PictureRow]:
    by_item: dict[str, list[int]] = {item.id: [] for item in ground.plan.items}
    for at, node in enumerate(ground.nodes):
        by_item[node.item_id].append(at)
    labels = item_labels(ground.plan.items)
    looks = {item_id: _look(ground, places) for item_id, places in by_item.items()}
    for item in ground.plan.items:
        dues = [day for at in by_item[item.id] if (day := ground.nodes[at].standing.due)]
        opens = [day for at in by_item[item.id] if (day := ground.nodes[at].opens)]
        last = max(dues, default=None)
        first = min([*opens, *dues], default=None)
        yield PictureRow(labels[item.id], item.title, None if first == last else first, last, looks[item.id])


def _look(ground: Ground, places: Sequence[int]) -> Look:
    """Whoever waits for one that is late is blocked, late or not: that one is to blame (design 4.13)."""
    chain = ground.chain
    live = [at for at in places if not chain.settled[at]]
    if not live:
        return Look.DONE
    before = chain.graph.before
    waited = [one for at in live for one in before.nodes[before.starts[at] : before.starts[at + 1]]]
    if any(is_overdue(ground, one) for one in waited):
        return Look.BLOCKED
    return Look.LATE if any(is_overdue(ground, at) for at in live) else Look.OPEN


def _drawn(plan: LinkedPlan) -> tuple[PictureLink, ...]:
    place: Mapping[str, int] = {item.id: at for at, item in enumerate(plan.items)}
    return tuple(
        PictureLink(place[link.before], place[link.after], link.kind is LinkKind.START_START)
        for link in plan.confirmed
    )
