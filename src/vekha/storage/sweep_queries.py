"""The sweep in sets: which stages have come, and one notice for each (design, section 5).

Cost follows what is due: the stages after a shard's watermark lead, by index, to its live watches.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from functools import cache
from hashlib import sha256

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy import literal_column as sql

from vekha.domain.watches import NoticeStatus
from vekha.storage.organisation_tables import organisations
from vekha.storage.schema import Instant
from vekha.storage.upserts import Upsert, upsert, upsert_of
from vekha.storage.watch_tables import notices, progress, rearmed, stages, sweeps, watches

_FLOW = "check_deadlines"
_KEY = ("subject_kind", "subject_id", "arming", "stage", "audience")
# Spelt as in the partial indexes: SQLite takes `live = 1` for another condition and would not use it.
_LIVE: ColumnElement[bool] = sql("watches.live")
_PENDING: ColumnElement[bool] = sql("notices.status = 'pending'")


@dataclass(frozen=True, slots=True)
class Batch:
    """The shards one transaction holds, and the instant they are swept up to, inclusive."""

    shards: tuple[int, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Noticed:
    """What one sweep of a shard added: how many notices, and the SHA-256 in hex of their sorted keys."""

    shard_id: int
    at: datetime
    count: int
    digest: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What a sweep of a shard did. `after`: the watermark it began from, None for the first one."""

    shard_id: int
    after: datetime | None
    notices: int = 0
    skipped: int = 0


def all_shards(conn: Connection) -> tuple[int, ...]:
    """Return every shard any organisation is in, in order."""
    return tuple(conn.scalars(select(organisations.c.shard_id).distinct().order_by(organisations.c.shard_id)))


def pass_idle(conn: Connection, batch: Batch) -> tuple[int, ...]:
    """Move the watermark of every shard where nothing is due, in one statement; return them in order.

    A shard another sweep holds is left out, as one whose watermark is not below `as_of`.
    """
    return tuple(sorted(conn.scalars(_PASSED, _binds(batch))))


def claim(conn: Connection, shards: Sequence[int]) -> Mapping[int, datetime | None]:
    """Lock the shards until the transaction ends; return the watermark of each, None before its first sweep.

    A shard another sweep holds is left out.
    """
    known = set(conn.scalars(_KNOWN, {"shards": shards}))
    missing = [{"flow": _FLOW, "shard_id": shard} for shard in sorted(set(shards) - known)]
    if missing:
        conn.execute(upsert(conn, progress).on_conflict_do_nothing(), missing)
    return {found.shard_id: found.watermark for found in conn.execute(_HELD, {"shards": shards})}


def take_rearmed(conn: Connection, batch: Batch) -> int:
    """Mark the subjects armed since the last sweep; return how many.

    A subject that an open transaction is arming just now is left to the next sweep.
    """
    return conn.execute(_TAKEN, _binds(batch)).rowcount


def notice_taken(conn: Connection, batch: Batch) -> Mapping[int, int]:
    """Add, for each subject taken, the latest stage that has come of each audience.

    Return by shard how many stages fell behind a later one.
    """
    return _add_notices(conn, batch, _Trigger.CHANGE)


def notice_due(conn: Connection, batch: Batch) -> Mapping[int, int]:
    """Add a notice for each live watch a stage of which came after its shard's watermark, by `as_of`.

    The latest of each audience. Return by shard how many stages fell behind a later one.
    """
    return _add_notices(conn, batch, _Trigger.TIME)


def drop_taken(conn: Connection, batch: Batch) -> None:
    """Forget the subjects this sweep has taken."""
    conn.execute(_DROPPED, _binds(batch))


def move_watermarks(conn: Connection, batch: Batch) -> bool:
    """Move the watermarks up to `as_of`; False when one of them was not below it."""
    return conn.execute(_MOVED, _binds(batch)).rowcount == len(batch.shards)


