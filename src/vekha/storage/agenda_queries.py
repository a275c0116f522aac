"""When something falls next: what a door in virtual time asks to know the day it must wake on."""

from datetime import datetime

from sqlalchemy import Connection, Select, func, select

from vekha.domain.obligations import State
from vekha.storage.letter_queries import QUEUED, WAITING
from vekha.storage.letter_tables import letters
from vekha.storage.obligation_tables import obligations
from vekha.storage.pending_queries import PENDING
from vekha.storage.watch_tables import notices, stages, watches


def next_instant(conn: Connection, after: datetime) -> datetime | None:
    """Return the first instant later than `after` of a live stage, a due end or a letter's attempt."""
    stage = (
        select(func.min(stages.c.at))
        .join(watches, watches.c.schedule_id == stages.c.schedule_id)
        .where(watches.c.live, stages.c.at > after)
    )
    due = select(func.min(obligations.c.due_at)).where(
        obligations.c.due_at > after, obligations.c.state.in_((State.OPEN, State.RETURNED))
    )
    attempt = select(func.min(letters.c.next_attempt_at)).where(
        WAITING, QUEUED, letters.c.next_attempt_at > after
    )
    found = (_instant(conn, each) for each in (stage, due, attempt))
    return min((each for each in found if each is not None), default=None)


def _instant(conn: Connection, statement: Select[tuple[datetime]]) -> datetime | None:
    return conn.execute(statement).scalar_one()


def letters_wait(conn: Connection) -> bool:
    """Return whether a notice waits for the next working hours or for tomorrow's letter."""
    return conn.execute(select(notices.c.shard_id).where(PENDING).limit(1)).first() is not None
