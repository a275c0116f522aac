"""The parser of deadline phrases, built once from `deadlines.lark` and the lexicon."""

import functools
import re
from importlib.resources import files
from typing import Literal

from lark import Lark

from vekha.rules.deadline_lexer import WordLexer

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
    return Lark(grammar_text(), start="phrase", parser="lalr", lexer=WordLexer, strict=True)
