"""What must not matter does not matter, and what is taken away is missed (documents.md, section 4)."""

import copy
import re
import tomllib
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.made_docx import HEADER, ROWS, plan
from tests.documents.made_layouts import document_of
from tests.documents.made_pdf import Paper, grid, pdf
from tests.documents.material import EXAMPLES

from vekha.documents.readers import read_source
from vekha.documents.roadmap import roadmap_of

TEXT = (EXAMPLES / "roadmaps" / "zarechny_municipality.txt").read_text(encoding="utf-8")
LINES = TEXT.split("\n")
TABLE_LINES = [at for at, line in enumerate(LINES) if "\t" in line]
ITEM_LINES = [at for at in TABLE_LINES if re.match(r"\d\.\d", LINES[at])]


def read_lines(lines):
    return roadmap_of("\n".join(lines).encode(), "plan.txt")


def fields(roadmap):
    return [
        (item.number, item.title, item.deadline_text, item.executor_text, item.result_text)
        for item in roadmap.items
    ]


WHOLE = read_lines(LINES)


@pytest.mark.parametrize("order", list(permutations(range(5))))
def test_the_order_of_columns_does_not_matter(order):
    def turned(row):
        return tuple(row[at] for at in order)

    roadmap = roadmap_of(plan(*map(turned, ROWS), header=turned(HEADER)), "plan.docx")

    assert list(ROWS) == fields(roadmap)


@pytest.mark.parametrize("at", ITEM_LINES)
def test_a_row_taken_away_is_missed(at):
    less = read_lines(LINES[:at] + LINES[at + 1 :])

    assert len(WHOLE.items) - 1 == len(less.items)


@pytest.mark.parametrize("at", ITEM_LINES)
def test_a_repeated_header_changes_nothing(at):
    repeated = read_lines([*LINES[:at], LINES[TABLE_LINES[0]], *LINES[at:]])

    assert fields(WHOLE) == fields(repeated)


@pytest.mark.parametrize("at", ITEM_LINES)
def test_a_page_break_before_a_row_changes_nothing(at):
    broken = read_lines([*LINES[:at], "", *LINES[at:]])

    assert fields(WHOLE) == fields(broken)


@pytest.mark.parametrize("at", ITEM_LINES)
def test_a_word_more_is_a_word_more(at):
    more = read_lines([*LINES[:at], LINES[at] + " небывальщина", *LINES[at + 1 :]])

    assert WHOLE.coverage.source_words + 1 == more.coverage.source_words
    assert 0 == more.coverage.lost
    text = " ".join(" ".join(filter(None, row)) for row in fields(more))
    assert "небывальщина" in text


def test_every_deadline_text_is_a_cell_of_the_source():
    cells = {" ".join(cell.split()) for line in LINES for cell in line.split("\t")}

    assert {item.deadline_text for item in WHOLE.items} <= cells


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_the_encoding_is_found_and_told(encoding):
    roadmap = roadmap_of(TEXT.encode(encoding), "plan.txt")

    assert encoding.removesuffix("-sig") == roadmap.encoding
    assert fields(WHOLE) == fields(roadmap)


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_the_line_ending_does_not_matter(ending):
    assert fields(WHOLE) == fields(roadmap_of(TEXT.replace("\n", ending).encode(), "plan.txt"))


LAYOUTS = {
    source.stem: tomllib.loads(source.read_text(encoding="utf-8"))
    for source in sorted((EXAMPLES / "layouts").glob("*.toml"))
}
SPREAD = [(name, table) for name, layout in LAYOUTS.items() for table in range(len(layout["tables"]))]


def plain_rows(layout, table):
    """Rows of a layout that no merged cell joins to others, by their index."""
    rows = layout["tables"][table]["rows"]
    joined = set()
    for at, row in enumerate(rows):
        for cell in row:
            height = cell.get("rows", 1) if isinstance(cell, dict) else 1
            joined |= set(range(at, at + height)) if height > 1 else set()
    return [at for at in range(len(rows)) if at not in joined]


def without(layout, table, at):
    less = copy.deepcopy(layout)
    del less["tables"][table]["rows"][at]
    if at < layout.get("page_break_before", 0):
        less["page_break_before"] -= 1
    return less


@pytest.mark.parametrize(("name", "table"), SPREAD)
def test_any_row_taken_out_of_a_layout_is_missed(name, table):
    layout = LAYOUTS[name]
    file = f"plan.{layout['format']}"
    whole = roadmap_of(document_of(layout), file)
    titles = {item.title for item in whole.items}
    for at in plain_rows(layout, table):
        texts = [one if isinstance(one, str) else one["text"] for one in layout["tables"][table]["rows"][at]]
        if not titles & {" ".join(text.split()) for text in texts}:
            continue

        less = roadmap_of(document_of(without(layout, table, at)), file)

        assert len(whole.items) - 1 == len(less.items)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_date_of_a_deadline_stands_in_the_source(name):
    layout = LAYOUTS[name]
    content = document_of(layout)
    source = read_source(content, f"plan.{layout['format']}")
    cells = [" ".join(cell.text.split()) for one in source.tables() for row in one.rows for cell in row.cells]
    cells += [" ".join(line.text.split()) for line in source.lines()]

    for item in roadmap_of(content, f"plan.{layout['format']}").items:
        for token in re.findall(r"\d[\d.]*\d|\d|[А-Яа-яё]{4,}", item.deadline_text):
            assert any(token in cell for cell in cells), (item.deadline_text, token)


def pdf_pages(cut, *, repeated):
    first, second = Paper().text(100, 20, "План на 2026 год"), Paper()
    lines = [HEADER, *LONG_ROWS]
    grid(first, lines[:cut], 60)
    grid(second, [*([HEADER] if repeated else []), *lines[cut:]], 40)
    return pdf(first, second)


LONG_ROWS = [
    (f"{count}.", f"Проверка школы № {count}", f"до {count}.05.2026", "УО", "Акт") for count in range(1, 7)
]


@pytest.mark.parametrize("repeated", [True, False])
@pytest.mark.parametrize("cut", range(2, 7))
def test_a_page_break_in_a_pdf_changes_nothing(cut, repeated):
    assert LONG_ROWS == fields(roadmap_of(pdf_pages(cut, repeated=repeated), "plan.pdf"))


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(5)), cut=st.integers(1, 6), repeated=st.booleans(), numbers=st.booleans())
def test_columns_page_breaks_and_header_repeats_together_change_nothing(order, cut, repeated, numbers):
    def drawn(row):
        return "<tr>" + "".join(f"<td>{row[at]}" for at in order)

    counted = [drawn("12345")] if numbers else []
    rows = [drawn(HEADER), *counted, *map(drawn, LONG_ROWS)]
    cut += len(counted)
    again = [drawn(HEADER)] if repeated else []
    page = ["<p>План на 2026 год<table>", *rows[:cut], "</table><table>", *again, *rows[cut:], "</table>"]

    assert LONG_ROWS == fields(roadmap_of("".join(page).encode(), "plan.html"))
