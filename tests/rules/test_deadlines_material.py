"""Deadlines against the labelled material in ../shared: the roadmaps exactly, the dev phrases by floors."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from vekha.documents.roadmap import read_roadmap
from vekha.domain.deadlines import Deadline, Span
from vekha.rules.deadlines import read_deadline, with_inferred_period

ROADMAPS = Path(__file__).parents[2].parent / "shared" / "roadmaps"
GOLD = sorted((ROADMAPS / "gold").glob("*.json"))
FLOORS = {"cell": 0.97, "text": 0.92}
NEEDLESS_AT_MOST = 0.05
pytestmark = pytest.mark.skipif(
    not ROADMAPS.exists(), reason="папки ../shared нет: размеченные примеры недоступны"
)


def dates(deadline: Deadline) -> list[list[str | None]] | None:
    found = [[str(one.start) if one.start else None, str(one.raw_due)] for one in deadline.occurrences]
    return found or None


def plan_of(line: dict) -> Span:
    return Span(date.fromisoformat(line["plan_start"]), date.fromisoformat(line["plan_end"]))


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_every_deadline_of_a_real_roadmap_is_read_as_labelled(path: Path):
    roadmap = json.loads(path.read_text(encoding="utf-8"))
    inferred = "не назван" in roadmap["period_basis"]
    for row in roadmap["items"]:
        deadline = read_deadline(
            row["deadline_text"],
            plan_of(roadmap),
            item=row["title"],
            executor=row["executor_text"],
            result=row["result_text"],
        )
        if inferred:
            deadline = with_inferred_period(deadline, "период плана не назван")
        gold = row["deadline"]
        expected = (gold["kind"], gold["occurrences"], gold["needs_review"])
        read = (deadline.kind.value, dates(deadline), deadline.needs_review)
        assert (row["ordinal"], *expected) == (row["ordinal"], *read)


def right(line: dict, deadline: Deadline) -> bool:
    accepted = [(line["kind"], line["occurrences"])]
    accepted += zip(line.get("alt_kind", []), line.get("alt", []), strict=True)
    return (deadline.kind.value, dates(deadline)) in accepted


def test_the_dev_phrases_are_read_and_what_is_wrong_is_never_silent():
    text = (ROADMAPS / "phrases_dev.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    read = [
        (
            line,
            read_deadline(line["phrase"], plan_of(line), item=line["item"], executor=line["executor"] or ""),
        )
        for line in lines
    ]
    silent = [
        line["id"] for line, deadline in read if not right(line, deadline) and not deadline.needs_review
    ]
    plain = [line for line in lines if not line["needs_review"]]
    needless = [line["id"] for line, deadline in read if deadline.needs_review and not line["needs_review"]]
    total = Counter(line["place"] for line in lines)
    good = Counter(line["place"] for line, deadline in read if right(line, deadline))

    assert [] == silent
    assert len(needless) <= NEEDLESS_AT_MOST * len(plain)
    for place, floor in FLOORS.items():
        assert good[place] >= floor * total[place], place


def test_rows_that_rest_on_a_guessed_plan_period_wait_for_a_person():
    roadmap = read_roadmap(ROADMAPS / "formats" / "azov.docx")

    assert [8, 9, 22] == [item.ordinal for item in roadmap.items if item.deadline.needs_review]
