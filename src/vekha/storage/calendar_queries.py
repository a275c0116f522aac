"""Layers as they are kept, and the open obligations whose dates a changed calendar may move."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Label,
    Row,
    Select,
    and_,
    bindparam,
    func,
    select,
    update,
)

from vekha.domain.obligations import ShiftPolicy, State
from vekha.domain.watches import Schedule, Stage, SubjectKind, Watch
from vekha.rules.recounting import Term
from vekha.storage.calendar_tables import calendar_layers
from vekha.storage.extension_queries import was_set_by_paper
from vekha.storage.obligation_tables import obligation_acts, obligations, schedule_requests
from vekha.storage.organisation_tables import organisation_ancestors, organisations
from vekha.storage.roadmap_tables import roadmaps
from vekha.storage.watch_tables import schedules, stages, watches

# SQLite allows 32,766 parameters in a statement.
IDS_AT_ONCE = 10_000
Some = TypeVar("Some")
_UNDONE = (State.OPEN.value, State.SUBMITTED.value, State.RETURNED.value)


@dataclass(frozen=True, slots=True)
class KeptLayer:
    """A version of an organisation's layer, the file as it came."""

    organisation_id: int
    version: int
    file_name: str
    title: str
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class Duty:
    """An open obligation with everything that goes into its next act. `live`: somebody is reminded of it."""

    id: str
    item_id: str
    organisation_id: int
    shard_id: int
    state: State
    arming: int
    ladder_id: str
    live: bool
    seq: int
    acted_at: datetime
    version: int | None
    counted_at: datetime | None
    reviewer_days: int
    return_due: date | None
    return_due_at: datetime | None
    term: Term


def newest_layers(conn: Connection) -> tuple[KeptLayer, ...]:
    """Return the version in force of every organisation that ever had a layer."""
    layer = calendar_layers.c
    newest = (
        select(layer.organisation_id, func.max(layer.version).label("version"))
        .group_by(layer.organisation_id)
        .subquery()
    )
    same = and_(layer.organisation_id == newest.c.organisation_id, layer.version == newest.c.version)
    columns = (layer[name] for name in KeptLayer.__slots__)
    found = conn.execute(select(*columns).join(newest, same).order_by(layer.organisation_id))
    return tuple(KeptLayer(*row) for row in found)


def lock_calendars(conn: Connection) -> None:
    """Let one transaction at a time change calendars: what lies below two layers belongs to both."""
    top = select(organisations.c.id).where(organisations.c.parent_id.is_(None))
    # Without the key: rows that refer to the top of the tree are added meanwhile as before.
    conn.execute(top.with_for_update(key_share=True))


def owners_above(conn: Connection, organisation_id: int, owners: Iterable[int]) -> tuple[int, ...]:
    """Return those of `owners` that are the organisation or stand above it, the highest first."""
    line = organisation_ancestors.c
    statement = (
        select(line.ancestor_id)
        .where(line.organisation_id == organisation_id, line.ancestor_id.in_(list(owners)))
        .order_by(line.depth.desc())
    )
    return tuple(conn.scalars(statement))


_TERM = (
    "policy",
    "raw_due",
    "due",
    "due_at",
    "plan_date",
    "control_date",
    "remind_date",
    "opens_on",
    "provisional",
)


def _term_columns() -> tuple[Label[Any], ...]:
    return (*(obligations.c[name].label(name) for name in _TERM), was_set_by_paper().label("extended"))


