"""The project's own orders, as Word and as text, against their gold."""

import subprocess
import sys

import pytest
from tests.documents.material import EXAMPLES, ROOT, example_gold, gold_rows, read, rows_of

from vekha.documents.contract import EXIT_REVIEW, exit_code, roadmap_json
from vekha.domain.deadlines import DeadlineKind

NAMES = ("priozer_region", "zarechny_municipality", "school_plan")
EVERY = [f"{name}{ending}" for name in NAMES for ending in (".docx", ".txt", ".xlsx", ".odt", ".html")]


@pytest.mark.parametrize("file", EVERY)
def test_an_example_is_read_as_its_gold_says(file):
    gold = example_gold(file.split(".")[0])

    roadmap = read(EXAMPLES / "roadmaps" / file)

    assert rows_of(roadmap) == gold_rows(gold)
    shown = roadmap_json(roadmap)
    assert [one["deadline"] for one in gold["items"]] == [
        {"kind": one["deadline"]["kind"], "occurrences": one["deadline"]["occurrences"]}
        for one in shown["items"]
    ]
    assert [one["result_kind"] for one in gold["items"]] == [one["result_kind"] for one in shown["items"]]
    assert [one["anomalies"] for one in gold["items"]] == [one["anomalies"] for one in shown["items"]]
    assert [(one["number"], one["title"]) for one in gold["sections"]] == [
        (one["number"], one["title"]) for one in shown["sections"]
    ]


@pytest.mark.parametrize("file", EVERY)
def test_the_order_around_an_example_is_read(file):
    gold = example_gold(file.split(".")[0])

    shown = roadmap_json(read(EXAMPLES / "roadmaps" / file))

    keys = (
        "title",
        "table_title",
        "order_number",
        "order_date",
        "issuer",
        "issuer_level",
        "plan_start",
        "plan_end",
    )
    assert {key: gold[key] for key in keys} == {key: shown[key] for key in keys}
    assert gold["controllers"] == [{"name": one["name"], "kind": one["kind"]} for one in shown["controllers"]]
    assert shown["coverage"]["lost"] == 0


def test_the_municipal_example_holds_each_kind_of_deadline():
    roadmap = read(EXAMPLES / "roadmaps" / "zarechny_municipality.docx")

    assert set(DeadlineKind) == {item.deadline.kind for item in roadmap.items}
    assert exit_code(roadmap) == EXIT_REVIEW


def test_the_script_writes_the_committed_examples_again(tmp_path):
    for folder in ("orders", "roadmaps"):
        (tmp_path / folder).mkdir()
    for source in (EXAMPLES / "orders").iterdir():
        (tmp_path / "orders" / source.name).write_bytes(source.read_bytes())
    (tmp_path / "make_documents.py").write_bytes((EXAMPLES / "make_documents.py").read_bytes())

    subprocess.run([sys.executable, str(tmp_path / "make_documents.py")], check=True, cwd=ROOT)

    for written in (tmp_path / "roadmaps").iterdir():
        assert (EXAMPLES / "roadmaps" / written.name).read_bytes() == written.read_bytes()
