"""What the organisations of a viewer's subtree owe, nearest term first."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from vekha.domain.obligations import State
from vekha.domain.organisations import Viewer
from vekha.domain.owed import Owed
from vekha.rules.checkpoints import form_of
from vekha.rules.russian import order_title
from vekha.storage import suspension_queries
from vekha.storage.obligation_tables import obligations
from vekha.storage.organisation_tables import organisations
from vekha.storage.roadmap_tables import editions, item_versions, roadmaps
from vekha.storage.scope import in_scope
from vekha.storage.waiting_queries import answered


def owed(conn: Connection, viewer: Viewer, states: Sequence[State], at_most: int) -> tuple[Owed, ...]:
    """Return the obligations in these states, nearest term first, those without a date last."""
    one, place = obligations.c, organisations.c
    newest = (
        select(func.max(editions.c.edition))
        .where(editions.c.roadmap_id == one.roadmap_id)
        .correlate(obligations)
        .scalar_subquery()
    )
    statement = (
        select(
            one.id,
            place.short_name,
            place.code,
            place.zone,
            item_versions.c.number,
            item_versions.c.title,
            item_versions.c.deadline_text,
            item_versions.c.result_text,
            roadmaps.c.number,
            roadmaps.c.date,
            one.state,
            one.due,
            one.due_at,
            one.opens_on,
            one.executor_missing,
            one.roadmap_id,
            one.kind,
            one.occurrence_key,
        )
        .join(organisations, place.id == one.organisation_id)
        .join(roadmaps, roadmaps.c.id == one.roadmap_id)
        .join(editions, and_(editions.c.roadmap_id == roadmaps.c.id, editions.c.edition == newest))
        .join(
            item_versions,
            and_(item_versions.c.item_id == one.item_id, item_versions.c.edition_id == editions.c.id),
        )
        .where(in_scope(one.organisation_id, viewer), one.state.in_(list(states)), ~one.history)
        .where(~answered())
        .order_by(one.due.is_(None), one.due, place.short_name, item_versions.c.ordinal)
        .limit(at_most)
    )
    rows = conn.execute(statement).all()
    pauses = suspension_queries.newest(conn, [row[0] for row in rows])
    return tuple(replace(_owed(row), pause=pauses.get(row[0])) for row in rows)


def _owed(found: Row[Any]) -> Owed:
    named = dict(zip(Owed.__slots__[:8], found[:8], strict=True))
    return Owed(
        **named,
        order=order_title(found[8], found[9]),
        state=State(found[10]),
        due=found[11],
        due_at=found[12],
        opens_on=found[13],
        executor_missing=found[14],
        form=form_of(*found[15:18]),
    )
