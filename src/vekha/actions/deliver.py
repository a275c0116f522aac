"""Send what lies in the outbox: claim, send outside any transaction, mark (design 4.12)."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from vekha.domain.letters import Envelope, LetterStatus, Outcome, Reply
from vekha.notifications.lines import Line
from vekha.notifications.retries import next_attempt
from vekha.storage import letter_queries

LEASE = timedelta(minutes=15)
CLAIMED_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Delivered:
    """Letters by what became of them in this run; `later` will be tried again."""

    counts: Mapping[str, int]

    @property
    def sent(self) -> int:
        return self.counts.get(LetterStatus.SENT, 0)


async def deliver(engine: Engine, now: datetime, open_line: Callable[[], Line], lines: int) -> Delivered:
    """Send every letter whose attempt has come at `now` over `lines` connections, one in flight on each.

    A crash repeats at most the letters in flight: the lease runs out and the same bytes go again.
    """
    workers = [_work(engine, now, open_line) for _ in range(lines)]
    total: Counter[str] = Counter()
    for counts in await asyncio.gather(*workers):
        total.update(counts)
    return Delivered(dict(total))


async def _work(engine: Engine, now: datetime, open_line: Callable[[], Line]) -> Counter[str]:
    owner = secrets.token_hex(8)
    line = open_line()
    counts: Counter[str] = Counter()
    try:
        while claimed := await asyncio.to_thread(_claim, engine, now, owner):
            for envelope in claimed:
                reply = await _attempt(engine, envelope, now, line)
                status = await asyncio.to_thread(_mark, engine, envelope, reply, now, owner)
                counts[status] += 1
    finally:
        await line.close()
    return counts


def _claim(engine: Engine, now: datetime, owner: str) -> list[Envelope]:
    with engine.begin() as conn:
        return letter_queries.claim(conn, now, now + LEASE, owner, CLAIMED_AT_ONCE)


async def _attempt(engine: Engine, envelope: Envelope, now: datetime, line: Line) -> Reply | LetterStatus:
    """Send unless the letter has gone stale, or nothing in it is asked any more (design 4.10, 4.12)."""
    if now > envelope.best_before:
        return LetterStatus.EXPIRED
    if not await asyncio.to_thread(_still_asked, engine, envelope.id):
        return LetterStatus.CANCELLED
    return await line.send(envelope)


def _still_asked(engine: Engine, letter_id: str) -> bool:
    with engine.connect() as conn:
        return letter_queries.still_asked(conn, letter_id)


def _mark(
    engine: Engine, envelope: Envelope, reply: Reply | LetterStatus, now: datetime, owner: str
) -> LetterStatus | str:
    with engine.begin() as conn:
        if isinstance(reply, LetterStatus):
            letter_queries.finish(conn, envelope.id, owner, reply, now, "")
            return reply
        if reply.outcome is Outcome.LATER:
            at = next_attempt(envelope.attempts, now)
            letter_queries.postpone(conn, envelope.id, owner, at, reply.text)
            return "later"
        status = LetterStatus.SENT if reply.outcome is Outcome.TAKEN else LetterStatus.FAILED
        letter_queries.finish(conn, envelope.id, owner, status, now, reply.text)
        return status
