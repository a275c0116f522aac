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
            asked = _object(line)
            identity = asked.get("id")
            answered = answer(asked)
        except BadLineError as error:
            bad = True
            answered = {"id": identity, "error": f"Строка {number}: {error}"}
        typer.echo(json.dumps(answered, ensure_ascii=False))
    if bad:
        raise typer.Exit(1)


def _object(line: bytes) -> Mapping[str, object]:
    try:
        asked = json.loads(line)
        if b"\\u" in line:
            json.dumps(asked, ensure_ascii=False).encode()  # half a surrogate pair can be read, not written
    except UnicodeEncodeError as error:
        raise BadLineError("половина знака Юникода в \\u....; запишите текст в UTF-8.") from error
    except (ValueError, RecursionError) as error:  # ValueError: a number of thousands of digits too
        raise BadLineError("это не JSON, проверьте кавычки и кодировку UTF-8.") from error
    if not isinstance(asked, dict):
        raise BadLineError('нужен объект JSON, например {"id": "1", ...}.')
    return asked


def text_of(asked: Mapping[str, object], key: str, *, required: bool = False) -> str:
    """Return a text field, "" where it is absent or null. Raises BadLineError for another type."""
    value = asked.get(key)
    if value is None and not required:
        return ""
    if value is None:
        raise BadLineError(f"нет поля {key}.")
    if not isinstance(value, str):
        raise BadLineError(f"поле {key} должно быть строкой.")
    return value
