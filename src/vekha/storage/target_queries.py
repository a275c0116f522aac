"""What the indicators of confirmed items are planned at, as recorded by an instant."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from vekha.domain.indicators import Direction, IndicatorPlan
from vekha.domain.life import Ground, PaperKind
from vekha.rules.grounds import ground_title
from vekha.storage.roadmap_tables import editions, indicator_targets, indicators, item_versions


def plans(conn: Connection, rows: Iterable[tuple[str, int]], as_of: datetime) -> tuple[IndicatorPlan, ...]:
    """Return the indicators of these rows, (roadmap id, ordinal) each, in the edition recorded by then."""
    wanted = set(rows)
    found = [
        row
        for row in conn.execute(_printed({roadmap_id for roadmap_id, _ in wanted}, as_of))
        if (row.roadmap_id, row.ordinal) in wanted
    ]
    return _planned(conn, found, as_of)


def plans_of(conn: Connection, item_id: str, edition_id: str, as_of: datetime) -> tuple[IndicatorPlan, ...]:
    """Return the indicators of an item in an edition, in the order they are printed."""
    statement = (
        select(indicators)
        .where(indicators.c.item_id == item_id, indicators.c.edition_id == edition_id)
        .order_by(indicators.c.position)
    )
    return _planned(conn, conn.execute(statement).all(), as_of)


def _printed(roadmap_ids: Iterable[str], as_of: datetime) -> Any:
    newest = (
        select(editions.c.roadmap_id, func.max(editions.c.edition).label("edition"))
        .where(editions.c.roadmap_id.in_(sorted(roadmap_ids)), editions.c.confirmed_at <= as_of)
        .group_by(editions.c.roadmap_id)
        .subquery()
    )
    of_edition = and_(editions.c.roadmap_id == newest.c.roadmap_id, editions.c.edition == newest.c.edition)
    of_item = and_(
        item_versions.c.item_id == indicators.c.item_id,
        item_versions.c.edition_id == indicators.c.edition_id,
    )
    return (
        select(indicators, editions.c.roadmap_id, item_versions.c.ordinal)
        .select_from(newest)
        .join(editions, of_edition)
        .join(indicators, indicators.c.edition_id == editions.c.id)
        .join(item_versions, of_item)
        .order_by(editions.c.roadmap_id, item_versions.c.ordinal, indicators.c.position)
    )


def _planned(conn: Connection, rows: Iterable[Row[Any]], as_of: datetime) -> tuple[IndicatorPlan, ...]:
    printed = list(rows)
    entered = _entered(conn, {row.item_id for row in printed}, as_of)
    return tuple(_plan(row, entered.get((row.item_id, row.text))) for row in printed)


def _entered(conn: Connection, item_ids: Iterable[str], as_of: datetime) -> dict[tuple[str, str], Row[Any]]:
    """Return the newest target by item and indicator."""
    target = indicator_targets.c
    statement = (
        select(indicator_targets)
        .where(target.item_id.in_(sorted(item_ids)), target.recorded_at <= as_of)
        .order_by(target.recorded_at, target.id)
    )
    return {(row.item_id, row.indicator): row for row in conn.execute(statement)}


def _plan(row: Row[Any], entered: Row[Any] | None) -> IndicatorPlan:
    if entered is None or row.target is not None:
        direction = Direction(row.direction) if row.direction else None
        return IndicatorPlan(row.item_id, row.text, row.unit, direction, row.target, row.target_high)
    act = Ground("", PaperKind(entered.paper_kind), entered.number, entered.date)
    return IndicatorPlan(
        row.item_id,
        row.text,
        row.unit,
        Direction(entered.direction),
        entered.target,
        act=ground_title(act),
    )
