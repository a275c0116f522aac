"""What a column shows by its cells alone: numbers, deadlines, executors, the long text of the activity."""

from collections.abc import Sequence
from dataclasses import dataclass

from vekha.documents.combined_cells import holds_both
from vekha.documents.tables import GridRow
from vekha.documents.vocabulary import Column
from vekha.documents.wording import deadline_likeness, executor_likeness, is_number

PLAN_NEEDS_DEADLINE = 0.45
PLAN_NEEDS_EXECUTOR = 0.3
NUMBERS_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class _Score:
    numbers: float
    deadline: float
    executor: float
    chars: float


def _score(rows: Sequence[GridRow], position: int) -> _Score:
    texts = _texts(rows, position)
    count = max(len(texts), 1)
    return _Score(
        sum(is_number(text) for text in texts) / count,
        sum(deadline_likeness(text) for text in texts) / count,
        sum(executor_likeness(text) for text in texts) / count,
        sum(len(text) for text in texts) / max(len(rows), 1),
    )


def filled_by_content(
    rows: Sequence[GridRow], roles: Sequence[Column | None], titles: Sequence[str] = ()
) -> list[Column]:
    """Give each column without a role the one its content shows; the longest text left over is the title.

    A result shows by no words of its own: a column under an unknown title is none.
    """
    width = max(len(roles), max((len(row.cells) for row in rows), default=0))
    known: list[Column | None] = [*roles, *[None] * (width - len(roles))]
    scores = {position: _score(rows, position) for position in range(width) if known[position] is None}
    _give(known, scores, Column.NUMBER, {at: score.numbers for at, score in scores.items()}, NUMBERS_SHARE)
    if not {Column.DEADLINE_START, Column.DEADLINE_EXECUTOR} & set(known):
        deadlines = {at: score.deadline for at, score in scores.items()}
        _give(known, scores, Column.DEADLINE, deadlines, PLAN_NEEDS_DEADLINE)
    if Column.DEADLINE_EXECUTOR not in known:
        executors = {at: score.executor for at, score in scores.items()}
        _give(known, scores, Column.EXECUTOR, executors, PLAN_NEEDS_EXECUTOR)
    _combine(known, scores, rows)
    _give(known, scores, Column.TITLE, {at: score.chars for at, score in scores.items()}, 1)
    if Column.INDICATOR not in known:
        untitled = {at: one.chars for at, one in scores.items() if not "".join(titles[at : at + 1])}
        _give(known, scores, Column.RESULT, untitled, 1)
    return [role or Column.OTHER for role in known[: max(len(roles), _last(known))]]


def _combine(known: list[Column | None], scores: dict[int, _Score], rows: Sequence[GridRow]) -> None:
    """Where only one of deadline and executor has a column, that column may hold both."""
    if {Column.DEADLINE_EXECUTOR, Column.DEADLINE_START, Column.QUARTER} & set(known):
        return
    found = [role for role in (Column.DEADLINE, Column.EXECUTOR) if role in known]
    asked = [known.index(found[0])] if len(found) == 1 else list(scores) if not found else []
    for at in asked:
        if holds_both(_texts(rows, at)):
            known[at] = Column.DEADLINE_EXECUTOR
            scores.pop(at, None)
            return


def deadline_share(rows: Sequence[GridRow], position: int) -> float:
    return _score(rows, position).deadline


def _texts(rows: Sequence[GridRow], position: int) -> list[str]:
    texts = [row.cells[position].text for row in rows if position < len(row.cells)]
    return [text for text in texts if text.strip()]


def _last(known: list[Column | None]) -> int:
    return max((at + 1 for at, role in enumerate(known) if role is not None), default=0)


def _give(
    known: list[Column | None],
    scores: dict[int, _Score],
    role: Column,
    values: dict[int, float],
    least: float,
) -> None:
    best = max(values, key=lambda at: values[at], default=None)
    if role in known or best is None or values[best] < least:
        return
    known[best] = role
    scores.pop(best)
