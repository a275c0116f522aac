"""List who waits for whom in a roadmap: what the rules proposed, why, and what people decided."""

from dataclasses import dataclass

from sqlalchemy import Connection

from vekha.actions.explain_life import name_of
from vekha.domain.confirmed import ConfirmedItem, ConfirmedRoadmap
from vekha.domain.dependencies import ItemLink, Lag, LinkKind, LinkState
from vekha.domain.organisations import Viewer
from vekha.rules.item_labels import item_labels
from vekha.storage import journal_queries, link_queries, roadmap_queries
from vekha.storage.database import Database, reading


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link between items of the newest edition. who: who decided; reason: why refused, else ""."""

    number: int
    before: str
    after: str
    kind: LinkKind
    lag: Lag | None
    state: LinkState
    why: str
    rule: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class LinkList:
    """The links of a roadmap in order of their numbers."""

    roadmap_id: str
    label: str
    links: tuple[ShownLink, ...]


@dataclass(frozen=True, slots=True)
class LinkedPlan:
    """A roadmap, its items that are in force, and the links between them; links to others rest."""

    roadmap: ConfirmedRoadmap
    items: tuple[ConfirmedItem, ...]
    links: tuple[ItemLink, ...]

    @property
    def confirmed(self) -> tuple[ItemLink, ...]:
        """The links that bind."""
        return tuple(link for link in self.links if link.state is LinkState.CONFIRMED)


def linked_plan(conn: Connection, roadmap_id: str, viewer: Viewer) -> LinkedPlan:
    """Return the newest edition of a roadmap with its links. Raises NoSuchRoadmapError."""
    roadmap = roadmap_queries.roadmap(conn, roadmap_id, viewer)
    items = tuple(one for one in roadmap_queries.items_of(conn, roadmap.edition_id) if not one.left_out)
    ids = {item.id for item in items}
    links = link_queries.links_of(conn, roadmap_id)
    return LinkedPlan(roadmap, items, tuple(one for one in links if {one.before, one.after} <= ids))


def list_links(engine: Database, roadmap_id: str, viewer: Viewer) -> LinkList:
    """Return the links of the newest edition. Raises NoSuchRoadmapError."""
    with reading(engine) as conn:
        plan = linked_plan(conn, roadmap_id, viewer)
        labels = item_labels(plan.items)
        shown = tuple(
            ShownLink(
                number=link.number,
                before=labels[link.before],
                after=labels[link.after],
                kind=link.kind,
                lag=link.lag,
                state=link.state,
                why=link.why,
                rule=link.rule,
                who="" if link.state is LinkState.PROPOSED else name_of(conn, link.actor_id),
                reason=_reason(conn, link),
            )
            for link in plan.links
        )
    return LinkList(roadmap_id, plan.roadmap.label, shown)


def _reason(conn: Connection, link: ItemLink) -> str:
    """Only a refusal has a reason of its own; a confirmation in the same record has none."""
    refused = link.state is LinkState.REFUSED
    return (journal_queries.text_of(conn, link.record_id) or "") if refused else ""
