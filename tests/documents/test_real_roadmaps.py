"""The five real roadmaps, as text and as Word, against their gold, field by field."""

import time

import pytest
from tests.documents.material import (
    ALL_REAL,
    TABBED,
    dates_of,
    gold_of,
    gold_rows,
    needs_real,
    read,
    real_docx,
    real_text,
    rows_of,
)

from vekha.documents.contract import EXIT_REVIEW, exit_code, roadmap_json
from vekha.documents.decisions import decisions_template, read_decisions
from vekha.documents.point_items import dated_points
from vekha.documents.roadmap import roadmap_of

# What the Word file itself prints otherwise than the text the gold was made from.
PRINTED_OTHERWISE = {
    # the word that slid out of its column in the text is written small in the table
    ("kavkazsky", 4): {"оказание методической ПОМОЩИ": "оказание методической помощи"},
}
# A number cell merged over two rows belongs to both; the text prints it once.
MERGED_NUMBERS = {("novoalexandrovsk", 35): "7.1.1."}


def docx_rows(name):
    rows = []
    for ordinal, row in enumerate(gold_rows(gold_of(name)), start=1):
        number, *others = row
        for old, new in PRINTED_OTHERWISE.get((name, ordinal), {}).items():
            others = [text and text.replace(old, new) for text in others]
        rows.append((MERGED_NUMBERS.get((name, ordinal), number), *others))
    return rows


@needs_real
@pytest.mark.parametrize("name", TABBED)
def test_every_row_of_a_tabbed_text_is_there(name):
    assert gold_rows(gold_of(name)) == rows_of(read(real_text(name)))


@needs_real
@pytest.mark.parametrize("name", ALL_REAL)
def test_every_row_of_a_word_file_is_there(name):
    assert docx_rows(name) == rows_of(read(real_docx(name)))


@needs_real
@pytest.mark.parametrize(
    "path", [real_text(name) for name in ALL_REAL] + [real_docx(name) for name in ALL_REAL]
)
def test_no_word_is_lost(path):
    coverage = read(path).coverage

    assert coverage.lost == 0
    assert coverage.source_words == coverage.in_rows + coverage.in_sections + coverage.in_rest


@needs_real
@pytest.mark.parametrize("name", TABBED)
def test_deadlines_are_read_as_the_gold_says(name):
    gold = [
        (one["deadline"]["kind"], one["deadline"]["occurrences"] or [], one["deadline"]["needs_review"])
        for one in gold_of(name)["items"]
    ]

    assert gold == dates_of(read(real_text(name)))


@needs_real
@pytest.mark.parametrize("name", TABBED)
def test_sections_keep_their_numbers_and_titles(name):
    gold = gold_of(name)
    shown = roadmap_json(read(real_text(name)))

    for key in ("sections", "subsections"):
        assert [(one["number"], one["title"]) for one in gold.get(key, [])] == [
            (one["number"], one["title"]) for one in shown[key]
        ]


@needs_real
@pytest.mark.parametrize("name", ALL_REAL)
def test_the_order_is_read_as_the_gold_says(name):
    gold = gold_of(name)
    shown = roadmap_json(read(real_text(name)))
    keys = ["title", "table_title", "order_number", "order_date", "issuer_level", "plan_start", "plan_end"]
    if name != "kahun":  # prints the school's name once with «с.п», once with «с.п.»
        keys.append("issuer")

    assert {key: gold[key] for key in keys} == {key: shown[key] for key in keys}
    assert [(one["name"], one["kind"]) for one in gold["controllers"]] == [
        (one["name"], one["kind"]) for one in shown["controllers"]
    ]


@needs_real
def test_flat_text_gives_every_row_under_review():
    roadmap = read(real_text("azov"))
    shown = roadmap_json(roadmap)

    assert len(gold_of("azov")["items"]) == len(roadmap.items)
    assert {one["status"] for one in shown["items"]} == {"review"}
    assert exit_code(roadmap) == EXIT_REVIEW


@needs_real
@pytest.mark.parametrize("name", ALL_REAL)
def test_each_goes_out_for_decisions_and_comes_back(name):
    roadmap = read(real_text(name))
    text = decisions_template(roadmap).replace('decision = ""', 'decision = "accept"')
    text = text.replace('who = ""', 'who = "Специалист"', 1).replace('why = ""', 'why = "сверено"', 1)

    decisions = read_decisions(text, roadmap)

    wanted = [item.ordinal for item in (*roadmap.items, *dated_points(roadmap))]
    assert wanted == [one.ordinal for one in decisions.items]
    assert roadmap.body.plan_start == decisions.plan.first


@needs_real
def test_the_largest_real_roadmap_is_read_quickly():
    content = real_docx("novoalexandrovsk").read_bytes()
    roadmap_of(content, "f.docx")  # lexicons are built once
    started = time.perf_counter()
    roadmap_of(content, "f.docx")

    assert time.perf_counter() - started < 0.3
