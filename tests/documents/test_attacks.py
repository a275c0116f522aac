"""The attacks of the security table, made at run time: each is a message or harmless, none leaks or hangs."""

import sys
import time

import pytest
from tests.documents import made_docx, made_odt, made_xlsx
from tests.documents.made_pdf import Paper, pdf, tangled
from tests.documents.made_xlsx import with_entry

from vekha.documents.errors import DocumentError
from vekha.documents.process_limits import run_bounded, without_network
from vekha.documents.readers import read_source
from vekha.documents.reading import read_apart
from vekha.documents.roadmap import roadmap_of

LAUGHS = '<!DOCTYPE d [<!ENTITY a "ха"><!ENTITY b "' + "&a;" * 99 + '"><!ENTITY c "' + "&b;" * 99 + '">]>'
OUTSIDE = '<!DOCTYPE d [<!ENTITY c SYSTEM "file:///etc/hostname">]>'


def packages():
    yield "docx", made_docx.plan(), "word/document.xml"
    yield "xlsx", made_xlsx.book(), "xl/worksheets/sheet1.xml"
    yield "xlsx", made_xlsx.book(), "xl/workbook.xml"
    yield "xlsx", made_xlsx.book(), "xl/styles.xml"
    yield "odt", made_odt.plan(), "content.xml"


@pytest.mark.parametrize("evil", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
@pytest.mark.parametrize(
    ("ending", "content", "part"), list(packages()), ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_part_that_declares_entities_is_refused(ending, content, part, evil):
    def poisoned(xml):
        start = xml.index(b"?>") + 2 if xml.startswith(b"<?xml") else 0
        return xml[:start] + evil.encode() + xml[start:]

    with pytest.raises(DocumentError, match="DTD"):
        read_source(made_xlsx.with_part(content, part, poisoned), f"f.{ending}")


@pytest.mark.parametrize(
    ("ending", "content", "part"), list(packages()), ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_part_that_swells_is_refused(ending, content, part):
    swollen = made_xlsx.with_part(content, part, lambda xml: xml + b" " * 60_000_000)

    with pytest.raises(DocumentError, match="слишком большой объём"):
        read_source(swollen, f"f.{ending}")


def test_names_that_climb_out_are_read_by_name_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert 3 == len(roadmap_of(with_entry(made_docx.plan(), "../../evil.txt"), "f.docx").items)
    assert [] == list(tmp_path.parent.glob("evil*"))


@pytest.mark.parametrize(
    ("content", "name"),
    [(made_docx.plan(), "word/vbaProject.bin"), (made_xlsx.book(), "xl/vbaProject.bin"),
     (made_odt.plan(), "Basic/Standard/Module1.xml")],
    ids=["docm", "xlsm", "odt"],
)  # fmt: skip
def test_macros_are_said_and_not_run(content, name):
    assert "макросы (не исполняются)" in read_source(with_entry(content, name), "f").unread


@pytest.mark.parametrize(
    "content", [made_docx.plan(), made_xlsx.book(), made_odt.plan()], ids=["docx", "xlsx", "odt"]
)
def test_an_archive_in_a_document_is_refused(content):
    with pytest.raises(DocumentError, match="лежит архив"):
        read_source(with_entry(content, "media/inner.zip"), "f")


def test_a_drawing_of_forty_thousand_lines_ends_in_time():
    started = time.perf_counter()
    with pytest.raises(DocumentError):
        roadmap_of(tangled(), "f.pdf")
    assert time.perf_counter() - started < 30


@pytest.mark.skipif(without_network(["true"]) is None, reason="unshare здесь не может отделить сеть")
def test_libreoffice_would_have_no_network():
    script = "import socket; print([name for _, name in socket.if_nameindex()])"

    ended = run_bounded(without_network([sys.executable, "-c", script]), b"", 20)

    assert b"['lo']" == ended.printed.strip()


@pytest.mark.parametrize("pages", [301])
def test_a_pdf_of_too_many_pages_is_refused(pages):
    with pytest.raises(DocumentError, match="больше 300 страниц"):
        read_source(pdf(*[Paper()] * pages), "f.pdf")


@pytest.mark.parametrize("box", [(20_001, 595), (842, 1e9), (0, 0)])
def test_a_page_of_impossible_size_is_refused(box):
    with pytest.raises(DocumentError, match=r"невозможный размер|повреждён"):
        read_apart(pdf(Paper(*box).text(10, 10, "слово")), "f.pdf")


DOCX_TABLE = ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>")
ODT_TABLE = (
    "<table:table><table:table-row><table:table-cell>",
    "</table:table-cell></table:table-row></table:table>",
)


@pytest.mark.parametrize(
    "content",
    [
        made_docx.package(made_docx.body(DOCX_TABLE[0] * 3000 + DOCX_TABLE[1] * 3000)),
        made_odt.package(ODT_TABLE[0] * 3000 + ODT_TABLE[1] * 3000),
    ],
    ids=["docx", "odt"],
)
def test_three_thousand_nested_tables_are_too_deep(content):
    with pytest.raises(DocumentError, match="вложенность документа больше 256"):
        read_source(content, "f")


def test_a_hostile_document_leaves_the_parent_alive():
    deep = made_docx.package(made_docx.body("<w:p>" * 200_000))

    with pytest.raises(DocumentError):
        read_apart(deep, "f.docx")
    assert next(read_apart(made_docx.plan(), "f.docx").tables())
