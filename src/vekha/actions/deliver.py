"""Send what lies in the outbox: claim, send outside any transaction, mark (design 4.12).

A connection commits what became of a letter before it takes the next one. A lease holds for the time one
letter may take, counted from its attempt: a run may last longer than a lease.
"""

import asyncio
import re
import secrets
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from vekha.domain.letters import Envelope, LetterStatus, Outcome, Reply
from vekha.notifications.lines import Line
from vekha.notifications.retries import next_attempt
from vekha.storage import letter_queries

LEASE = timedelta(minutes=15)
CLAIMED_AT_ONCE = 4
TROUBLES_AT_MOST = 5
LOST = "lost"
_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
BREAKS_AT_MOST = 3  # in a row on one connection: the relay is not well, the rest waits for the next run


@dataclass(frozen=True, slots=True)
class Delivered:
    """Letters by what became of them in this run; `later` will be tried again.

    troubles: what the operator must see to, each once: the relay's words and what to do.
    """

    counts: Mapping[str, int]
    troubles: tuple[str, ...] = ()

    @property
    def sent(self) -> int:
        return self.counts.get(LetterStatus.SENT, 0)


@dataclass(frozen=True, slots=True)
class _Run:
    """One run over the outbox. `now` passes with the event loop's clock while letters are on their way."""

    engine: Engine
    started_at: datetime
    loop_started: float
    counts: Counter[str] = field(default_factory=Counter)
    troubles: dict[str, None] = field(default_factory=dict)

    def now(self) -> datetime:
        """Return the instant to the whole second, so that a quick run lies at the instant it was given."""
        passed = asyncio.get_running_loop().time() - self.loop_started
        return self.started_at + timedelta(seconds=int(passed))

    def hear(self, reply: Reply) -> None:
        """Keep what the operator must see to; addresses stay out, it goes to a log."""
        if reply.advice and len(self.troubles) < TROUBLES_AT_MOST:
            self.troubles[f"{_ADDRESS.sub('…', reply.text)}. {reply.advice}"] = None


@dataclass(slots=True)
class _Sender:
    """One connection at work: what it has leased, and how often in a row its letter met a break."""

    run: _Run
    owner: str = field(default_factory=lambda: secrets.token_hex(8))
    leased: deque[Envelope] = field(default_factory=deque)
    breaks: int = 0


async def deliver(engine: Engine, now: datetime, open_line: Callable[[], Line], lines: int) -> Delivered:
    """Send every letter whose attempt has come at `now` over `lines` connections, one in flight on each.

    A crash repeats at most the letters in flight: the lease runs out and the same bytes go again. A relay
    that does not talk to us ends the run; nothing is lost by it.
    """
    run = _Run(engine, now, asyncio.get_running_loop().time())
    async with asyncio.TaskGroup() as connections:
        for _ in range(lines):
            connections.create_task(_work(_Sender(run), open_line()))
    return Delivered(dict(run.counts), tuple(run.troubles))


async def _work(sender: _Sender, line: Line) -> None:
    run = sender.run
    tried: tuple[Envelope, Reply] | None = None
    try:
        while letter := await asyncio.to_thread(_turn, sender, tried, run.now()):
            tried = (letter, await line.send(letter))
    finally:
        await line.close()


def _turn(sender: _Sender, tried: tuple[Envelope, Reply] | None, now: datetime) -> Envelope | None:
    """Mark the letter just tried and take the next one, in one transaction; None ends the work."""
    counts: Counter[str] = Counter()
    with sender.run.engine.begin() as conn:
        if tried is not None:
            counts[_mark(conn, sender, tried, now)] += 1
        letter = _next(conn, sender, counts, now) if _goes_on(sender, tried) else None
        if letter is None:
            letter_queries.give_back(conn, sender.owner)
    sender.run.counts.update(counts)
    if tried is not None:
        sender.run.hear(tried[1])
    return letter


def _goes_on(sender: _Sender, tried: tuple[Envelope, Reply] | None) -> bool:
    if tried is None:
        return True
    sender.breaks = sender.breaks + 1 if tried[1].broken else 0
    return tried[1].outcome is not Outcome.DOWN and sender.breaks < BREAKS_AT_MOST


def _next(conn: Connection, sender: _Sender, counts: Counter[str], now: datetime) -> Envelope | None:
    """Return the next letter that is to go, its attempt counted; settle those that are not to go."""
    while True:
        if not sender.leased:
            until = now + LEASE
            sender.leased.extend(letter_queries.claim(conn, now, until, sender.owner, CLAIMED_AT_ONCE))
        if not sender.leased:
            return None
        letter = sender.leased.popleft()
        if not letter_queries.begin_attempt(conn, letter.id, sender.owner, now + LEASE):
            continue  # its lease ran out and another sender has it
        unsent = _unsent(conn, letter, now)
        if unsent is None:
            return letter
        letter_queries.finish(conn, letter.id, sender.owner, unsent, now, "")
        counts[unsent] += 1


def _unsent(conn: Connection, letter: Envelope, now: datetime) -> LetterStatus | None:
    """Return why the letter is not to go: it is stale, or nothing in it is asked any more (design 4.10)."""
    if now > letter.best_before:
        return LetterStatus.EXPIRED
    return None if letter_queries.still_asked(conn, letter.id) else LetterStatus.CANCELLED


def _mark(conn: Connection, sender: _Sender, tried: tuple[Envelope, Reply], now: datetime) -> str:
    """Write down what became of the letter; `lost` when another sender had taken it over meanwhile."""
    letter, reply = tried
    if reply.outcome in {Outcome.LATER, Outcome.DOWN}:
        # A relay that is down says nothing about the letter: it does not wait longer each time.
        failed = letter.attempts + 1 if reply.outcome is Outcome.LATER else 1
        at = next_attempt(failed, now)
        kept = letter_queries.postpone(conn, letter.id, sender.owner, at, reply.text)
        return "later" if kept else LOST
    status = LetterStatus.SENT if reply.outcome is Outcome.TAKEN else LetterStatus.FAILED
    kept = letter_queries.finish(conn, letter.id, sender.owner, status, now, reply.text)
    return status if kept else LOST
