"""Acts per second of eight people who write into one chain of PostgreSQL at once; the chain must not fork."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier

from sqlalchemy import func, select

from benchmarks.figures import Figure
from benchmarks.issuing import NOW, OFFICE, Size, confirmed
from benchmarks.servers import server
from vekha.actions.issue import issue
from vekha.actions.submit import Desk, submit
from vekha.actions.verify import verified
from vekha.domain.organisations import Actor, Viewer
from vekha.rules.incoming import Paper
from vekha.storage.database import Database, open_database
from vekha.storage.obligation_tables import obligation_acts, obligations

WRITERS = 8
ACTS_EACH = 1_000
PAPER = Paper(note="Сделано.")


def measure(acts_each: int = ACTS_EACH) -> Iterator[Figure]:
    """Yield the rate at which all write, each act a paper handed in; raises where an act was lost."""
    with server("postgresql") as url_of, TemporaryDirectory(prefix="vekha-writers-") as folder:
        url = url_of("writers")
        engine, roadmap_id = confirmed(url, Size(WRITERS, acts_each // 10, 10))
        issue(engine, roadmap_id, NOW)
        seconds = write_at_once(url, Path(folder), acts_each)
        records = _checked(engine, WRITERS * acts_each)
        engine.dispose()
    note = f"{WRITERS} threads x {acts_each} acts, one shard, PostgreSQL; {records} records, no break"
    yield Figure("acts_at_once", WRITERS * acts_each / seconds, "1/s", note=note)


def write_at_once(url: str, evidence: Path, acts_each: int) -> float:
    """Have every school hand in `acts_each` papers over a connection of its own; return the seconds."""
    barrier = Barrier(WRITERS + 1)

    def write(school_id: int) -> None:
        engine = open_database(url)
        desk = Desk(engine, evidence)
        with engine.begin() as conn:
            mine = select(obligations.c.id).where(obligations.c.organisation_id == school_id)
            owed = conn.scalars(mine.order_by(obligations.c.id).limit(acts_each)).all()
        barrier.wait()
        for one in owed:
            submit(desk, one, PAPER, Actor("head", Viewer(school_id)), NOW)
        engine.dispose()

    with ThreadPoolExecutor(WRITERS) as threads:
        writers = [threads.submit(write, OFFICE.id + 9 + number) for number in range(WRITERS)]
        barrier.wait()
        began = time.perf_counter()
        for writer in writers:
            writer.result()
    return time.perf_counter() - began


def _checked(engine: Database, expected: int) -> int:
    with engine.begin() as conn:
        acts = conn.scalar(select(func.count()).select_from(obligation_acts))
    found = verified(engine)
    if acts != expected or found.breaks:
        raise RuntimeError(f"{acts} acts instead of {expected}, breaks: {found.breaks}")
    return found.records
