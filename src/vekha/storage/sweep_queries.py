"""The sweep in sets: which stages have come, and one notice for each (design, section 5).

Cost follows what is due: the stages between two instants lead, by index, to the live watches of a shard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    exists,
    func,
    literal,
    null,
    select,
    tuple_,
    update,
)
from sqlalchemy import literal_column as sql

from vekha.domain.watches import NoticeStatus
from vekha.storage.organisation_tables import organisations
from vekha.storage.schema import Instant
from vekha.storage.upserts import upsert
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
    key = {"flow": _FLOW, "shard_id": shard_id}
    held = select(progress.c.watermark).filter_by(**key).with_for_update(skip_locked=True)
    found = conn.execute(held).one_or_none()
    if found is not None:
        return Window(shard_id, found.watermark, as_of)
    beginning = upsert(conn, progress).values(**key).on_conflict_do_nothing()
    begun = conn.execute(beginning, execution_options={"preserve_rowcount": True})
    return Window(shard_id, None, as_of) if begun.rowcount == 1 else None


def move_watermark(conn: Connection, window: Window) -> bool:
    """Move the watermark from `after` to `as_of`; False when it is no longer where the window saw it."""
    moved = conn.execute(
        update(progress)
        .where(progress.c.flow == _FLOW, progress.c.shard_id == window.shard_id)
        .where(progress.c.watermark.is_not_distinct_from(window.after))
        .values(watermark=window.as_of)
    )
    return moved.rowcount == 1


def notice_rearmed(conn: Connection, window: Window) -> Came:
    """Add, for each subject armed since the last sweep, the latest stage that has come of each audience.

    A subject that an open transaction is arming just now is left to the next sweep.
    """
    waiting = (
        select(rearmed.c.subject_kind, rearmed.c.subject_id)
        .where(rearmed.c.shard_id == window.shard_id)
        .with_for_update(skip_locked=True)
    )
    taken = conn.execute(
        update(rearmed)
        .where(tuple_(rearmed.c.subject_kind, rearmed.c.subject_id).in_(waiting))
        .values(taken=True)
    )
    if not taken.rowcount:
        return Came()
    came = and_(stages.c.at <= window.as_of, _was_taken())
    added = _add_notices(conn, window, came)
    unnoticed = ~exists().where(*(notices.c[name] == _source(name) for name in _KEY))
    return Came(added, _count_skipped(conn, window, and_(came, unnoticed)))


def notice_due(conn: Connection, window: Window) -> Came:
    """Add a notice for each live watch a stage of which has come in the window, the latest per audience."""
    if window.after is None:
        return Came()
    came = and_(stages.c.at > window.after, stages.c.at <= window.as_of)
    added = _add_notices(conn, window, came)
    return Came(added, _count_skipped(conn, window, and_(came, ~_was_taken())))


def drop_taken(conn: Connection, shard_id: int) -> None:
    """Forget the re-armed subjects this sweep has looked at."""
    conn.execute(delete(rearmed).where(rearmed.c.shard_id == shard_id, rearmed.c.taken))


def add_sweep(conn: Connection, window: Window, came: Came) -> None:
    """Keep what the sweep has done, for the operator."""
    conn.execute(
        sweeps.insert().values(
            shard_id=window.shard_id,
            swept_from=window.after,
            swept_to=window.as_of,
            notices=came.notices,
            skipped=came.skipped,
        )
    )


def notices_digest(conn: Connection, shard_id: int, noticed_at: datetime) -> tuple[int, str]:
    """Return (count, SHA-256 in hex) of the notices one sweep added: sorted lines of their keys."""
    found = conn.execute(
        select(*(notices.c[name] for name in _KEY)).where(
            notices.c.shard_id == shard_id, notices.c.noticed_at == noticed_at
        )
    )
    lines = sorted("\t".join(map(str, row)) for row in found)
    return len(lines), sha256("\n".join(lines).encode()).hexdigest()


def _was_taken() -> ColumnElement[bool]:
    return exists().where(
        rearmed.c.subject_kind == watches.c.subject_kind,
        rearmed.c.subject_id == watches.c.subject_id,
        rearmed.c.taken,
    )


def _source(name: str) -> ColumnElement[object]:
    return stages.c[name] if name in {"stage", "audience"} else watches.c[name]


def _is_superseded(as_of: datetime) -> ColumnElement[bool]:
    later = stages.alias("later")
    return exists().where(
        later.c.schedule_id == stages.c.schedule_id,
        later.c.audience == stages.c.audience,
        later.c.position > stages.c.position,
        later.c.at <= as_of,
    )


def _watched(window: Window, came: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(
        watches.c.schedule_id == stages.c.schedule_id,
        watches.c.shard_id == window.shard_id,
        _LIVE,
        came,
    )


def _add_notices(conn: Connection, window: Window, came: ColumnElement[bool]) -> int:
    key = [_source(name) for name in _KEY]
    source: Select[tuple[object, ...]] = select(
        *key,
        watches.c.shard_id,
        stages.c.at,
        literal(window.as_of, Instant),
        literal(NoticeStatus.PENDING.value),
        null(),
    ).where(_watched(window, came), ~_is_superseded(window.as_of))
    columns = [*_KEY, "shard_id", "stage_at", "noticed_at", "status", "letter_id"]
    adding = upsert(conn, notices).from_select(columns, source).on_conflict_do_nothing()
    return conn.execute(adding, execution_options={"preserve_rowcount": True}).rowcount


def _count_skipped(conn: Connection, window: Window, came: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(stages, watches)
    return conn.scalar(counted.where(_watched(window, came), _is_superseded(window.as_of))) or 0
