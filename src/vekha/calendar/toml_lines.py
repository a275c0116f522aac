"""Where in a TOML text an entry stands: tomllib keeps no lines, a person who mends a file needs them."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vekha.calendar.errors import LayerError

_SYNTAX_LINE = re.compile(r"\(at line (\d+)")
_STRING = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of an array in a file and its 1-based line, so that a refusal can name it."""

    row: dict[str, Any]
    file: str
    line: int

    def refuse(self, reason: str) -> LayerError:
        return LayerError(self.file, self.line, reason)

    def day(self, key: str) -> date | None:
        """The date under the key, None where the row has none; raises LayerError for what is no date."""
        day = self.row.get(key)
        if day is None:
            return None
        if not isinstance(day, date) or isinstance(day, datetime):
            raise self.refuse(f"поле {key} должно быть датой вида 2026-03-20 без кавычек.")
        return day


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """Return the parsed tables; raises LayerError with the line of a syntax error."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise LayerError(file, 1, "скобки вложены слишком глубоко: это не календарный слой.") from error
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX_LINE.search(str(error))
        line = int(found[1]) if found else len(text.splitlines()) or 1
        raise LayerError(file, line, f"файл не читается как TOML ({error}).") from error
    except ValueError as error:  # a number of thousands of digits
        raise LayerError(file, 1, "в файле есть число неразумной длины.") from error


def entries_of(table: dict[str, Any], array: str, text: str, file: str) -> list[Entry]:
    """The rows of an array, none where it is absent; raises LayerError where it is no list of tables."""
    rows = table.get(array, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise LayerError(file, key_line(text, array), f"{array} должно быть списком записей [[{array}]].")
    lines = entry_lines(text, array)
    return [Entry(row, file, lines[n] if n < len(lines) else 1) for n, row in enumerate(rows)]


def key_line(text: str, key: str) -> int:
    """The 1-based line where `key = ...` stands first; 1 where it is absent."""
    pattern = re.compile(rf'^\s*"?{re.escape(key)}"?\s*=')
    return next((number for number, line in _code_lines(text) if pattern.match(line)), 1)


def table_line(text: str, name: str) -> int:
    """The 1-based line of the table [name], or of `name = ...`; 1 where it is absent."""
    header = re.compile(rf"^\s*\[\s*{re.escape(name)}\s*\]")
    found = (number for number, line in _code_lines(text) if header.match(line))
    return next(found, None) or key_line(text, name)


def entry_lines(text: str, array: str) -> list[int]:
    """The 1-based line of each entry of `array`, written as [[array]] tables or as inline tables."""
    header = re.compile(rf"^\s*\[\[\s*{re.escape(array)}\s*\]\]")
    tables = [number for number, line in _code_lines(text) if header.match(line)]
    return tables or _inline_entry_lines(text, array)


def _inline_entry_lines(text: str, array: str) -> list[int]:
    start = re.compile(rf"^\s*{re.escape(array)}\s*=\s*\[")
    lines: list[int] = []
    depth = 0
    for number, line in _code_lines(text):
        if depth == 0 and not start.match(line):
            continue
        for sign in line:
            if sign == "{" and depth == 1:
                lines.append(number)
            depth += (sign in "[{") - (sign in "]}")
        if depth == 0:
            return lines
    return lines


def _code_lines(text: str) -> list[tuple[int, str]]:
    """Numbered lines with the insides of strings and the comments taken out; a quoted key keeps its name."""
    return [
        (number, _STRING.sub(_blank_value, line).split("#", 1)[0])
        for number, line in enumerate(text.splitlines(), start=1)
    ]


def _blank_value(string: re.Match[str]) -> str:
    is_key = string.string[string.end() :].lstrip().startswith("=")
    return string[0] if is_key else '""'
