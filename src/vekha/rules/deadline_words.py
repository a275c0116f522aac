"""The words of deadlines: every form of every entry of `deadline_words.toml`, each with one role."""

import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import ClassVar

MISREAD = {"п": 2, "ш": 3}
"""Roman II and III as typed or scanned with Cyrillic letters, before «квартал» and «полугодие» only."""
_MINDED = frozenset({"MONTH", "YEAR", "THAN", "TIMES", "WEEKDAY", "NTH", "COUNT", "UNKNOWN", "AND"})
"""Words whose terminal depends on the word before them."""


class LexiconError(Exception):
    """The word list contradicts itself: one form under two terminals."""


@dataclass(frozen=True, slots=True)
class Word:
    """One token: its terminal, the word as spelt, the number it carries (0: none; a date as YYYYMMDD).

    The class variables are what lark asks of a token; a phrase is one line, so they say nothing.
    """

    type: str
    text: str
    number: int = 0
    start_pos: ClassVar[int] = 0
    end_pos: ClassVar[int] = 0
    line: ClassVar[int] = 1
    column: ClassVar[int] = 1
    end_line: ClassVar[int] = 1
    end_column: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`words`: form -> token. `prefixes`: «десяти» -> 10, the first half of «десятидневный».

    `numbers`: the tokens of plain numbers and years. `governed`: a month or year under its governor.
    `holidays`: what follows «день» in the name of a fixed holiday.
    `settled`: what has its token whatever stands beside it: most words, plain numbers, an opening bracket.
    They are made once because every phrase needs them.
    """

    words: dict[str, Word]
    prefixes: dict[str, int]
    numbers: dict[str, Word]
    governed: dict[str, Word]
    holidays: dict[str, tuple[Word, str]]
    settled: dict[str, Word]

    def number(self, text: str) -> int:
        """Return the number a word carries, 0 for none."""
        word = self.numbers.get(text) or self.words.get(text)
        return word.number if word else 0


def forms(entry: str, endings: dict[str, str]) -> tuple[str, ...]:
    """Return every form an entry stands for: "stem*" a noun, "stem+" an adjective, "stem/ending ending"."""
    declension = endings.get(entry[-1])
    if declension is not None:
        return tuple(entry[:-1] + ending.strip("-") for ending in declension.split())
    stem, slash, own = entry.partition("/")
    return tuple(stem + ending.strip("-") for ending in own.split()) if slash else (stem,)


def _add(words: dict[str, Word], word_forms: Iterable[str], terminal: str, number: int) -> None:
    for form in word_forms:
        word = Word(terminal, form, number)
        known = words.setdefault(form, word)
        if known != word:
            raise LexiconError(f"«{form}» is {known.type} {known.number} and {terminal} {number}")


def read_lexicon(toml_text: str) -> Lexicon:
    """Return the lexicon of a word list. Raises LexiconError when a form has two roles."""
    table = tomllib.loads(toml_text)
    endings = {"*": table["endings"]["noun"], "+": table["endings"]["adjective"]}
    words: dict[str, Word] = {}
    for section in ("keywords", "vocabulary"):
        for terminal, entries in table[section].items():
            for entry in entries:
                _add(words, forms(entry, endings), terminal, 0)
    for terminal, numbered in table["numbered"].items():
        for number, entries in numbered.items():
            for entry in entries:
                _add(words, forms(entry, endings), terminal, int(number))
    prefixes = {form: int(number) for number, entries in table["prefixes"].items() for form in entries}
    years = {str(year): Word("YEAR", str(year), year) for year in range(1900, 2100)}
    numbers = {text: Word("NUM", text, int(text)) for n in range(100) for text in (str(n), f"{n:02}")}
    governed = {text: Word("OF_YEAR", text, word.number) for text, word in years.items()}
    governed |= {
        text: Word("OF_MONTH", text, word.number) for text, word in words.items() if word.type == "MONTH"
    }
    holidays = _holidays(table["holidays"])
    minded = holidays.keys() | MISREAD.keys()
    settled = {form: word for form, word in words.items() if word.type not in _MINDED and form not in minded}
    settled |= {**numbers, "(": Word("LPAR", "(")}
    return Lexicon(words, prefixes, numbers | years, governed, holidays, settled)


def _holidays(named: dict[str, list[str]]) -> dict[str, tuple[Word, str]]:
    """Return the first word of each holiday after «день» -> its token with MMDD, and its second word."""
    found: dict[str, tuple[Word, str]] = {}
    for day, names in named.items():
        for name in names:
            first, _, rest = name.partition(" ")
            found[first] = (Word("HOLIDAY", first, int(day.replace("-", ""))), rest)
    return found


@functools.cache
def lexicon() -> Lexicon:
    """Return the project's own words, read once."""
    return read_lexicon(files("vekha.rules").joinpath("deadline_words.toml").read_text("utf-8"))
