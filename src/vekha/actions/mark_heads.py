"""The chain of heads: where every chain stands, recorded daily and before each paper (design 4.14)."""

from datetime import datetime

from sqlalchemy import Connection

from vekha.actions.record import record
from vekha.audit.chain import HEADS_SHARD
from vekha.calendar.zones import local_day
from vekha.domain.records import ENGINE, Deed, Head, Record
from vekha.storage import journal_queries, organisation_queries
from vekha.storage.database import Database

UTC_ZONE = "UTC"


def mark_heads(engine: Database, now: datetime) -> Record | None:
    """Record the head of every chain, in a transaction of its own. None while there is no chain."""
    with engine.begin() as conn:
        return _marked(conn, now)


def mark_heads_daily(engine: Database, now: datetime) -> Record | None:
    """Record the heads unless it was done on this day (of the region's zone); None when it was."""
    with engine.begin() as conn:
        top = organisation_queries.root(conn)
        zone = top.zone if top else UTC_ZONE
        last = journal_queries.newest_record(conn, HEADS_SHARD)
        if last and local_day(last.at, zone) >= local_day(now, zone):
            return None
        return _marked(conn, now)


def _marked(conn: Connection, now: datetime) -> Record | None:
    heads = [head for head in journal_queries.heads(conn) if head.shard_id != HEADS_SHARD]
    if not heads:
        return None
    deed = Deed("mark_heads", ENGINE, now, f"heads={len(heads)}")
    return record(conn, deed, {"head_marks": [_row(head) for head in heads]})[0]


def _row(head: Head) -> dict[str, object]:
    return {
        "marked_shard_id": head.shard_id,
        "shard_id": HEADS_SHARD,
        "seq": head.seq,
        "hash": head.hash,
    }
