"""Keep and find confirmed roadmaps, their editions, items and whom the items address."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, or_, select

from vekha.domain.confirmed import Addressed, ConfirmedItem, ConfirmedRoadmap
from vekha.domain.deadlines import DeadlineKind, Occurrence, Offset, OffsetUnit, Span
from vekha.domain.decisions import PastChoice
from vekha.domain.executors import ExecutorRole
from vekha.domain.obligations import ShiftGround, ShiftPolicy
from vekha.domain.organisations import Level, Viewer
from vekha.domain.places import Place
from vekha.domain.refusals import RefusedError
from vekha.storage.organisation_tables import organisations
from vekha.storage.roadmap_tables import editions, item_addressees, item_versions, items, roadmaps
from vekha.storage.scope import in_scope


class NoSuchRoadmapError(RefusedError):
    """No roadmap of this id, number or title is in the viewer's scope, or several are."""


def roadmap_of_file(conn: Connection, issuer_id: int, file_sha256: str) -> str | None:
    """Return the roadmap of this issuer that has an edition from exactly this file."""
    statement = (
        select(roadmaps.c.id)
        .join(editions, editions.c.roadmap_id == roadmaps.c.id)
        .where(roadmaps.c.issuer_id == issuer_id, editions.c.file_sha256 == file_sha256)
    )
    return conn.execute(statement.limit(1)).scalar_one_or_none()


def roadmap_of_identity(conn: Connection, identity: str) -> str | None:
    """Return the roadmap of this identity, None where it is new."""
    return conn.execute(select(roadmaps.c.id).where(roadmaps.c.identity == identity)).scalar_one_or_none()


def add_roadmap(conn: Connection, row: Mapping[str, object], item_ids: Sequence[str]) -> None:
    """Insert a roadmap and its items; what they say stands in their versions."""
    conn.execute(insert(roadmaps).values(**row))
    conn.execute(insert(items), [{"id": item_id, "roadmap_id": row["id"]} for item_id in item_ids])


def roadmap(conn: Connection, roadmap_id: str, viewer: Viewer | None = None) -> ConfirmedRoadmap:
    """Return a roadmap with its newest edition. Raises NoSuchRoadmapError; `viewer` None is the system."""
    found = _roadmaps(conn, _seen(roadmaps.c.id == roadmap_id, viewer))
    if not found:
        raise NoSuchRoadmapError(f"Дорожной карты «{roadmap_id}» нет. Список: vekha issue --all.")
    return found[0]


def roadmaps_seen(conn: Connection, viewer: Viewer | None = None) -> tuple[ConfirmedRoadmap, ...]:
    """Return every roadmap the viewer sees, in order of confirmation."""
    return _roadmaps(conn, _seen(roadmaps.c.id.is_not(None), viewer))


def roadmaps_called(conn: Connection, text: str, viewer: Viewer | None) -> tuple[ConfirmedRoadmap, ...]:
    """Return the roadmaps whose id begins with `text` or whose number is `text`."""
    begins = roadmaps.c.id.startswith(text, autoescape=True)
    return _roadmaps(conn, _seen(or_(begins, roadmaps.c.number == text), viewer))


def lock_roadmap(conn: Connection, roadmap_id: str) -> None:
    """Keep other issues of this roadmap out until the transaction ends; SQLite has one writer anyway."""
    conn.execute(select(roadmaps.c.id).where(roadmaps.c.id == roadmap_id).with_for_update(key_share=True))


def lock_issuer(conn: Connection, issuer_id: int) -> None:
    """Keep other confirmations of this issuer out until the transaction ends."""
    row = select(organisations.c.id).where(organisations.c.id == issuer_id)
    conn.execute(row.with_for_update(key_share=True))


def items_of(conn: Connection, edition_id: str) -> tuple[ConfirmedItem, ...]:
    """Return the items of an edition in the order of the document, those left out included."""
    return _items(conn, item_versions.c.edition_id == edition_id)


def item(conn: Connection, item_id: str) -> ConfirmedItem:
    """Return an item as its newest edition has it."""
    return _items(conn, item_versions.c.item_id == item_id)[-1]


def roadmap_id_of(conn: Connection, item_id: str) -> str:
    """Return the roadmap an item belongs to."""
    return str(conn.execute(select(items.c.roadmap_id).where(items.c.id == item_id)).scalar_one())


def occurrence_json(one: Occurrence) -> dict[str, object]:
    """Return an occurrence as the JSON column keeps it: dates in ISO 8601, absent ones null."""
    return {
        "key": one.key,
        "start": _iso(one.start),
        "raw_due": one.raw_due.isoformat(),
        "period": [one.period.first.isoformat(), one.period.last.isoformat()] if one.period else None,
        "opens_on": _iso(one.opens_on),
    }


def offset_json(offset: Offset | None) -> dict[str, object] | None:
    """Return an offset as the JSON column keeps it."""
    return None if offset is None else asdict(offset) | {"unit": offset.unit.value}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _occurrence(row: Mapping[str, Any]) -> Occurrence:
    period = row["period"]
    return Occurrence(
        key=row["key"],
        start=_day(row["start"]),
        raw_due=date.fromisoformat(row["raw_due"]),
        period=Span(date.fromisoformat(period[0]), date.fromisoformat(period[1])) if period else None,
        opens_on=_day(row["opens_on"]),
    )


