"""What paper a result cell asks for: words as data (`results.toml`), in order of precedence."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vekha.domain.executors import ExecutorRole
from vekha.rules.executors import read_executors

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
NOT_A_RESULT = frozenset(ExecutorRole) - {ExecutorRole.UNSPECIFIED}


@dataclass(frozen=True, slots=True)
class Row:
    """A kind and the beginnings of words that give it; a tuple asks for all of its beginnings."""

    kind: str
    words: tuple[tuple[str, ...], ...]
    unless: tuple[tuple[str, ...], ...]
    first: bool


@cache
def rows() -> tuple[Row, ...]:
    """Return the shipped rows in order of precedence."""
    data = tomllib.loads(files("vekha.rules").joinpath("results.toml").read_text(encoding="utf-8"))
    return tuple(
        Row(
            row["kind"], word_groups(row["words"]), word_groups(row.get("unless", [])), bool(row.get("first"))
        )
        for row in data["rows"]
    )


def word_groups(words: list[str]) -> tuple[tuple[str, ...], ...]:
    """Return the beginnings of words as the tables write them: "a+b" asks for both."""
    return tuple(tuple(word.split("+")) for word in words)


def result_kind(text: str) -> str:
    """Return the kind of paper a result cell asks for.

    "none": no word in it, or an executor in the wrong column; "other": words that name no paper.
    """
    words = tuple(word.lower().replace("ё", "е") for word in WORD.findall(text))
    if not words:
        return "none"
    kind = next((row.kind for row in rows() if _holds(row, words)), "other")
    return "none" if kind == "other" and _names_executors(text) else kind


def _names_executors(text: str) -> bool:
    executors = read_executors(text, None)
    return not executors.doubts and all(part.role in NOT_A_RESULT for part in executors.parts)


def _holds(row: Row, words: tuple[str, ...]) -> bool:
    looked = words[:1] if row.first else words
    return any_of(row.words, looked) and not any_of(row.unless, words)


def any_of(groups: tuple[tuple[str, ...], ...], words: tuple[str, ...]) -> bool:
    """Whether the words hold all the beginnings of some group."""
    return any(_all_begin(group, words) for group in groups)


def _all_begin(group: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return all(any(word.startswith(start) for word in words) for start in group)
