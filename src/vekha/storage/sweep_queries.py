"""The sweep in sets: which stages have come, and one notice for each (design, section 5).

Cost follows what is due: the stages between two instants lead, by index, to the live watches of a shard.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from functools import cache
from hashlib import sha256

from sqlalchemy import (
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
# Spelt as in the partial index: SQLite takes `live = 1` for another condition and would not use it.
_LIVE: ColumnElement[bool] = sql("watches.live")


@dataclass(frozen=True, slots=True)
class Window:
    """What one sweep of a shard looks at: stages in (after, as_of]; after None: no sweep was before."""

    shard_id: int
    after: datetime | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Came:
    """How many notices a trigger added, and how many stages fell behind a later one of their audience."""

    notices: int = 0
    skipped: int = 0


def all_shards(conn: Connection) -> tuple[int, ...]:
    """Return every shard any organisation is in, in order."""
    return tuple(conn.scalars(select(organisations.c.shard_id).distinct().order_by(organisations.c.shard_id)))


def pass_idle(conn: Connection, shards: Sequence[int], as_of: datetime) -> tuple[int, ...]:
    """Move the watermark of every shard where nothing is due by `as_of`, in one statement; return them.

    A shard another sweep holds is left out, as one whose watermark is not below `as_of`.
    """
    due = exists().where(
        stages.c.at > progress.c.watermark,
        stages.c.at <= as_of,
        watches.c.schedule_id == stages.c.schedule_id,
        watches.c.shard_id == progress.c.shard_id,
        _LIVE,
    )
    told = exists().where(rearmed.c.shard_id == progress.c.shard_id)
    idle = (
        select(progress.c.shard_id)
        .where(progress.c.flow == _FLOW, progress.c.shard_id.in_(shards), progress.c.watermark < as_of)
        .where(~due, ~told)
        .with_for_update(of=progress, skip_locked=True)
    )
    moved = conn.scalars(
        update(progress)
        .where(progress.c.flow == _FLOW, progress.c.shard_id.in_(idle))
        .values(watermark=as_of)
        .returning(progress.c.shard_id)
    )
    return tuple(sorted(moved))


def claim(conn: Connection, shard_id: int, as_of: datetime) -> Window | None:
    """Return the window of the shard, its row locked until the transaction ends; None: another holds it."""
    found = conn.execute(_HELD, {"shard": shard_id}).one_or_none()
    if found is not None:
        return Window(shard_id, found.watermark, as_of)
    beginning = upsert(conn, progress).values(flow=_FLOW, shard_id=shard_id).on_conflict_do_nothing()
    begun = conn.execute(beginning, execution_options={"preserve_rowcount": True})
    return Window(shard_id, None, as_of) if begun.rowcount == 1 else None


def move_watermark(conn: Connection, window: Window) -> bool:
    """Move the watermark from `after` to `as_of`; False when it is no longer where the window saw it."""
    return conn.execute(_MOVED, _binds(window)).rowcount == 1


def notice_rearmed(conn: Connection, window: Window) -> Came:
    """Add, for each subject armed since the last sweep, the latest stage that has come of each audience.

    What is taken is marked, for `drop_taken`. A subject that an open transaction is arming just now is left
    to the next sweep.
    """
    if not conn.execute(_TAKEN, _binds(window)).rowcount:
        return Came()
    return _add_notices(conn, window, _Trigger.CHANGE)


def notice_due(conn: Connection, window: Window) -> Came:
    """Add a notice for each live watch a stage of which has come in the window, the latest per audience."""
    return Came() if window.after is None else _add_notices(conn, window, _Trigger.TIME)


def drop_taken(conn: Connection, window: Window) -> None:
    """Forget the re-armed subjects this sweep has looked at."""
    conn.execute(_DROPPED, _binds(window))


def add_sweep(conn: Connection, window: Window, came: Came) -> None:
    """Keep what the sweep has done, for the operator."""
    row = {"shard_id": window.shard_id, "swept_from": window.after, "swept_to": window.as_of}
    conn.execute(insert(sweeps), {**row, "notices": came.notices, "skipped": came.skipped})


def fresh_digest(conn: Connection, window: Window) -> str:
    """Return the SHA-256 in hex of what this sweep has just added: sorted lines of the notices' keys."""
    return _digest(conn.scalar(_FRESH_LINES, _binds(window)))


def noticed_digests(conn: Connection) -> Iterator[tuple[int, datetime, int, str]]:
    """Yield (shard, instant, count, SHA-256 in hex) of every sweep that noticed, as the journal sealed it.

    An instant names a sweep of a shard: watermarks only grow.
    """
    sweep = (notices.c.shard_id, notices.c.noticed_at)
    for found in conn.execute(_LINES.add_columns(*sweep, func.count()).group_by(*sweep).order_by(*sweep)):
        yield found[1], found[2], found[3], _digest(found[0])


