"""The five real roadmaps in every other format: the rows are those of the Word file."""

import pytest
from tests.documents.material import ALL_REAL, REAL, needs_office, needs_real, real_docx, rows_of

from vekha.documents.errors import DocumentError
from vekha.documents.roadmap import read_roadmap

pytestmark = pytest.mark.system  # takes long: `make test-all`

# What Excel itself drops: a date typed as «18.03.2022 г» is a date, and a merged number stands once.
DROPPED_BY_EXCEL = {
    ("novoalexandrovsk", 1): {"18.03.2022 г": "18.03.2022"},
    ("novoalexandrovsk", 2): {"20.03.2022 г.": "20.03.2022"},
    ("novoalexandrovsk", 4): {"20.03.2022 г.": "20.03.2022"},
    ("novoalexandrovsk", 34): {"7.1.1.": None},
}


def in_format(name, ending):
    return REAL / "formats" / f"{name}.{ending}"


def word_rows(name):
    return rows_of(read_roadmap(real_docx(name)))


def whole(roadmap):
    coverage = roadmap.coverage
    return coverage.lost == 0 and coverage.source_words == (
        coverage.in_rows + coverage.in_sections + coverage.in_rest
    )


@needs_real
@pytest.mark.parametrize("name", ALL_REAL)
def test_every_row_of_a_workbook_is_there(name):
    expected = []
    for at, row in enumerate(word_rows(name)):
        changed = DROPPED_BY_EXCEL.get((name, at), {})
        expected.append(tuple(changed.get(text, text) for text in row))

    roadmap = read_roadmap(in_format(name, "xlsx"))

    assert expected == rows_of(roadmap)
    assert whole(roadmap)
    assert len(DROPPED_BY_EXCEL) >= sum("date_from_excel" in item.anomalies for item in roadmap.items)


@needs_real
@pytest.mark.parametrize("ending", ["odt", "html"])
@pytest.mark.parametrize("name", ALL_REAL)
def test_every_row_of_a_document_and_a_page_is_there(name, ending):
    roadmap = read_roadmap(in_format(name, ending))

    assert word_rows(name) == rows_of(roadmap)
    assert whole(roadmap)


def squeezed(rows):
    """Words cut by the width of a cell: blanks and hyphens are no difference."""
    return [tuple(text and text.replace(" ", "").replace("-", "") for text in row) for row in rows]


@needs_real
@pytest.mark.parametrize("name", ALL_REAL)
def test_every_row_of_a_pdf_is_there(name):
    roadmap = read_roadmap(in_format(name, "pdf"))

    assert squeezed(word_rows(name)) == squeezed(rows_of(roadmap))
    assert whole(roadmap)


@needs_real
@pytest.mark.parametrize("name", ["kahun.scan", "kogalym.scan"])
def test_a_real_scan_is_refused_with_advice(name):
    with pytest.raises(DocumentError, match=r"скан.*исходный файл"):
        read_roadmap(in_format(name, "pdf"))


@needs_real
@pytest.mark.system
@needs_office
@pytest.mark.parametrize("ending", ["doc", "rtf"])
@pytest.mark.parametrize("name", ALL_REAL)
def test_every_row_of_an_old_word_file_is_there(name, ending):
    roadmap = read_roadmap(in_format(name, ending))

    assert word_rows(name) == rows_of(roadmap)
    assert whole(roadmap)
    assert "converted" in [remark.code for remark in roadmap.remarks]
