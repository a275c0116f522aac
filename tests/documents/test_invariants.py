"""What must not matter does not matter, and what is taken away is missed (documents.md, section 4)."""

import re
from itertools import permutations

import pytest
from tests.documents.made_docx import HEADER, ROWS, plan
from tests.documents.material import EXAMPLES

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
