"""What a paper stands on in the journal."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from vekha.domain.records import Head
from vekha.storage.journal_tables import journal


def head_as_of(conn: Connection, shard_id: int, as_of: datetime) -> Head | None:
    """Return the first record of the newest instant not after `as_of`: later runs see the same one."""
    newest = (
        select(func.max(journal.c.at))
        .where(journal.c.shard_id == shard_id, journal.c.at <= as_of)
        .scalar_subquery()
    )
    found = conn.execute(
        select(journal.c.shard_id, journal.c.seq, journal.c.hash)
        .where(journal.c.shard_id == shard_id, journal.c.at == newest)
        .order_by(journal.c.seq)
        .limit(1)
    ).first()
    return Head(*found) if found else None
