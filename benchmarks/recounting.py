"""Counting again what is owed when a calendar changes: shown, accepted, and when nothing changes."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from benchmarks.figures import Figure
from benchmarks.issuing import NOW, OFFICE, confirmed
from vekha.actions.accept_layer import accept_layer, layer_of, preview_layer, recount_all
from vekha.actions.issue import issue
from vekha.domain.organisations import Actor, Viewer

Result = TypeVar("Result")
DAY_OFF = """calendar = "bench"
[years]
2026 = "decreed"
[[days]]
date = 2026-01-26
kind = "nonworking"
basis = "Измерение"
"""


def measure() -> Iterator[Figure]:
    """Yield the seconds of showing a day off, of accepting it, and of finding that nothing changes."""
    actor = Actor("operator", Viewer(OFFICE.id))
    file = layer_of("bench.toml", DAY_OFF.encode(), OFFICE.code)
    with tempfile.TemporaryDirectory(prefix="vekha-recount-") as folder:
        engine, roadmap_id = confirmed(Path(folder))
        owed = issue(engine, roadmap_id, NOW).created
        shown, change = _timed(lambda: preview_layer(engine, file, OFFICE.code, actor, NOW))
        moves = change.moves
        note = f"N={owed}, of which {moves.due} move and {moves.otherwise} change otherwise, SQLite"
        yield Figure("calendar_shown", shown, "s", note=note)
        accepted, _ = _timed(lambda: accept_layer(engine, file, OFFICE.code, actor, NOW))
        yield Figure("calendar_accepted", accepted, "s", note=f"{note}; journal, dates and watches included")
        nothing, _ = _timed(lambda: recount_all(engine, actor, NOW, accept=False))
        yield Figure("calendar_unchanged", nothing, "s", note=f"N={owed}, nothing moves")
        engine.dispose()


def _timed(call: Callable[[], Result]) -> tuple[float, Result]:
    began = time.perf_counter()
    found = call()
    return time.perf_counter() - began, found
