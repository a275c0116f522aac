"""The project's own plans in layouts of their own, one format each, against their gold."""

import json
import tomllib

import pytest
from tests.documents.made_layouts import document_of, gold_of
from tests.documents.material import EXAMPLES, gold_rows, rows_of

from vekha.documents.contract import roadmap_json
from vekha.documents.roadmap import roadmap_of

LAYOUTS = sorted((EXAMPLES / "layouts").glob("*.toml"))
NAMES = [one.stem for one in LAYOUTS]


def document(source):
    (found,) = (one for one in source.parent.glob(f"{source.stem}.*") if one.suffix not in {".toml", ".json"})
    return found


def short(deadline, wanted):
    dates = deadline["occurrences"]
    told = {"kind": deadline["kind"], "needs_review": deadline["needs_review"]}
    return told | ({"count": len(dates)} if "count" in wanted else {"occurrences": dates})


@pytest.mark.parametrize("source", LAYOUTS, ids=NAMES)
def test_a_plan_in_an_odd_layout_is_read_as_its_gold_says(source):
    path = document(source)
    gold = json.loads(source.with_suffix(".gold.json").read_text(encoding="utf-8"))

    roadmap = roadmap_of(path.read_bytes(), path.name)

    assert gold_rows(gold) == rows_of(roadmap)
    shown = roadmap_json(roadmap)
    wanted = [item["deadline"] for item in gold["items"]]
    found = [item["deadline"] for item in shown["items"]]
    assert wanted == [short(one, other) for one, other in zip(found, wanted, strict=True)]
    assert [item["anomalies"] for item in gold["items"]] == [item["anomalies"] for item in shown["items"]]
    titles = [(one["number"], one["title"]) for one in shown["sections"]]
    assert [(one["number"], one["title"]) for one in gold["sections"]] == titles
    assert (gold["plan_start"], gold["plan_end"]) == (shown["plan_start"], shown["plan_end"])
    assert 0 == shown["coverage"]["lost"]


@pytest.mark.parametrize("source", LAYOUTS, ids=NAMES)
def test_the_script_writes_the_committed_layouts_again(source):
    layout = tomllib.loads(source.read_text(encoding="utf-8"))

    assert document(source).read_bytes() == document_of(layout)
    assert source.with_suffix(".gold.json").read_text(encoding="utf-8") == gold_of(layout)
