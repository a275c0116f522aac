"""The parser of deadline phrases, built once from `deadlines.lark` and the lexicon."""

import functools
import re
from collections.abc import Callable
from importlib.resources import files
from typing import Literal, NamedTuple, cast

from lark import Lark

from vekha.rules.deadline_lexer import WordLexer
from vekha.rules.deadline_words import Word


class Node(NamedTuple):
    """A reduced rule and what is under it. Lark's own Tree costs three times as much."""

    data: str
    children: "list[Word | Node]"


class _Nodes:
    """What lark calls when a rule is reduced: a Node for every rule; words stay as they are."""

    def __getattr__(self, name: str) -> "Callable[[list[Word | Node]], Node]":
        if not name.islower() or name.startswith("_"):
            raise AttributeError(name)
        return functools.partial(Node, str(name))


_TERMINAL = re.compile(r"\b[A-Z][A-Z_]*\b")


def grammar_text() -> str:
    """Return the grammar with its terminals declared: their words are in the lexicon, not in the grammar."""
    rules = files("vekha.rules").joinpath("deadlines.lark").read_text("utf-8")
    bare = re.sub(r"//.*", "", rules)
    return f"{rules}\n%declare {' '.join(sorted(set(_TERMINAL.findall(bare))))}\n"


@functools.cache
def parser(kind: Literal["lalr", "earley"] = "lalr") -> Lark:
    """Return the parser: strict LALR for work, Earley with explicit ambiguity to prove there is one tree."""
    if kind == "earley":
        return Lark(grammar_text(), start="phrase", parser="earley", lexer=WordLexer, ambiguity="explicit")
    return Lark(
        grammar_text(), start="phrase", parser="lalr", lexer=WordLexer, strict=True, transformer=_Nodes()
    )


def parse(words: tuple[Word, ...]) -> Node:
    """Return the one tree of a phrase. Raises lark's UnexpectedInput where a word stands out of place."""
    return cast(Node, parser().parse(cast(str, words)))
