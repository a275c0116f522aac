"""Which obligations a bulk act is about: a filter over items, organisations, levels and roadmaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true

from vekha.domain.obligations import State
from vekha.domain.organisations import Level, Viewer
from vekha.storage.case_queries import pieces
from vekha.storage.letter_tables import letter_rows, letters
from vekha.storage.life_tables import bulk_acts
from vekha.storage.obligation_tables import obligation_acts, obligations
from vekha.storage.organisation_tables import organisations
from vekha.storage.roadmap_tables import editions, item_versions, roadmaps
from vekha.storage.scope import in_scope

# A letter that was frozen may be on its way; one that failed or went stale reached nobody.
_LEFT = ("queued", "in_flight", "sent")


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter; "" and () leave a thing open. item: its number. roadmap: the order's number, or its id."""

    item: str = ""
    organisations: tuple[str, ...] = ()
    level: Level | None = None
    roadmap: str = ""

    @property
    def open(self) -> bool:
        """Whether nothing narrows it."""
        return not (self.item or self.organisations or self.level or self.roadmap)


def chosen(conn: Connection, choice: Choice, viewer: Viewer) -> Mapping[str, State]:
    """Return the obligations of the viewer's scope that fit, with their states."""
    statement = _fitting(choice, viewer).with_only_columns(obligations.c.id, obligations.c.state)
    return {row.id: State(row.state) for row in conn.execute(statement.order_by(obligations.c.id))}


def unknown_codes(conn: Connection, codes: Sequence[str], viewer: Viewer) -> tuple[str, ...]:
    """Return those codes that name no organisation in the viewer's scope, in their order."""
    known = select(organisations.c.code).where(
        organisations.c.code.in_(codes), in_scope(organisations.c.id, viewer)
    )
    found = set(conn.scalars(known))
    return tuple(code for code in codes if code not in found)


def _fitting(choice: Choice, viewer: Viewer) -> Select[Any]:
    newest = (
        select(func.max(editions.c.edition))
        .where(editions.c.roadmap_id == obligations.c.roadmap_id)
        .correlate(obligations)
        .scalar_subquery()
    )
    return (
        select(obligations.c.id)
        .join(organisations, organisations.c.id == obligations.c.organisation_id)
        .join(roadmaps, roadmaps.c.id == obligations.c.roadmap_id)
        .join(editions, and_(editions.c.roadmap_id == roadmaps.c.id, editions.c.edition == newest))
        .join(
            item_versions,
            and_(
                item_versions.c.item_id == obligations.c.item_id, item_versions.c.edition_id == editions.c.id
            ),
        )
        .where(in_scope(obligations.c.organisation_id, viewer), *_conditions(choice))
    )


def _conditions(choice: Choice) -> tuple[ColumnElement[bool], ...]:
    number, code = choice.item.rstrip("."), organisations.c.code
    return (
        item_versions.c.number.in_([number, f"{number}."]) if number else true(),
        code.in_(choice.organisations) if choice.organisations else true(),
        organisations.c.level == choice.level.value if choice.level else true(),
        or_(roadmaps.c.number == choice.roadmap, roadmaps.c.id == choice.roadmap)
        if choice.roadmap
        else true(),
    )


@dataclass(frozen=True, slots=True)
class BulkAct:
    """An act over many as it stands on record. undone: the id of the act that took it back, "" for none."""

    id: str
    event: str
    touched: int
    undone: str


def bulk_act(conn: Connection, bulk_id: str, viewer: Viewer) -> BulkAct | None:
    """Return the act of this id when everything it touched is in the viewer's scope, else None."""
    seen = (
        select(func.count(obligation_acts.c.obligation_id.distinct()))
        .join(obligations, obligations.c.id == obligation_acts.c.obligation_id)
        .where(obligation_acts.c.bulk_id == bulk_id, in_scope(obligations.c.organisation_id, viewer))
    )
    act = select(bulk_acts.c.event, func.sum(bulk_acts.c.touched)).where(bulk_acts.c.id == bulk_id)
    found = conn.execute(act.group_by(bulk_acts.c.event)).one_or_none()
    if found is None or conn.scalar(seen) != found[1]:
        return None
    undone = conn.scalar(select(bulk_acts.c.id).where(bulk_acts.c.undoes == bulk_id).limit(1))
    return BulkAct(bulk_id, found[0], found[1], undone or "")


def touched_by(conn: Connection, bulk_id: str) -> tuple[str, ...]:
    """Return the obligations the act touched, in order of id."""
    owner = obligation_acts.c.obligation_id
    return tuple(
        conn.scalars(select(owner.distinct()).where(obligation_acts.c.bulk_id == bulk_id).order_by(owner))
    )


def letters_since(conn: Connection, bulk_id: str) -> int:
    """Return how many letters about what the act touched were composed at or after it and may have left."""
    acts = select(obligation_acts.c.obligation_id).where(obligation_acts.c.bulk_id == bulk_id)
    since = select(func.min(bulk_acts.c.recorded_at)).where(bulk_acts.c.id == bulk_id).scalar_subquery()
    statement = (
        select(func.count(letters.c.id.distinct()))
        .join(letter_rows, letter_rows.c.letter_id == letters.c.id)
        .where(letter_rows.c.subject_id.in_(acts), letters.c.composed_at >= since)
        .where(letters.c.status.in_(_LEFT))
    )
    return conn.execute(statement).scalar_one()


@dataclass(frozen=True, slots=True)
class ActBefore:
    """The newest act before those of a bulk act, as its row has it; what it had not is None."""

    obligation_id: str
    state: State
    columns: Mapping[str, Any]


def acts_before(conn: Connection, bulk_id: str) -> Mapping[str, ActBefore]:
    """Return the act each had before; left out is what had none."""
    first = (
        select(obligation_acts.c.obligation_id, func.min(obligation_acts.c.seq).label("seq"))
        .where(obligation_acts.c.bulk_id == bulk_id)
        .group_by(obligation_acts.c.obligation_id)
        .subquery()
    )
    statement = select(obligation_acts).join(
        first,
        and_(
            first.c.obligation_id == obligation_acts.c.obligation_id,
            obligation_acts.c.seq == first.c.seq - 1,
        ),
    )
    return {
        row["obligation_id"]: ActBefore(row["obligation_id"], State(row["state"]), dict(row))
        for row in conn.execute(statement).mappings()
    }


def newest_bulk_ids(conn: Connection, ids: Sequence[str]) -> Mapping[str, str]:
    """Return the bulk act each obligation's newest act was part of, "" for none."""
    found: dict[str, str] = {}
    for piece in pieces(ids):
        statement = (
            select(obligation_acts.c.obligation_id, obligation_acts.c.bulk_id)
            .where(obligation_acts.c.obligation_id.in_(piece))
            .order_by(obligation_acts.c.obligation_id, obligation_acts.c.seq)
        )
        found |= {row.obligation_id: row.bulk_id or "" for row in conn.execute(statement)}
    return found
