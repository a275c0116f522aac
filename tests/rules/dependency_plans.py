"""Plans with who waits for whom: the invented ones of tests/spec, and the real ones with their gold."""

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from vekha.domain.deadlines import Deadline, DeadlineKind, Span
from vekha.domain.dependencies import PlannedWork
from vekha.domain.organisations import Level
from vekha.rules.deadlines import read_deadline
from vekha.rules.executors import read_executors
from vekha.rules.results import result_kind

SPECS = Path(__file__).parents[1] / "spec"
ROADMAPS = Path(__file__).parents[2].parent / "shared" / "roadmaps"
REAL = ("azov", "kahun", "kavkazsky", "kogalym", "novoalexandrovsk")
_PERIOD = re.compile(r"(\d{4}-\d\d-\d\d) – (\d{4}-\d\d-\d\d)")

Wanted = dict[tuple[int, int], str]


@dataclass(frozen=True)
class LabelledPlan:
    """A plan and, for each pair (before, after) that waits, FS or SS."""

    name: str
    works: tuple[PlannedWork, ...]
    wanted: Wanted


def invented(name: str) -> list[LabelledPlan]:
    text = (SPECS / name).read_text(encoding="utf-8")
    return [_invented(part) for part in text.split("\n## ")[1:]]


def _invented(part: str) -> LabelledPlan:
    name = part.splitlines()[0].strip()
    plan = Span(*(date.fromisoformat(day) for day in _PERIOD.search(part).groups()))
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in part.splitlines()
        if re.match(r"\| \d", line)
    ]
    level = Level.REGION if "Издатель: Министерство" in part else Level.MUNICIPALITY
    works = tuple(_work(int(row[0]), row[1:5], plan, level) for row in rows)
    wanted = {
        (int(each.strip("н ")), int(row[0])): "SS" if "н" in each else "FS"
        for row in rows
        for each in row[5].split(",")
        if each
    }
    return LabelledPlan(name, works, wanted)


def _work(ordinal: int, cells: list[str], plan: Span, level: Level) -> PlannedWork:
    title, term, executor, result = cells
    deadline = read_deadline(term, plan, executor=executor, item=title)
    return PlannedWork(
        ordinal=ordinal,
        number=str(ordinal),
        section=None,
        title=title,
        result_text=result,
        result_kind=result_kind(result),
        deadline_text=term,
        parts=read_executors(executor, level).parts,
        spans=spans(deadline),
        open_ended=deadline.kind is DeadlineKind.CONTINUOUS,
        offset=deadline.offset,
    )


def spans(deadline: Deadline) -> tuple[Span, ...]:
    return tuple(Span(one.start or one.raw_due, one.raw_due) for one in deadline.occurrences)


@cache
def real() -> list[LabelledPlan]:
    return [
        _real(json.loads((ROADMAPS / "gold" / f"{name}.json").read_text(encoding="utf-8"))) for name in REAL
    ]


def _real(gold: dict) -> LabelledPlan:
    level = {one.value: one for one in Level}[gold["issuer_level"]]
    works = tuple(_gold_work(item, level) for item in gold["items"])
    wanted = {(one["before"], one["after"]): one["type"] for one in gold["dependencies"]}
    return LabelledPlan(gold["source"].split(".")[0], works, wanted)


def _gold_work(item: dict, level: Level) -> PlannedWork:
    days = [(start or due, due) for start, due in item["deadline"]["occurrences"] or ()]
    return PlannedWork(
        ordinal=item["ordinal"],
        number=item["number"],
        section=item["section"],
        title=item["title"],
        result_text=item["result_text"],
        result_kind=item["result_kind"],
        deadline_text=item["deadline_text"],
        parts=read_executors(item["executor_text"], level).parts,
        spans=tuple(Span(date.fromisoformat(first), date.fromisoformat(last)) for first, last in days),
        open_ended=item["deadline"]["kind"] == "continuous",
    )


# In the order they were written: each file before the rules first ran on it.
OTHER_FIELDS = tuple(
    plan
    for name in (
        "dependencies.md",
        "dependencies_second.md",
        "dependencies_third.md",
        "dependencies_fourth.md",
    )
    for plan in invented(name)
)
