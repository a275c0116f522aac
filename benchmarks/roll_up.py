"""Roll-up of 100,000 obligations of 1,000 schools, beside the bare GROUP BY on the same rows."""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.issuing import NOW, OFFICE, PLAN, confirmed
from vekha.actions.issue import issue
from vekha.actions.roll_up import roll_up
from vekha.domain.organisations import Viewer
from vekha.storage.database import Database

AS_OF = datetime(2027, 1, 11, 15, tzinfo=UTC)
REPEATS = 3
BARE = (
    "SELECT organisation_id, state, due_at <= '2027-01-11 15:00:00', count(*) FROM obligations "
    "WHERE due BETWEEN '2026-01-12' AND '2026-12-31' GROUP BY 1, 2, 3"
)


def measure() -> Iterator[Figure]:
    """Yield seconds of the roll-up (best of three) and how many bare statements fit into it."""
    with tempfile.TemporaryDirectory(prefix="vekha-roll-up-") as folder:
        engine, roadmap_id = confirmed(Path(folder))
        issued = issue(engine, roadmap_id, NOW)
        viewer = Viewer(OFFICE.id)
        ours = _best(lambda: roll_up(engine, viewer, OFFICE.id, PLAN, AS_OF))
        bare = _best(lambda: _grouped(engine))
        note = f"N={issued.created}, SQLite; the bare statement takes no as-of, scope or lateness"
        yield Figure("roll_up", ours, "s", ours / bare, "bare GROUP BY", note)
        engine.dispose()


def _best(act: Callable[[], object]) -> float:
    seconds = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def _grouped(engine: Database) -> int:
    with engine.connect() as conn:
        return len(conn.exec_driver_sql(BARE).all())
