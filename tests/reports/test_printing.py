"""Blocks on paper: escaping, orientation, marked blanks, the same bytes anywhere."""

import io
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx

from vekha.reports.docx_paper import docx_paper
from vekha.reports.html_paper import html_paper
from vekha.reports.paper import Blank, Bullets, Column, Heading, Paper, Paragraph, Table

ROOT = Path(__file__).parents[2]
NASTY = "=1+1 <b>&\u0007 «ёж»\nвторая строка ﷽ \U0001f600"
PAPER = Paper(
    "Справка & <проба>",
    (
        Heading("Справка", 0),
        Paragraph("по центру", centred=True),
        Heading("1. Узкая"),
        Table(
            (Column("Кто", 60), Column("Сколько", 20, number=True)),
            ((NASTY, "1"), ("Всего", "1")),
            total=True,
        ),
        Heading("2. Широкая"),
        Table((Column("Что", 240),), tuple((f"строка {number}",) for number in range(120)), wide=True),
        Bullets(("один", NASTY)),
        Blank("Выводы (заполняет составитель)"),
        Paragraph("хэш", small=True),
    ),
    datetime(2026, 3, 31, 15, tzinfo=UTC),
)


def test_a_heading_goes_to_the_page_of_its_wide_table():
    document = docx.Document(io.BytesIO(docx_paper(PAPER)))
    assert [False, True, False] == [one.page_width > one.page_height for one in document.sections]
    (first, *_) = (at for at, line in enumerate(document.paragraphs) if breaks_section(line))
    assert document.paragraphs[first + 1].text == "2. Широкая"


def breaks_section(line):
    return bool(line.paragraph_format.element.xpath("./w:pPr/w:sectPr"))


def test_text_of_a_cell_stays_text():
    document = docx.Document(io.BytesIO(docx_paper(PAPER)))
    assert document.tables[0].cell(1, 0).text == "=1+1 <b>& «ёж» вторая строка ﷽ \U0001f600"
    page = html_paper(PAPER).decode()
    assert "=1+1 &lt;b&gt;&amp;" in page
    assert "<b>" not in page


def test_the_page_needs_no_script_and_nothing_from_elsewhere():
    page = html_paper(PAPER).decode()
    assert "<script" not in page
    assert "http" not in page
    assert '<html lang="ru">' in page


def test_judgement_is_left_blank():
    assert html_paper(PAPER).decode().count('class="rule"') == 3
    text = "\n".join(line.text for line in docx.Document(io.BytesIO(docx_paper(PAPER))).paragraphs)
    assert "Выводы (заполняет составитель): " in text


PRINT_TWICE = """
import hashlib, sys
sys.path.insert(0, {root!r})
from tests.reports.test_printing import PAPER
from vekha.reports.docx_paper import docx_paper
from vekha.reports.html_paper import html_paper
print(hashlib.sha256(docx_paper(PAPER) + html_paper(PAPER)).hexdigest())
"""


def test_another_process_zone_and_locale_print_the_same_bytes():
    surroundings = ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Kamchatka"})
    code = PRINT_TWICE.format(root=str(ROOT))
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **chosen},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for chosen in surroundings
    }
    assert len(printed) == 1


def test_a_docx_says_nothing_of_who_packed_it_and_when():
    with zipfile.ZipFile(io.BytesIO(docx_paper(PAPER))) as packed:
        core = packed.read("docProps/core.xml").decode()
    assert "2026-03-31T15:00:00Z" in core
    assert "python-docx" not in core