def noticed_now(conn: Connection, batch: Batch) -> Mapping[int, Noticed]:
    """Return what the sweep under way has added, by shard."""
    return {found.shard_id: found for found in _noticed(conn, _FRESH, _binds(batch))}


def noticed_ever(conn: Connection) -> Iterator[Noticed]:
    """Yield what every sweep that noticed has added, as the journal sealed it; by shard and instant.

    An instant names a sweep of a shard: watermarks only grow.
    """
    return _noticed(conn, _LINES.order_by(notices.c.shard_id, notices.c.noticed_at), {})


def add_sweeps(conn: Connection, as_of: datetime, tallies: Sequence[Tally]) -> None:
    """Keep what the sweeps have done, for the operator."""
    rows = [
        {
            "shard_id": tally.shard_id,
            "swept_from": tally.after,
            "swept_to": as_of,
            "notices": tally.notices,
            "skipped": tally.skipped,
        }
        for tally in tallies
    ]
    if rows:
        conn.execute(insert(sweeps), rows)


class _Trigger(Enum):
    """Time: a stage came after the watermark. Change: a subject was armed, whatever came before counts."""

    TIME = auto()
    CHANGE = auto()


_SHARDS = bindparam("shards", type_=Integer, expanding=True)
_AS_OF = bindparam("as_of", type_=Instant)


def _binds(batch: Batch) -> dict[str, object]:
    return {"shards": batch.shards, "as_of": batch.as_of}


def _add_notices(conn: Connection, batch: Batch, trigger: _Trigger) -> Mapping[int, int]:
    conn.execute(_adding(conn.dialect.name, trigger), _binds(batch))
    return {found[0]: found[1] for found in conn.execute(_skipping(trigger), _binds(batch))}


@cache
def _adding(dialect: str, trigger: _Trigger) -> Upsert:
    """Return the insert both triggers share: the latest stage of each audience becomes a notice."""
    come = _come(trigger)
    key = [_source(name, come) for name in _KEY]
    source = select(*key, watches.c.shard_id, come.c.at, _AS_OF, literal(NoticeStatus.PENDING.value))
    # In the order of the key: each page of its index is written once.
    source = source.where(_touched(come, trigger), come.c.behind.is_(False)).order_by(*key[:2])
    columns = [*_KEY, "shard_id", "stage_at", "noticed_at", "status"]
    return upsert_of(dialect, notices).from_select(columns, source).on_conflict_do_nothing()


@cache
def _skipping(trigger: _Trigger) -> Select[tuple[int, int]]:
    """Return the count by shard of stages behind a later one; each is counted by one trigger only."""
    come = _come(trigger)
    counted = select(watches.c.shard_id, func.count()).where(_touched(come, trigger), come.c.behind.is_(True))
    noticed = exists().where(*(notices.c[name] == _source(name, come) for name in _KEY))
    return counted.where(~_was_taken() if trigger is _Trigger.TIME else ~noticed).group_by(watches.c.shard_id)


def _come(trigger: _Trigger) -> CTE:
    """Return the stages that have come, whosever they are, and whether each is behind a later one.

    A few hundred rows lead the joins: PostgreSQL, left to itself, begins with the watches.
    """
    later = stages.alias("later")
    behind = exists().where(
        later.c.schedule_id == stages.c.schedule_id,
        later.c.audience == stages.c.audience,
        later.c.position > stages.c.position,
        later.c.at <= _AS_OF,
    )
    columns = [stages.c[name] for name in ("schedule_id", "stage", "audience", "at")]
    come = select(*columns, behind.label("behind")).where(stages.c.at <= _AS_OF)
    if trigger is _Trigger.TIME:
        come = come.where(
            stages.c.at > select(func.min(progress.c.watermark)).where(_PROGRESS).scalar_subquery()
        )
    else:
        come = come.where(stages.c.schedule_id.in_(select(watches.c.schedule_id).where(_LIVE, _was_taken())))
    return come.cte("come").prefix_with("MATERIALIZED")


