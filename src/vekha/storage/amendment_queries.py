"""What a new edition of a roadmap touches: its running obligations, and the items it brings."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from vekha.domain.deadlines import Span
from vekha.rules.states import RUNNING
from vekha.storage.obligation_tables import obligations
from vekha.storage.roadmap_tables import items, roadmaps


@dataclass(frozen=True, slots=True)
class Running:
    """An obligation nobody has accepted yet, and where it comes from."""

    id: str
    item_id: str
    organisation_id: int
    occurrence_key: str


def running(conn: Connection, roadmap_id: str) -> tuple[Running, ...]:
    """Return the obligations of a roadmap on which something may still be done, in order of id."""
    one = obligations.c
    statement = select(one.id, one.item_id, one.organisation_id, one.occurrence_key).where(
        one.roadmap_id == roadmap_id, one.state.in_(sorted(state.value for state in RUNNING))
    )
    return tuple(Running(*row) for row in conn.execute(statement.order_by(one.id)))


def add_items(conn: Connection, roadmap_id: str, item_ids: Sequence[str]) -> None:
    """Insert items an edition adds; what they say stands in their versions."""
    if item_ids:
        conn.execute(insert(items), [{"id": item_id, "roadmap_id": roadmap_id} for item_id in item_ids])


def move_plan(conn: Connection, roadmap_id: str, plan: Span) -> None:
    """Have the roadmap run by the period of its newest edition."""
    conn.execute(
        update(roadmaps).where(roadmaps.c.id == roadmap_id).values(plan_start=plan.first, plan_end=plan.last)
    )
