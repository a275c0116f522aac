"""`vekha executors --jsonl`: read executors' cells, a line each."""

from collections.abc import Mapping
from typing import Annotated

import typer

from vekha.cli.json_lines import BadLineError, answer_lines, text_of
from vekha.domain.organisations import Level
from vekha.rules.executors import executors_json, read_executors

Jsonl = Annotated[bool, typer.Option("--jsonl", help="Строки JSON на входе и на выходе (единственный вид).")]
UNKNOWN = "unknown"


def executors(jsonl: Jsonl = True) -> None:  # noqa: ARG001  the only form there is, named by the contract
    """Прочитать графы «исполнитель»: строки {"id","text","issuer_level"} со стандартного ввода."""
    answer_lines(_answer)


def _answer(asked: Mapping[str, object]) -> dict[str, object]:
    read = read_executors(text_of(asked, "text"), _level(asked))
    return executors_json("", read) | {"id": asked.get("id")}


def _level(asked: Mapping[str, object]) -> Level | None:
    text = text_of(asked, "issuer_level") or UNKNOWN
    if text == UNKNOWN:
        return None
    try:
        return Level(text)
    except ValueError as error:
        known = ", ".join([*Level, UNKNOWN])
        raise BadLineError(f"поле issuer_level: «{text}» неизвестно, бывает {known}.") from error
