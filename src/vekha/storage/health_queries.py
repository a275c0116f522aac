"""What shows that the machinery runs: how far the sweeps have come, what lies in the outbox too long."""

from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, inspect, or_, select

from vekha.storage.journal_tables import journal
from vekha.storage.letter_queries import WAITING
from vekha.storage.letter_tables import letters
from vekha.storage.organisation_tables import organisations, persons
from vekha.storage.pending_queries import PENDING
from vekha.storage.schema import metadata
from vekha.storage.watch_tables import notices, progress, sweeps


def missing_columns(conn: Connection) -> tuple[str, ...]:
    """Return, sorted, every table or table.column of our schema that the database lacks."""
    found = inspect(conn)
    there = set(found.get_table_names())
    missing = [name for name in metadata.tables if name not in there]
    for name in there & set(metadata.tables):
        columns = {column["name"] for column in found.get_columns(name)}
        missing += [
            f"{name}.{each.name}" for each in metadata.tables[name].columns if each.name not in columns
        ]
    return tuple(sorted(missing))


def people_counts(conn: Connection) -> tuple[int, int]:
    """Return how many organisations there are, and how many persons."""
    units = conn.scalar(select(func.count()).select_from(organisations)) or 0
    return units, conn.scalar(select(func.count()).select_from(persons)) or 0


def newest_instant(conn: Connection) -> datetime | None:
    """Return when the newest record of any chain was made, None while there is none."""
    newest: datetime | None = conn.scalar(select(func.max(journal.c.at)))
    return newest


def shards_behind(conn: Connection, flow: str, before: datetime) -> tuple[int, ...]:
    """Return, in order, the shards whose watermark of `flow` is absent or lies before the instant."""
    at = and_(progress.c.shard_id == organisations.c.shard_id, progress.c.flow == flow)
    behind = (
        select(organisations.c.shard_id)
        .outerjoin(progress, at)
        .where(or_(progress.c.watermark.is_(None), progress.c.watermark < before))
    )
    return tuple(conn.scalars(behind.distinct().order_by(organisations.c.shard_id)))


def letters_waiting_since(conn: Connection, before: datetime) -> int:
    """Return how many letters should have been tried before the instant and were not."""
    statement = select(func.count()).where(WAITING, letters.c.next_attempt_at < before)
    return conn.scalar(statement) or 0


def pending_since(conn: Connection, before: datetime) -> int:
    """Return how many notices made before the instant still wait for a letter."""
    return conn.scalar(select(func.count()).where(PENDING, notices.c.noticed_at < before)) or 0


def forget_sweeps(conn: Connection, before: datetime) -> int:
    """Delete the counts of sweeps up to the instant; return how many there were."""
    return conn.execute(delete(sweeps).where(sweeps.c.swept_to < before)).rowcount
