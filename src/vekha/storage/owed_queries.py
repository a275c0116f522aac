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

_ONE, _PLACE = obligations.c, organisations.c
_COLUMNS = (
    _ONE.id,
    _PLACE.short_name,
    _PLACE.code,
    _PLACE.zone,
    item_versions.c.number,
    item_versions.c.title,
    item_versions.c.deadline_text,
    item_versions.c.result_text,
    roadmaps.c.number,
    roadmaps.c.date,
    _ONE.state,
    _ONE.due,
    _ONE.due_at,
    _ONE.opens_on,
    _ONE.executor_missing,
    _ONE.roadmap_id,
    _ONE.kind,
    _ONE.occurrence_key,
)


def owed(conn: Connection, viewer: Viewer, states: Sequence[State], at_most: int) -> tuple[Owed, ...]:
    """Return the obligations in these states, nearest term first, those without a date last."""
    newest = (
        select(func.max(editions.c.edition))
        .where(editions.c.roadmap_id == _ONE.roadmap_id)
        .correlate(obligations)
        .scalar_subquery()
    )
    statement = (
        select(*_COLUMNS)
        .join(organisations, _PLACE.id == _ONE.organisation_id)
        .join(roadmaps, roadmaps.c.id == _ONE.roadmap_id)
        .join(editions, and_(editions.c.roadmap_id == roadmaps.c.id, editions.c.edition == newest))
        .join(
            item_versions,
            and_(item_versions.c.item_id == _ONE.item_id, item_versions.c.edition_id == editions.c.id),
        )
        .where(in_scope(_ONE.organisation_id, viewer), _ONE.state.in_(list(states)), ~_ONE.history)
        .where(~answered())
        .order_by(_ONE.due.is_(None), _ONE.due, _PLACE.short_name, item_versions.c.ordinal)
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
