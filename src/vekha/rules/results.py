"""What paper a result cell asks for: words as data (`results.toml`), in order of precedence."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vekha.domain.executors import ExecutorRole
from vekha.rules.executors import read_executors

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
DESCRIBING = re.compile(
    r"(?:ы[йехм]|[ио]й|[ая]я|ое|[нш]ее|[кгхшщжч]ие|их|[ое]го)$"
    r"|(?!экзамен)[а-я]{4}(?:ен|ена|ено|ены)$|(?:здан|писан|делан|ботан|ован|ытан)[аоы]?$"
    r"|^(?:проведени|создани|издани|подготовк|разработк[ау]|формировани|представлени|предоставлени|утверждени|"
    r"составлени|принятие|направлени|заполнени|наличи|обновлени|не)"
)
NOT_A_RESULT = frozenset(ExecutorRole) - {ExecutorRole.UNSPECIFIED}


@dataclass(frozen=True, slots=True)
class Row:
    """A kind and the beginnings of words that give it; a tuple asks for all of its beginnings.

    `first`: only the first word is looked at; `head`: only the first noun, past the words that describe it.
    A beginning that opens with «=» is a whole word.
    """

    kind: str
    words: tuple[tuple[str, ...], ...]
    unless: tuple[tuple[str, ...], ...]
    first: bool
    head: bool


@cache
def rows() -> tuple[Row, ...]:
    """Return the shipped rows in order of precedence."""
    data = tomllib.loads(files("vekha.rules").joinpath("results.toml").read_text(encoding="utf-8"))
    return tuple(
        Row(
            row["kind"],
            word_groups(row["words"]),
            word_groups(row.get("unless", [])),
            bool(row.get("first")),
            bool(row.get("head")),
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
    looked = _head(words) if row.head else words[:1] if row.first else words
    return any_of(row.words, looked) and not any_of(row.unless, words)


def any_of(groups: tuple[tuple[str, ...], ...], words: tuple[str, ...]) -> bool:
    """Whether the words hold all the beginnings of some group."""
    return any(_all_begin(group, words) for group in groups)


def _head(words: tuple[str, ...]) -> tuple[str, ...]:
    """The first noun: adjectives, participles and the nouns of making stand before what is made."""
    return next(((word,) for word in words if not DESCRIBING.search(word)), words[:1])


def _begins(word: str, start: str) -> bool:
    return word == start[1:] if start.startswith("=") else word.startswith(start)


def _all_begin(group: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return all(any(_begins(word, start) for word in words) for start in group)