def _touched(come: CTE, trigger: _Trigger) -> ColumnElement[bool]:
    """Return the condition that a live watch of the batch meets a stage that has come for it."""
    watched = and_(
        _PROGRESS,
        watches.c.shard_id == progress.c.shard_id,
        watches.c.schedule_id == come.c.schedule_id,
        _LIVE,
    )
    return and_(watched, come.c.at > progress.c.watermark if trigger is _Trigger.TIME else _was_taken())


def _was_taken() -> ColumnElement[bool]:
    return exists().where(
        rearmed.c.subject_kind == watches.c.subject_kind,
        rearmed.c.subject_id == watches.c.subject_id,
        rearmed.c.taken,
    )


def _source(name: str, come: CTE) -> ColumnElement[object]:
    return come.c[name] if name in {"stage", "audience"} else watches.c[name]


def _noticed(
    conn: Connection, lines: Select[tuple[int, datetime, int, str]], binds: Mapping[str, object]
) -> Iterator[Noticed]:
    for shard, at, count, keys in conn.execute(lines, binds):
        digest = sha256("\n".join(sorted(keys.split("\n"))).encode()).hexdigest()
        yield Noticed(shard, at, count, digest)


_PROGRESS = and_(progress.c.flow == _FLOW, progress.c.shard_id.in_(_SHARDS))
_DUE = exists().where(
    stages.c.at > progress.c.watermark,
    stages.c.at <= _AS_OF,
    watches.c.schedule_id == stages.c.schedule_id,
    watches.c.shard_id == progress.c.shard_id,
    _LIVE,
)
_IDLE = (
    select(progress.c.shard_id)
    .where(_PROGRESS, progress.c.watermark < _AS_OF)
    .where(~_DUE, ~exists().where(rearmed.c.shard_id == progress.c.shard_id))
    .with_for_update(of=progress, skip_locked=True)
)
_PASSED = (
    update(progress)
    .where(progress.c.flow == _FLOW, progress.c.shard_id.in_(_IDLE))
    .values(watermark=_AS_OF)
    .returning(progress.c.shard_id)
)
_KNOWN = select(progress.c.shard_id).where(_PROGRESS)
_HELD = (
    select(progress.c.shard_id, progress.c.watermark)
    .where(_PROGRESS)
    .order_by(progress.c.shard_id)
    .with_for_update(skip_locked=True)
)
_MOVED = (
    update(progress)
    .where(_PROGRESS, or_(progress.c.watermark.is_(None), progress.c.watermark < _AS_OF))
    .values(watermark=_AS_OF)
)
_WAITING = (
    select(rearmed.c.subject_kind, rearmed.c.subject_id)
    .where(rearmed.c.shard_id.in_(_SHARDS))
    .with_for_update(skip_locked=True)
)
_TAKEN = (
    update(rearmed)
    .where(tuple_(rearmed.c.subject_kind, rearmed.c.subject_id).in_(_WAITING))
    .values(taken=True)
)
_DROPPED = delete(rearmed).where(rearmed.c.shard_id.in_(_SHARDS), rearmed.c.taken)
_TAB = sql("'\t'", String)
_LINES = select(
    notices.c.shard_id,
    notices.c.noticed_at,
    func.count(),
    func.aggregate_strings(
        notices.c.subject_kind
        + _TAB
        + notices.c.subject_id
        + _TAB
        + notices.c.arming.cast(String)
        + _TAB
        + notices.c.stage
        + _TAB
        + notices.c.audience,
        "\n",
    ),
).group_by(notices.c.shard_id, notices.c.noticed_at)
# What was just added is pending: the index of the pending ones leads there.
_FRESH = _LINES.where(notices.c.shard_id.in_(_SHARDS), notices.c.noticed_at == _AS_OF, _PENDING)
