"""Executors against the labelled material in ../shared; floors as measured."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from vekha.domain.executors import Executors
from vekha.domain.organisations import Level
from vekha.rules.executors import read_executors

ROADMAPS = Path(__file__).parents[2].parent / "shared" / "roadmaps"
LEVELS = {level.value: level for level in Level}
pytestmark = pytest.mark.skipif(
    not ROADMAPS.exists(), reason="папки ../shared нет: размеченные примеры недоступны"
)


def folded(name: str | None) -> str | None:
    return None if name is None else name.replace(" ", "").replace(".", "").lower()


def right(line: dict, executors: Executors) -> bool:
    wanted = Counter((part["role"], folded(part["name"]), part["many"]) for part in line["parts"])
    return wanted == Counter((part.role.value, folded(part.name), part.many) for part in executors.parts)


def test_the_labelled_cells_are_read_and_what_is_wrong_is_doubted():
    text = (ROADMAPS / "executors_dev.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    read = [(line, read_executors(line["text"], LEVELS.get(line["issuer_level"]))) for line in lines]
    good = [line for line, executors in read if right(line, executors)]
    silent = [
        line["text"] for line, executors in read if not right(line, executors) and not executors.needs_review
    ]
    flagged = [
        line["text"] for line, executors in read if executors.needs_review and not line["needs_review"]
    ]
    assert len(good) >= 0.98 * len(lines)
    assert [] == silent
    assert len(flagged) <= 2


def test_two_cells_with_a_semicolon_between_read_as_each_alone():
    text = (ROADMAPS / "executors_dev.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    municipal = [line for line in lines if line["issuer_level"] == "municipality"]
    for one, other in pairwise(municipal):
        both = {"parts": one["parts"] + other["parts"]}
        assert right(both, read_executors(f"{one['text']}; {other['text']}", Level.MUNICIPALITY))


@pytest.mark.parametrize("name", ["azov", "kahun", "kavkazsky", "kogalym", "novoalexandrovsk"])
def test_every_executor_of_the_real_roadmaps_maps_as_the_gold_says(name):
    gold = json.loads((ROADMAPS / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    for item in gold["items"]:
        executors = read_executors(item["executor_text"] or "", LEVELS[gold["issuer_level"]])
        wanted = [
            (part["role"], part["name"] if part["role"] == "person" else None) for part in item["executors"]
        ]
        assert wanted == [(part.role.value, part.name) for part in executors.parts], item["executor_text"]
