"""Watch over the machinery itself: is anything left behind, stuck, or watched by nobody (design 4.18)?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from vekha.domain.organisations import Viewer
from vekha.domain.watches import Unwatched
from vekha.storage import health_queries, organisation_queries, unwatched_queries
from vekha.storage.database import Database, reading

SWEEP_BEHIND = timedelta(hours=1)  # four sweeps were missed
LETTER_STUCK = timedelta(hours=2)  # its attempt had come, and eight deliveries passed it by
NOTICE_STUCK = timedelta(days=15)  # longer than the January holidays, in which nobody is written to


@dataclass(frozen=True, slots=True)
class Watched:
    """What was found; zero is well. forgotten: open obligations with no stage ahead and no reason."""

    shards_behind: int
    letters_stuck: int
    notices_stuck: int
    forgotten: int

    @property
    def well(self) -> bool:
        return not (self.shards_behind or self.letters_stuck or self.notices_stuck or self.forgotten)


def watch_over(engine: Database, now: datetime) -> Watched:
    """Return what the sweeps and deliveries have left lying for too long as of the instant."""
    with reading(engine) as conn:
        return watched_at(conn, now)


def watched_at(conn: Connection, now: datetime) -> Watched:
    """Return the same over an open connection."""
    behind = health_queries.shards_behind(conn, "check_deadlines", now - SWEEP_BEHIND)
    letters = health_queries.letters_waiting_since(conn, now - LETTER_STUCK)
    notices = health_queries.pending_since(conn, now - NOTICE_STUCK)
    return Watched(len(behind), letters, notices, forgotten_count(conn, now))


def forgotten_count(conn: Connection, now: datetime) -> int:
    """Return how many open obligations nobody watches and nothing explains why."""
    top = organisation_queries.root(conn)
    if top is None:
        return 0
    return unwatched_queries.unwatched_counts(conn, now, Viewer(top.id))[Unwatched.FORGOTTEN]


def leave_pulse(pulse: Path, now: datetime) -> None:
    """Write the instant into the file whose age another machine may watch; only when all was well."""
    fresh = pulse.with_suffix(".new")
    fresh.write_text(now.isoformat(), encoding="ascii")
    fresh.replace(pulse)
