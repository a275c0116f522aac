"""Keep and find the links of a roadmap and how its items stand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Subquery, and_, func, select

from vekha.domain.dependencies import ItemLink, Lag, LagUnit, LinkKind, LinkState, Stand
from vekha.domain.obligations import State
from vekha.storage.link_tables import links
from vekha.storage.obligation_tables import obligation_acts, obligations
from vekha.storage.roadmap_tables import items
from vekha.storage.waiting_queries import answered


def links_of(conn: Connection, roadmap_id: str) -> tuple[ItemLink, ...]:
    """Return the newest version of every link of a roadmap, in order of their numbers."""
    newest = (
        select(links.c.number, func.max(links.c.version).label("version"))
        .where(links.c.roadmap_id == roadmap_id)
        .group_by(links.c.number)
        .subquery()
    )
    same = and_(links.c.number == newest.c.number, links.c.version == newest.c.version)
    statement = select(links).join(newest, same).where(links.c.roadmap_id == roadmap_id)
    return tuple(_link(row) for row in conn.execute(statement.order_by(links.c.number)))


def link_row(roadmap_id: str, link: ItemLink, now: datetime) -> Mapping[str, object]:
    """Return a version of a link as its table keeps it, without the shard."""
    return {
        "roadmap_id": roadmap_id,
        "number": link.number,
        "version": link.version,
        "recorded_at": now,
        "actor_id": link.actor_id,
        "before_item": link.before,
        "after_item": link.after,
        "kind": link.kind,
        "lag": link.lag.count if link.lag else None,
        "lag_unit": link.lag.unit if link.lag else None,
        "why": link.why,
        "rule": link.rule,
        "state": link.state,
    }


def stands_of(conn: Connection, roadmap_id: str) -> Mapping[str, tuple[Stand, ...]]:
    """Return how the obligations of each item stand, nearest term first, those without a date last.

    Those let off or cancelled are not among them, nor a waiting one that has got its dates.
    """
    one = obligations.c
    of_roadmap = one.item_id.in_(select(items.c.id).where(items.c.roadmap_id == roadmap_id))
    handed = _handed_over(of_roadmap)
    facts = (one.occurrence_key, one.due, one.opens_on, one.state, one.executor_missing, one.history)
    statement = (
        select(one.item_id, *facts, handed.c.handed_at)
        .outerjoin(handed, handed.c.obligation_id == one.id)
        .where(of_roadmap, ~answered())
        .where(one.state.not_in((State.WAIVED.value, State.WITHDRAWN.value)))
        .order_by(one.due.is_(None), one.due, one.id)
    )
    found: dict[str, list[Stand]] = {}
    for item_id, *stand in conn.execute(statement):
        found.setdefault(item_id, []).append(_stand(*stand))
    return {item_id: tuple(stands) for item_id, stands in found.items()}


def _handed_over(condition: ColumnElement[bool]) -> Subquery:
    """By obligation, when its newest paper counts from."""
    act = obligation_acts.c
    return (
        select(act.obligation_id, func.max(act.counted_at).label("handed_at"))
        .join(obligations, obligations.c.id == act.obligation_id)
        .where(condition)
        .group_by(act.obligation_id)
        .subquery()
    )


def _stand(key: str, *facts: Any) -> Stand:
    due, opens_on, state, missing, history, handed_at = facts
    return Stand(key, due, opens_on, State(state), missing, history, handed_at)


def _link(row: Row[Any]) -> ItemLink:
    return ItemLink(
        number=row.number,
        version=row.version,
        before=row.before_item,
        after=row.after_item,
        kind=LinkKind(row.kind),
        lag=None if row.lag is None else Lag(row.lag, LagUnit(row.lag_unit)),
        why=row.why,
        rule=row.rule,
        state=LinkState(row.state),
        actor_id=row.actor_id,
        record_id=row.record_id,
    )