def _offset(row: Mapping[str, Any] | None) -> Offset | None:
    if row is None:
        return None
    return Offset(row["count"], OffsetUnit(row["unit"]), row["before"], row.get("event", ""))


def _seen(condition: ColumnElement[bool], viewer: Viewer | None) -> ColumnElement[bool]:
    return condition if viewer is None else and_(condition, in_scope(roadmaps.c.issuer_id, viewer))


def _newest() -> Select[tuple[str, int]]:
    return select(editions.c.roadmap_id, func.max(editions.c.edition).label("edition")).group_by(
        editions.c.roadmap_id
    )


def _roadmaps(conn: Connection, condition: ColumnElement[bool]) -> tuple[ConfirmedRoadmap, ...]:
    newest = _newest().subquery()
    statement = (
        select(roadmaps, editions.c.id.label("edition_id"), *_EDITION_COLUMNS)
        .join(newest, newest.c.roadmap_id == roadmaps.c.id)
        .join(
            editions,
            and_(editions.c.roadmap_id == roadmaps.c.id, editions.c.edition == newest.c.edition),
        )
        .where(condition)
        .order_by(editions.c.confirmed_at, roadmaps.c.id)
    )
    return tuple(_roadmap(row) for row in conn.execute(statement))


_EDITION_COLUMNS = (
    editions.c.edition,
    editions.c.file_sha256,
    editions.c.file_name,
    editions.c.confirmed_at,
    editions.c.past,
)


def _roadmap(row: Row[Any]) -> ConfirmedRoadmap:
    return ConfirmedRoadmap(
        id=row.id,
        issuer_id=row.issuer_id,
        number=row.number,
        date=row.date,
        title=row.title,
        plan=Span(row.plan_start, row.plan_end),
        controller_post_id=row.controller_post_id,
        policy=ShiftPolicy(row.shift_policy) if row.shift_policy else None,
        policy_basis=row.policy_basis,
        returns=row.returns,
        ladder_id=row.ladder_id,
        edition_id=row.edition_id,
        edition=row.edition,
        file_sha256=row.file_sha256,
        file_name=row.file_name,
        confirmed_at=row.confirmed_at,
        past=PastChoice(row.past) if row.past else None,
    )


def _items(conn: Connection, condition: ColumnElement[bool]) -> tuple[ConfirmedItem, ...]:
    statement = (
        select(item_versions, editions.c.edition)
        .join(editions, editions.c.id == item_versions.c.edition_id)
        .where(condition)
        .order_by(editions.c.edition, item_versions.c.ordinal)
    )
    rows = [dict(row) for row in conn.execute(statement).mappings()]
    addressed = _addressed(conn, {row["edition_id"] for row in rows})
    return tuple(_item(row, addressed[row["item_id"], row["edition_id"]]) for row in rows)


def items_in(
    versions: Iterable[Mapping[str, Any]], addressees: Iterable[Mapping[str, Any]]
) -> tuple[ConfirmedItem, ...]:
    """Return the items these rows of one edition say, as they will be once the rows are kept."""
    addressed: dict[str, list[Addressed]] = defaultdict(list)
    for row in addressees:
        addressed[row["item_id"]].append(_addressee(row))
    return tuple(_item({"record_id": 0, **row}, addressed[row["item_id"]]) for row in versions)


def _addressed(conn: Connection, edition_ids: Iterable[str]) -> dict[tuple[str, str], list[Addressed]]:
    statement = select(item_addressees).where(item_addressees.c.edition_id.in_(tuple(edition_ids)))
    found: dict[tuple[str, str], list[Addressed]] = defaultdict(list)
    ordered = statement.order_by(item_addressees.c.item_id, item_addressees.c.position)
    for row in conn.execute(ordered).mappings():
        found[row["item_id"], row["edition_id"]].append(_addressee(dict(row)))
    return found


def _addressee(row: Mapping[str, Any]) -> Addressed:
    return Addressed(
        ExecutorRole(row["executor_role"]),
        Level(row["level"]) if row["level"] else None,
        row["organisation_id"],
        row["missing"],
        row["basis"],
        row.get("since"),
    )


_SAID = (
    "ordinal", "number", "section", "title", "deadline_text", "executor_text", "result_text", "result_kind",
    "last_day", "decision", "said_phrase", "said_executor", "decided_by", "left_out",
)  # fmt: skip


def _item(row: Mapping[str, Any], addressed: Sequence[Addressed]) -> ConfirmedItem:
    return ConfirmedItem(
        id=row["item_id"],
        record_id=row["record_id"],
        kind=DeadlineKind(row["kind"]),
        occurrences=tuple(_occurrence(each) for each in row["occurrences"]),
        offset=_offset(row["offset"]),
        ground=ShiftGround(ShiftPolicy(row["policy"]), row["policy_basis"]),
        explain=tuple(row["explain"]),
        place=Place(**row["place"]),
        addressed=tuple(addressed),
        **{name: row[name] for name in _SAID},
    )
