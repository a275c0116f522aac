"""Sweep the shards: a notice for every stage that has come since the last sweep (design 4.9, section 5).

A transaction holds a few shards and everything about them: claim, notices, the emptied change trigger,
watermarks, counts and a journal record per shard. A crash leaves a shard either swept or as it was; a late
twin finds the watermark moved and adds nothing. A few, not one: every commit rewrites the pages its notices
fell on, and forty commits cost more than the notices (measured by benchmarks/sweep.py).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine

from vekha.actions.record import record
from vekha.domain.records import ENGINE, Deed
from vekha.storage import sweep_queries
from vekha.storage.sweep_queries import Batch, Noticed, Tally

ACTION = "check_deadlines"
_SHARDS_AT_ONCE = 16  # other actions there wait for the chains meanwhile: some 50 ms on a busy day
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
        idle = set(sweep_queries.pass_idle(conn, Batch(chosen, as_of)))
        if dry_run:
            transaction.rollback()
    others = tuple(shard for shard in chosen if shard not in idle)
    swept: list[SweptShard] = []
    for first in range(0, len(others), _SHARDS_AT_ONCE):
        swept += _sweep(engine, Batch(others[first : first + _SHARDS_AT_ONCE], as_of), dry_run)
    return Checked(as_of, dry_run, len(idle), tuple(swept))


def _sweep(engine: Engine, batch: Batch, dry_run: bool) -> list[SweptShard]:
    """Sweep the shards nobody else holds; the others come out busy."""
    with engine.connect() as conn, conn.begin() as transaction:
        marks = sweep_queries.claim(conn, batch.shards)
        late = {shard: mark for shard, mark in marks.items() if mark is not None and batch.as_of <= mark}
        held = Batch(tuple(shard for shard in marks if shard not in late), batch.as_of)
        tallies = _notice(conn, held, marks)
        quiet = [Tally(shard, mark) for shard, mark in late.items()]
        sweep_queries.add_sweeps(conn, batch.as_of, [*quiet, *(each for each in tallies if _worked(each))])
        moved = sweep_queries.move_watermarks(conn, held)
        if dry_run or not moved:
            transaction.rollback()
    swept = {each.shard_id: _swept(each, Sweep.SWEPT if moved else Sweep.BUSY) for each in tallies}
    swept |= {each.shard_id: _swept(each, Sweep.LATE) for each in quiet}
    return [swept.get(shard, SweptShard(shard, Sweep.BUSY)) for shard in batch.shards]


def _swept(tally: Tally, outcome: Sweep) -> SweptShard:
    return SweptShard(tally.shard_id, outcome, tally.after, tally.notices, tally.skipped)


def _worked(tally: Tally) -> bool:
    return bool(tally.notices or tally.skipped)


def _notice(conn: Connection, batch: Batch, marks: Mapping[int, datetime | None]) -> list[Tally]:
    """Add the notices of both triggers and seal them, a record per shard that has any."""
    taken = sweep_queries.take_rearmed(conn, batch)
    skipped = Counter(sweep_queries.notice_taken(conn, batch) if taken else {})
    skipped.update(sweep_queries.notice_due(conn, batch))
    if taken:
        sweep_queries.drop_taken(conn, batch)
    noticed = sweep_queries.noticed_now(conn, batch)
    for shard in sorted(noticed):
        deed = Deed(ACTION, ENGINE, batch.as_of, sealed_subject(noticed[shard]))
        record(conn, deed, {}, shards=(shard,))
    return [
        Tally(shard, marks[shard], noticed[shard].count if shard in noticed else 0, skipped[shard])
        for shard in batch.shards
    ]


def sealed_subject(noticed: Noticed) -> str:
    """Return how a record names what its sweep added: the count, and the digest of the notices' keys."""
    return f"notices:{noticed.count}:{noticed.digest[:_DIGEST_DIGITS]}"
