"""`vekha deadlines --jsonl`: read deadline phrases, a line each."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import typer

from vekha.cli.json_lines import BadLineError, answer_lines, text_of
from vekha.domain.deadlines import Deadline, Occurrence, Span
from vekha.rules.deadlines import read_deadline

Jsonl = Annotated[bool, typer.Option("--jsonl", help="Строки JSON на входе и на выходе (единственный вид).")]


def deadlines(jsonl: Jsonl = True) -> None:  # noqa: ARG001  the only form there is, named by the contract
    """Прочитать фразы о сроках: строки {"id","phrase","plan_start","plan_end"} со стандартного ввода."""
    answer_lines(_answer)


def _answer(asked: Mapping[str, object]) -> dict[str, object]:
    plan = Span(_day(asked, "plan_start"), _day(asked, "plan_end"))
    if plan.last < plan.first:
        raise BadLineError("период плана кончается раньше, чем начинается: plan_end меньше plan_start.")
    deadline = read_deadline(
        text_of(asked, "phrase"),
        plan,
        item=text_of(asked, "item"),
        executor=text_of(asked, "executor"),
        result=text_of(asked, "result"),
    )
    return {"id": asked.get("id")} | deadline_json(deadline)


def deadline_json(deadline: Deadline) -> dict[str, object]:
    """Return a reading as the contract has it: occurrences as [start or null, due], null without dates."""
    answer: dict[str, object] = {
        "kind": deadline.kind.value,
        "occurrences": [_dates(one) for one in deadline.occurrences] or None,
        "needs_review": deadline.needs_review,
        "explain": list(deadline.explain),
        "remarks": list(deadline.doubts),
    }
    if deadline.offset is not None:
        offset = deadline.offset
        side = "before" if offset.before else "after"
        answer["offset"] = {"n": offset.count, "unit": offset.unit.value, side: offset.event}
    if deadline.last_day is not None:
        answer["last_day"] = deadline.last_day.isoformat()
    return answer


def _dates(one: Occurrence) -> list[str | None]:
    return [one.start.isoformat() if one.start else None, one.raw_due.isoformat()]


def _day(asked: Mapping[str, object], key: str) -> date:
    text = text_of(asked, key, required=True)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadLineError(f"поле {key}: «{text}» — не дата вида 2026-01-31.") from error
