"""A document is read in a child: what it says comes back whole, and it cannot take us with it."""

import os
import shutil
import subprocess
import sys
import time

import pytest
from tests.documents.made_docx import body, cell, package, paragraph, plan, row, table
from tests.documents.made_pdf import plan as pdf_plan
from tests.documents.made_pdf import tangled
from tests.documents.made_xlsx import book
from tests.documents.material import EXAMPLES

from vekha.documents.errors import DocumentError
from vekha.documents.limits import MEBIBYTE, Limits
from vekha.documents.process_limits import Ended, Ending, run_bounded
from vekha.documents.readers import read_source
from vekha.documents.reading import read_apart
from vekha.documents.roadmap import read_roadmap, roadmap_of

MERGED = package(
    body(paragraph("План на 2026 год") + table(row(cell("а", '<w:gridSpan w:val="2"/>')), row("б", "в")))
)

WIDE = ("\t".join("абв" for _ in range(60)) + "\n").encode() * 4900


@pytest.mark.parametrize(
    "content",
    [plan(), MERGED, book(), pdf_plan(), "План\n\nа\tб\n".encode("cp1251")],
    ids=["docx", "merged", "xlsx", "pdf", "txt"],
)
def test_a_child_says_what_would_be_read_here(content):
    assert read_source(content, "ф.doc") == read_apart(content, "ф.doc")


def test_a_refusal_comes_back_with_its_place():
    content = package(body(table(row(*"а" * 64))))

    with pytest.raises(DocumentError) as here:
        read_source(content, "ф.docx")
    with pytest.raises(DocumentError) as apart:
        read_apart(content, "ф.docx")

    assert str(here.value) == str(apart.value)
    assert here.value.place == apart.value.place


def test_a_roadmap_is_read_in_a_child(monkeypatch):
    path = EXAMPLES / "roadmaps" / "priozer_region.docx"
    here = roadmap_of(path.read_bytes(), path.name)

    assert here == read_roadmap(path)
    # A child that ends in a way of its own is a message.
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(DocumentError, match="не удалось прочитать"):
        read_roadmap(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows не ограничивает память и время процессора")
@pytest.mark.parametrize(
    ("content", "limits", "said"),
    [
        (WIDE, Limits(reading_memory_bytes=80 * MEBIBYTE), "больше памяти, чем 80 МБ.*_READING_MEMORY_BYTES"),
        (WIDE, Limits(reading_seconds=0), "больше 0 с.*documents.reading_seconds"),
        (tangled(), Limits(reading_cpu_seconds=1), "больше 1 с работы процессора.*_READING_CPU_SECONDS"),
    ],
    ids=["memory", "time", "processor"],
)
def test_a_child_past_its_bounds_is_told_which(content, limits, said):
    with pytest.raises(DocumentError, match=said):
        read_apart(content, "ф.docx", limits)


@pytest.mark.skipif(sys.platform == "win32", reason="группы процессов есть только в POSIX")
def test_a_child_is_ended_with_its_own_children(tmp_path):
    told = tmp_path / "pid"
    script = f"sleep 60 & echo $! > {told}; sleep 60"

    started = time.perf_counter()
    assert Ended(Ending.LATE) == run_bounded(["sh", "-c", script], b"", 0.5)

    assert time.perf_counter() - started < 5
    with pytest.raises(ProcessLookupError):
        _ended(int(told.read_text()))


def _ended(pid):
    for _ in range(50):
        os.kill(pid, 0)
        time.sleep(0.1)


@pytest.mark.system  # its own second of processor time; a document past its bounds is told above
def test_processor_time_is_bounded():
    if sys.platform == "win32":
        pytest.skip("Windows не ограничивает время процессора")
    loop = (
        "from vekha.documents.process_limits import limit_this_process\n"
        f"limit_this_process({1024 * MEBIBYTE}, 1)\nwhile True: pass"
    )

    assert Ended(Ending.PROCESSOR) == run_bounded([sys.executable, "-c", loop], b"", 20)


def test_a_module_in_the_working_folder_is_not_imported(tmp_path, monkeypatch):
    (tmp_path / "lxml.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)

    assert next(read_apart(plan(), "ф.docx").tables())


WITHOUT_POSIX = "import os, sys\nsys.modules['resource'] = None\nos.__dict__.pop('killpg', None)\n"
READ_THERE = """
import sys
from vekha.documents import process_limits
from vekha.documents.limits import Limits
from vekha.documents.process_limits import Ending, run_bounded
from vekha.documents.reading import read_apart

assert not process_limits.POSIX
late = run_bounded([sys.executable, "-c", "import time; time.sleep(60)"], b"", 0.3)
assert late.how is Ending.LATE
assert process_limits.limited(["program"], 1, 1) == ["program"]
print(len(read_apart(sys.stdin.buffer.read(), "f").raw_text))
"""


def test_without_posix_a_document_is_read_by_the_clock_alone(tmp_path):
    """Neither this process nor its child has what only POSIX has: every import of it fails."""
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_POSIX)

    done = subprocess.run(
        [sys.executable, "-c", READ_THERE],
        input=plan(),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        timeout=60,
        check=False,
    )

    assert (0, b"") == (done.returncode, done.stderr)
    assert len(read_source(plan(), "f").raw_text) == int(done.stdout)
