"""Seconds, memory and rows per format, beside pdfplumber's own tables and python-docx as they come."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pdfplumber
from docx import Document

from benchmarks.figures import Figure
from vekha.documents.office import office_program
from vekha.documents.roadmap import read_roadmap, roadmap_of

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "roadmaps" / "formats"
OURS = ROOT / "examples" / "roadmaps"
LAYOUTS = ROOT / "examples" / "layouts"
LARGEST = "novoalexandrovsk"
ENDINGS = ("docx", "xlsx", "odt", "html", "pdf", "doc", "rtf")
FIELDS = ("number", "title", "deadline_text", "executor_text", "result_text")
REPEATS = 5
# Peak memory of the child, as the system counts it, in KiB.
MEMORY = (
    "import resource, subprocess, sys;"
    "subprocess.run([sys.executable, '-m', 'vekha', 'read', sys.argv[1], '--json'], capture_output=True);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)
Rows = list[list[str]]


def measure() -> Iterator[Figure]:
    """Yield in-process seconds (best of five, first reading apart), a whole process, and rows per format."""
    path = REAL / f"{LARGEST}.docx"
    path = path if path.exists() else max(OURS.glob("*.docx"), key=lambda each: each.stat().st_size)
    content = path.read_bytes()
    note = f"{path.name}, grammars built on the way"
    yield Figure("read_first", _seconds(lambda: roadmap_of(content, path.name), 1), "s", note=note)
    yield Figure("read_in_process", _seconds(lambda: roadmap_of(content, path.name)), "s", note=path.name)
    yield Figure("read_in_child", _seconds(lambda: read_roadmap(path)), "s", note=path.name)
    command = [sys.executable, "-m", "vekha", "read", str(path), "--json"]
    yield Figure("read_process", _seconds(lambda: _run(command), 1), "s", note=path.name)
    yield from _layouts()
    if not REAL.is_dir():
        print(f"формы настоящих дорожных карт не измерены: нет папки {REAL}", file=sys.stderr)
        return
    for ending in ENDINGS:
        if ending not in {"doc", "rtf"} or office_program():
            yield from _format(ending)


def _layouts() -> Iterator[Figure]:
    """Yield seconds in-process and rows of each plan in a layout of its own."""
    for gold in sorted(LAYOUTS.glob("*.gold.json")):
        name = gold.name.removesuffix(".gold.json")
        (path,) = (one for one in LAYOUTS.glob(f"{name}.*") if one.suffix not in {".json", ".toml"})
        content = path.read_bytes()
        wanted = [
            [item[field] or "" for field in FIELDS] for item in json.loads(gold.read_text("utf-8"))["items"]
        ]
        theirs, opponent = OPPONENTS.get(path.suffix[1:], (None, ""))
        share = _share([wanted], [_our_rows(path)])
        seconds = _seconds(partial(roadmap_of, content, path.name))
        their_share = _share([wanted], [theirs(path)]) if theirs else None
        their_seconds = _seconds(partial(theirs, path)) if theirs else None
        yield Figure(
            f"layout_{name}", seconds, "s", seconds / their_seconds if their_seconds else None, opponent,
            note=f"{path.name}: {share:.3f} of {len(wanted)} rows"
            + (f"; {opponent}: {their_share:.3f}" if their_share is not None else ""),
        )  # fmt: skip


def _format(ending: str) -> Iterator[Figure]:
    path = REAL / f"{LARGEST}.{ending}"
    ours = _seconds(lambda: read_roadmap(path), 2)
    theirs, opponent = OPPONENTS.get(ending, (None, ""))
    ratio = ours / _seconds(lambda: theirs(path), 2) if theirs else None
    yield Figure(f"read_{ending}", ours, "s", ratio, opponent, note=path.name)
    yield Figure(f"memory_{ending}", int(_run([sys.executable, "-c", MEMORY, str(path)])) / 1024, "MiB")
    sources = sorted(REAL.glob("*.source.json"))
    wanted = [_source_rows(source) for source in sources]
    files = [REAL / source.name.replace("source.json", ending) for source in sources]
    share = _share(wanted, map(_our_rows, files))
    their_share = _share(wanted, map(theirs, files)) if theirs else None
    yield Figure(
        f"rows_{ending}", share, "share", share / their_share if their_share else None, opponent,
        note="all fields of a row in one row, blanks and hyphens aside"
        + (f"; {opponent}: {their_share:.3f}" if their_share is not None else ""),
    )  # fmt: skip


def _share(wanted: list[Rows], found: Iterable[Rows]) -> float:
    """Share of the rows all of whose filled fields stand in one found row."""
    hits = total = 0
    for rows, read in zip(wanted, found, strict=True):
        cells = [{_squeezed(cell) for cell in row} for row in read]
        for row in rows:
            total += 1
            hits += any({_squeezed(cell) for cell in row if cell} <= each for each in cells)
    return hits / total


def _squeezed(text: str | None) -> str:
    return re.sub(r"[\W_]", "", text or "").lower()


def _source_rows(source: Path) -> Rows:
    return [[row[field] or "" for field in FIELDS] for row in json.loads(source.read_text("utf-8"))["rows"]]


def _our_rows(path: Path) -> Rows:
    return [[getattr(item, field) or "" for field in FIELDS] for item in read_roadmap(path).items]


def _pdfplumber_rows(path: Path) -> Rows:
    with pdfplumber.open(path) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    return [[cell or "" for cell in row] for table in tables for row in table]


def _python_docx_rows(path: Path) -> Rows:
    return [[cell.text for cell in row.cells] for table in Document(str(path)).tables for row in table.rows]


OPPONENTS: dict[str, tuple[Callable[[Path], Rows], str]] = {
    "pdf": (_pdfplumber_rows, "pdfplumber.extract_tables"),
    "docx": (_python_docx_rows, "python-docx"),
}


def _seconds(read: Callable[[], object], repeats: int = REPEATS) -> float:
    best = float("inf")
    for _ in range(repeats):
        began = time.perf_counter()
        read()
        best = min(best, time.perf_counter() - began)
    return best


def _run(command: list[str]) -> str:
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout
