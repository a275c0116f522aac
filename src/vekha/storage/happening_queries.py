"""Events and schedules recorded for undated items, and the items people name to record them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, func, or_, select

from vekha.domain.deadlines import Occurrence
from vekha.domain.life import Happening, HappeningKind
from vekha.domain.organisations import Viewer
from vekha.storage.life_tables import happening_dates, happenings
from vekha.storage.roadmap_tables import editions, item_versions, items, roadmaps
from vekha.storage.scope import in_scope


def happenings_of(conn: Connection, item_ids: Iterable[str]) -> Mapping[str, tuple[Happening, ...]]:
    """Return what was recorded for each of these items, in the order of recording."""
    wanted = tuple(item_ids)
    dates: dict[str, list[tuple[Occurrence, str]]] = defaultdict(list)
    mine = select(happenings.c.id).where(happenings.c.item_id.in_(wanted))
    statement = select(happening_dates).where(happening_dates.c.happening_id.in_(mine))
    for row in conn.execute(statement.order_by(happening_dates.c.happening_id, happening_dates.c.position)):
        dates[row.happening_id].append((Occurrence(row.key, row.start, row.raw_due), row.explain))
    found: dict[str, list[Happening]] = defaultdict(list)
    rows = select(happenings).where(happenings.c.item_id.in_(wanted)).order_by(happenings.c.seq)
    for row in conn.execute(rows):
        found[row.item_id].append(
            Happening(
                id=row.id,
                item_id=row.item_id,
                seq=row.seq,
                kind=HappeningKind(row.kind),
                organisation_id=row.organisation_id,
                happened_on=row.happened_on,
                number=row.number or "",
                dated=row.date,
                occurrences=tuple(occurrence for occurrence, _ in dates[row.id]),
                explain=tuple(text for _, text in dates[row.id]),
            )
        )
    return {item_id: tuple(rows) for item_id, rows in found.items()}


def newest_seq(conn: Connection, item_id: str) -> int:
    """Return the number of the newest event or schedule of an item, 0 before the first."""
    newest = select(func.max(happenings.c.seq)).where(happenings.c.item_id == item_id)
    return conn.execute(newest).scalar_one() or 0


def items_called(conn: Connection, called: str, viewer: Viewer) -> tuple[tuple[str, str, str], ...]:
    """Return (item id, roadmap id, number and title) of the items of this number, else whose id begins so.

    Only of roadmaps whose issuer the viewer sees; what an edition no longer holds is not found.
    """
    newest = (
        select(func.max(editions.c.edition))
        .where(editions.c.roadmap_id == roadmaps.c.id)
        .correlate(roadmaps)
        .scalar_subquery()
    )
    text = called.strip().rstrip(".")
    named = or_(items.c.id.startswith(text, autoescape=True), item_versions.c.number.in_((text, f"{text}.")))
    statement = (
        select(items.c.id, roadmaps.c.id, item_versions.c.number, item_versions.c.title)
        .join(roadmaps, roadmaps.c.id == items.c.roadmap_id)
        .join(editions, editions.c.roadmap_id == roadmaps.c.id)
        .join(item_versions, item_versions.c.edition_id == editions.c.id)
        .where(item_versions.c.item_id == items.c.id, editions.c.edition == newest)
        .where(named, ~item_versions.c.left_out, in_scope(roadmaps.c.issuer_id, viewer))
        .order_by(roadmaps.c.id, item_versions.c.ordinal)
    )
    found = conn.execute(statement).all() if text else []
    numbered = [row for row in found if (row[2] or "").rstrip(".") == text]
    return tuple((row[0], row[1], f"{row[2] or 'без номера'} «{row[3]}»") for row in numbered or found)