def _digest(lines: str | None) -> str:
    return sha256("\n".join(sorted((lines or "").splitlines())).encode()).hexdigest()


class _Trigger(Enum):
    """Time: a stage came in the window. Change: a subject was armed, whatever came before counts."""

    TIME = auto()
    CHANGE = auto()


_SHARD = bindparam("shard", type_=Integer)
_AFTER = bindparam("after", type_=Instant)
_AS_OF = bindparam("as_of", type_=Instant)


def _binds(window: Window) -> dict[str, object]:
    return {"shard": window.shard_id, "after": window.after, "as_of": window.as_of}


def _add_notices(conn: Connection, window: Window, trigger: _Trigger) -> Came:
    binds = _binds(window)
    options = {"preserve_rowcount": True}
    added = conn.execute(_adding(conn.dialect.name, trigger), binds, execution_options=options).rowcount
    return Came(added, conn.scalar(_skipping(trigger), binds) or 0)


@cache
def _adding(dialect: str, trigger: _Trigger) -> Upsert:
    """Return the insert both triggers share: the latest stage of each audience becomes a notice."""
    source = select(
        *(_source(name) for name in _KEY),
        watches.c.shard_id,
        stages.c.at,
        _AS_OF,
        literal(NoticeStatus.PENDING.value),
    ).where(_watched(), _came(trigger), ~_superseded())
    columns = [*_KEY, "shard_id", "stage_at", "noticed_at", "status"]
    return upsert_of(dialect, notices).from_select(columns, source).on_conflict_do_nothing()


@cache
def _skipping(trigger: _Trigger) -> Select[tuple[int]]:
    """Return the count of stages that fell behind a later one; each is counted by one trigger only."""
    counted = (
        select(func.count()).select_from(stages, watches).where(_watched(), _came(trigger), _superseded())
    )
    if trigger is _Trigger.TIME:
        return counted.where(~_was_taken())
    return counted.where(~exists().where(*(notices.c[name] == _source(name) for name in _KEY)))


def _watched() -> ColumnElement[bool]:
    return and_(watches.c.schedule_id == stages.c.schedule_id, watches.c.shard_id == _SHARD, _LIVE)


def _came(trigger: _Trigger) -> ColumnElement[bool]:
    begins = stages.c.at > _AFTER if trigger is _Trigger.TIME else _was_taken()
    return and_(begins, stages.c.at <= _AS_OF)


def _superseded() -> ColumnElement[bool]:
    later = stages.alias("later")
    return exists().where(
        later.c.schedule_id == stages.c.schedule_id,
        later.c.audience == stages.c.audience,
        later.c.position > stages.c.position,
        later.c.at <= _AS_OF,
    )


def _was_taken() -> ColumnElement[bool]:
    return exists().where(
        rearmed.c.subject_kind == watches.c.subject_kind,
        rearmed.c.subject_id == watches.c.subject_id,
        rearmed.c.taken,
    )


def _source(name: str) -> ColumnElement[object]:
    return stages.c[name] if name in {"stage", "audience"} else watches.c[name]


_PROGRESS = and_(progress.c.flow == _FLOW, progress.c.shard_id == _SHARD)
_HELD = select(progress.c.watermark).where(_PROGRESS).with_for_update(skip_locked=True)
_MOVED = (
    update(progress)
    .where(_PROGRESS, progress.c.watermark.is_not_distinct_from(_AFTER))
    .values(watermark=_AS_OF)
)
_TAKEN = (
    update(rearmed)
    .where(
        tuple_(rearmed.c.subject_kind, rearmed.c.subject_id).in_(
            select(rearmed.c.subject_kind, rearmed.c.subject_id)
            .where(rearmed.c.shard_id == _SHARD)
            .with_for_update(skip_locked=True)
        )
    )
    .values(taken=True)
)
_DROPPED = delete(rearmed).where(rearmed.c.shard_id == _SHARD, rearmed.c.taken)
_LINES = select(
    func.aggregate_strings(
        notices.c.subject_kind
        + "\t"
        + notices.c.subject_id
        + "\t"
        + notices.c.arming.cast(String)
        + "\t"
        + notices.c.stage
        + "\t"
        + notices.c.audience,
        "\n",
    )
)
# What was just added is pending; the index of the pending ones leads there.
_FRESH_LINES = _LINES.where(
    notices.c.shard_id == _SHARD, notices.c.noticed_at == _AS_OF, sql("notices.status = 'pending'")
)