def _undone(organisation_ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(
        obligations.c.organisation_id.in_(organisation_ids),
        obligations.c.state.in_(_UNDONE),
        obligations.c.due.is_not(None),
    )


def terms_of(conn: Connection, organisation_ids: Iterable[int]) -> frozenset[Term]:
    """Return the distinct terms of what these organisations still owe."""
    found: set[Term] = set()
    for piece in _pieces(organisation_ids):
        rows = conn.execute(select(*_term_columns()).where(_undone(piece)).distinct())
        found.update(_term(row) for row in rows)
    return frozenset(found)


def duties_with(
    conn: Connection, organisation_ids: Iterable[int], terms: frozenset[Term], *, lock: bool
) -> tuple[Duty, ...]:
    """Return their open obligations that have one of the terms, in order of id; `lock` keeps others out."""
    dues = sorted({term.due for term in terms})
    found = [
        duty
        for piece in _pieces(organisation_ids)
        for days in _pieces(dues)
        for duty in _duties(conn, _undone(piece), days, lock)
        if duty.term in terms
    ]
    return tuple(sorted(found, key=lambda duty: duty.id))


def _duties(
    conn: Connection, undone: ColumnElement[bool], dues: Sequence[date], lock: bool
) -> Iterator[Duty]:
    statement = _duty_columns().where(undone, obligations.c.due.in_(dues)).order_by(obligations.c.id)
    for row in conn.execute(statement.with_for_update(of=obligations) if lock else statement):
        yield Duty(
            id=row.id,
            item_id=row.item_id,
            organisation_id=row.organisation_id,
            shard_id=row.shard_id,
            state=State(row.state),
            arming=row.arming,
            ladder_id=row.ladder_id,
            live=bool(row.live),
            seq=row.seq or 0,
            acted_at=row.recorded_at or row.issued_at,
            version=row.version,
            counted_at=row.counted_at,
            reviewer_days=row.reviewer_days or 0,
            return_due=row.return_due,
            return_due_at=row.return_due_at,
            term=_term(row),
        )


def _duty_columns() -> Select[Any]:
    act, later = obligation_acts.alias("act"), obligation_acts.alias("later")
    newest = select(func.max(later.c.seq)).where(later.c.obligation_id == obligations.c.id).scalar_subquery()
    own = ("id", "item_id", "organisation_id", "shard_id", "state", "arming", "issued_at")
    of_act = (
        "seq",
        "recorded_at",
        "version",
        "counted_at",
        "reviewer_days",
        "return_due",
        "return_due_at",
    )
    watched = and_(
        watches.c.subject_kind == SubjectKind.OBLIGATION.value, watches.c.subject_id == obligations.c.id
    )
    return (
        select(
            *(obligations.c[name] for name in own),
            *(act.c[name] for name in of_act),
            roadmaps.c.ladder_id,
            watches.c.live,
            *_term_columns(),
        )
        .join(roadmaps, roadmaps.c.id == obligations.c.roadmap_id)
        .outerjoin(act, and_(act.c.obligation_id == obligations.c.id, act.c.seq == newest))
        .outerjoin(watches, watched)
    )


def _term(row: Row[Any]) -> Term:
    facts = {name: getattr(row, name) for name in _TERM}
    return Term(**facts | {"policy": ShiftPolicy(row.policy), "extended": bool(row.extended)})


def redate(conn: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Put the rows into the projection: each names `id` and the same columns."""
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    statement = update(obligations).where(obligations.c.id == bindparam("which"))
    statement = statement.values({name: bindparam(f"new_{name}") for name in names})
    conn.execute(
        statement,
        [{"which": row["id"]} | {f"new_{name}": row[name] for name in names} for row in rows],
    )


def live_schedules(conn: Connection, organisation_ids: Iterable[int], but: str) -> tuple[Schedule, ...]:
    """Return the schedules these organisations are watched by, but for those of the day table `but`."""
    columns = [schedules.c[name] for name in Schedule.__slots__]
    found: dict[str, Schedule] = {}
    for piece in _pieces(organisation_ids):
        for subjects in _subjects(piece):
            statement = (
                select(*columns)
                .join(watches, watches.c.schedule_id == schedules.c.id)
                .where(watches.c.live, subjects, schedules.c.day_table_id != but)
                .distinct()
            )
            found |= {row.id: Schedule(*row) for row in conn.execute(statement)}
    return tuple(found[key] for key in sorted(found))


def stages_kept(conn: Connection, schedule_ids: Iterable[str]) -> dict[str, list[Stage]]:
    """Return the stages of each schedule in order."""
    columns = [stages.c[name] for name in Stage.__slots__]
    found: dict[str, list[Stage]] = {}
    for piece in _pieces(schedule_ids):
        statement = select(*columns).where(stages.c.schedule_id.in_(piece)).order_by(stages.c.position)
        for row in conn.execute(statement):
            found.setdefault(row.schedule_id, []).append(Stage(*row))
    return found


def live_watches(
    conn: Connection, organisation_ids: Iterable[int], schedule_ids: Iterable[str]
) -> tuple[Watch, ...]:
    """Return the live watches of these organisations by these schedules."""
    columns = [watches.c[name] for name in Watch.__slots__]
    wanted = sorted(schedule_ids)
    return tuple(
        Watch(SubjectKind(row.subject_kind), *row[1:])
        for piece in _pieces(organisation_ids)
        for subjects in _subjects(piece)
        for part in _pieces(wanted)
        for row in conn.execute(
            select(*columns).where(watches.c.live, subjects, watches.c.schedule_id.in_(part))
        )
    )


def _subjects(organisation_ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `watches`, one for each kind of subject that has an organisation's calendar."""
    tables = {SubjectKind.OBLIGATION: obligations, SubjectKind.SCHEDULE_REQUEST: schedule_requests}
    return tuple(
        and_(
            watches.c.subject_kind == kind.value,
            watches.c.subject_id.in_(select(table.c.id).where(table.c.organisation_id.in_(organisation_ids))),
        )
        for kind, table in tables.items()
    )


def _pieces(values: Iterable[Some]) -> Iterator[tuple[Some, ...]]:
    left = iter(values)
    while piece := tuple(islice(left, IDS_AT_ONCE)):
        yield piece
