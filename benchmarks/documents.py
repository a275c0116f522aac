"""Seconds to read the largest example document, and the largest real roadmap where it lies beside."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from vekha.documents.roadmap import read_roadmap

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "roadmaps" / "formats" / "novoalexandrovsk.docx"
OURS = ROOT / "examples" / "roadmaps"
REPEATS = 5


def measure() -> Iterator[Figure]:
    """Yield in-process seconds (best of five, first reading apart) and seconds of a whole process."""
    path = REAL if REAL.exists() else max(OURS.glob("*.docx"), key=lambda each: each.stat().st_size)
    began = time.perf_counter()
    read_roadmap(path)
    yield Figure(
        "read_first", time.perf_counter() - began, "s", note=f"{path.name}, grammars built on the way"
    )
    yield Figure("read_in_process", min(_once(path) for _ in range(REPEATS)), "s", note=path.name)
    began = time.perf_counter()
    command = [sys.executable, "-m", "vekha", "read", str(path), "--json"]
    subprocess.run(command, check=False, capture_output=True)
    yield Figure("read_process", time.perf_counter() - began, "s", note=path.name)


def _once(path: Path) -> float:
    began = time.perf_counter()
    read_roadmap(path)
    return time.perf_counter() - began
