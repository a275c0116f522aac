"""Lines of JSON in, lines of JSON out, in the same order; a bad line answers for itself."""

import json
import sys
from collections.abc import Callable, Mapping

import typer

from vekha.domain.refusals import RefusedError


class BadLineError(RefusedError):
    """A line is not what the command reads. The message is Russian."""


def answer_lines(answer: Callable[[Mapping[str, object]], dict[str, object]]) -> None:
    """Answer every line of standard input; exit 1 at the end when any line was bad."""
    bad = False
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        identity: object = None
        try:
            asked = _object(line, number)
            identity = asked.get("id")
            answered = answer(asked)
        except BadLineError as error:
            bad = True
            answered = {"id": identity, "error": str(error)}
        typer.echo(json.dumps(answered, ensure_ascii=False))
    if bad:
        raise typer.Exit(1)


def _object(line: bytes, number: int) -> Mapping[str, object]:
    try:
        asked = json.loads(line)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise BadLineError(f"Строка {number} — не JSON: проверьте кавычки и кодировку UTF-8.") from error
    if not isinstance(asked, dict):
        raise BadLineError(f'Строка {number}: нужен объект JSON, например {{"id": "1", ...}}.')
    return asked


def text_of(asked: Mapping[str, object], key: str, *, required: bool = False) -> str:
    """Return a text field, "" where it is absent or null. Raises BadLineError for another type."""
    value = asked.get(key)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise BadLineError(f"Поле {key} должно быть строкой.")
    return value
