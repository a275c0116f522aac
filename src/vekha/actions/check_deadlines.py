"""Sweep the shards: a notice for every stage that has come since the last sweep (design 4.9, section 5).

One transaction per shard holds everything: claim, watermark, notices, the emptied change trigger, the counts
and the journal's record. A crash leaves a shard either swept or as it was; a late twin finds the watermark
moved and adds nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine

from vekha.actions.record import record
from vekha.domain.records import Deed
from vekha.storage import sweep_queries
from vekha.storage.sweep_queries import Came, Window

SYSTEM = "system"
_DIGEST_DIGITS = 48  # of 64: what the record's subject has room for beside the count


class Sweep(StrEnum):
    """What became of a shard. Late: `as_of` is not after its watermark. Busy: another sweep holds it."""

    SWEPT = "swept"
    LATE = "late"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class SweptShard:
    """One shard in which something was to be done. `after` None: its first sweep."""

    shard_id: int
    outcome: Sweep
    after: datetime | None = None
    notices: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """One run over the shards. `idle` counts those where nothing was due, `shards` lists the others."""

    as_of: datetime
    dry_run: bool
    idle: int
    shards: tuple[SweptShard, ...]

    @property
    def notices(self) -> int:
        return sum(shard.notices for shard in self.shards)

    @property
    def skipped(self) -> int:
        return sum(shard.skipped for shard in self.shards)

    def count(self, outcome: Sweep) -> int:
        """Return how many shards came out so."""
        return sum(shard.outcome is outcome for shard in self.shards)


def check_deadlines(
    engine: Engine, as_of: datetime, shards: Sequence[int] | None = None, dry_run: bool = False
) -> Checked:
    """Have a notice for every stage up to `as_of` (inclusive); shards None means all of them.

    dry_run: every transaction is rolled back, the counts are those of a real run.
    """
    with engine.connect() as conn, conn.begin() as transaction:
        chosen = sweep_queries.all_shards(conn) if shards is None else tuple(sorted(set(shards)))
        idle = set(sweep_queries.pass_idle(conn, chosen, as_of))
        if dry_run:
            transaction.rollback()
    busy = [_sweep(engine, shard, as_of, dry_run) for shard in chosen if shard not in idle]
    return Checked(as_of, dry_run, len(idle), tuple(busy))


def _sweep(engine: Engine, shard_id: int, as_of: datetime, dry_run: bool) -> SweptShard:
    with engine.connect() as conn, conn.begin() as transaction:
        window = sweep_queries.claim(conn, shard_id, as_of)
        if window is None:
            return SweptShard(shard_id, Sweep.BUSY)
        if window.after is not None and as_of <= window.after:
            swept = SweptShard(shard_id, Sweep.LATE, window.after)
            sweep_queries.add_sweep(conn, window, Came())
        elif not sweep_queries.move_watermark(conn, window):
            transaction.rollback()
            return SweptShard(shard_id, Sweep.BUSY)
        else:
            came = _notice(conn, window)
            swept = SweptShard(shard_id, Sweep.SWEPT, window.after, came.notices, came.skipped)
        if dry_run:
            transaction.rollback()
        return swept


def _notice(conn: Connection, window: Window) -> Came:
    """Add the notices of both triggers, the sweep's counts and its record."""
    rearmed = sweep_queries.notice_rearmed(conn, window)
    due = sweep_queries.notice_due(conn, window)
    sweep_queries.drop_taken(conn, window)
    came = Came(rearmed.notices + due.notices, rearmed.skipped + due.skipped)
    if came.notices or came.skipped:
        sweep_queries.add_sweep(conn, window, came)
    if came.notices:
        digest = sweep_queries.fresh_digest(conn, window)
        subject = f"notices:{came.notices}:{digest[:_DIGEST_DIGITS]}"
        record(conn, Deed("check_deadlines", SYSTEM, window.as_of, subject), {}, shards=(window.shard_id,))
    return came
