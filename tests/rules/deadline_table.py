"""The rows of tests/spec/deadlines.md, and a deadline written the way the table writes it."""

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from vekha.domain.deadlines import Deadline, Occurrence, Span

UNSEEN = (
    "deadlines_unseen.md",
    "deadlines_unseen_years.md",
    "deadlines_unseen_second.md",
    "deadlines_unseen_third.md",
    "deadlines_unseen_fourth.md",
)
SPECS = Path(__file__).parents[1] / "spec"
_PERIOD = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")
LONG_FROM = 7


@dataclass(frozen=True, slots=True)
class Row:
    phrase: str
    plan: Span
    kind: str
    dates: str
    review: str
    offset: str = "-"
    result: str = ""


def span(text: str) -> Span:
    first, last = _PERIOD.search(text).groups()
    return Span(date.fromisoformat(first), date.fromisoformat(last))


def rows() -> list[Row]:
    """The rows every one of which holds."""
    return _rows("deadlines.md")


def unseen() -> list[Row]:
    """The rows labelled before they were read: held by floors."""
    return [replace(row, phrase=row.phrase.replace("⏎", "\n")) for name in UNSEEN for row in _rows(name)]


def _rows(name: str) -> list[Row]:
    found: list[Row] = []
    plan = None
    for line in (SPECS / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            plan = None
        elif line.startswith("План "):
            plan = span(line)
        elif line.startswith("|") and not line.startswith(("|---", "| фраза")):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            found.append(_real(cells) if plan is None else _own(cells, plan))
    return found


def _real(cells: list[str]) -> Row:
    phrase, plan, kind, dates, review, result = cells
    return Row(phrase, span(plan), kind, dates, review, result=result)


def _own(cells: list[str], plan: Span) -> Row:
    phrase, kind, dates, review, offset = cells
    return Row(phrase, plan, kind, dates, review, offset)


def written(deadline: Deadline, *, shortened: bool) -> str:
    dates = [_date(one) for one in deadline.occurrences]
    if shortened and len(dates) >= LONG_FROM:
        return f"{dates[0]}; {dates[1]}; …; {dates[-1]} ({len(dates)})"
    return "; ".join(dates) or "-"


def _date(one: Occurrence) -> str:
    return f"{one.start}..{one.raw_due}" if one.start else str(one.raw_due)


def counted(deadline: Deadline) -> str:
    offset = deadline.offset
    return f"{offset.count} {offset.unit.value}{' до' if offset.before else ''}" if offset else "-"
