"""The parse of a phrase: lark's LALR table walked over its terminals, and the named parts it gives, in order.

No tree is built: a rule that is a part, a place or a year is noted the moment it is reduced. The walk is
linear: each step shifts a word or applies a rule. The table is lark's own, so the syntax is deadlines.lark.
"""

import functools
from collections.abc import Iterator
from typing import Any, NamedTuple

from lark.parsers.lalr_analysis import Shift

from vekha.rules.deadline_grammar import parser
from vekha.rules.deadline_parts import NoMeaningError, Part
from vekha.rules.deadline_places import NUMBERS, PLACES, PlaceShape, first_of, place_of, place_shape
from vekha.rules.deadline_words import Word

_WEEKDAYS = frozenset({"WEEKDAY", "ON_WEEKDAY"})
_MARKS = frozenset({"sep", "opened", "closed"})
_END = "$END"
_PLAIN, _PART, _PLACE, _YEAR = range(4)
_SHAPES_KEPT = 4096


class Reduction(NamedTuple):
    """A rule of the grammar: how many symbols it takes, its name, and what is made of it."""

    size: int
    name: str
    makes: int


class Table(NamedTuple):
    """`moves`: for each state, terminal -> the next state or the rule to apply; `after`: rule -> state."""

    moves: tuple[dict[str, int | Reduction], ...]
    after: tuple[dict[str, int], ...]
    start: int
    end: int


class PartShape(NamedTuple):
    """Where in a phrase a part stands (`end` excluded), its terminals, places, number, weekday (-1: none)."""

    role: str
    begin: int
    end: int
    terminals: tuple[str, ...]
    places: tuple[PlaceShape, ...]
    number: int
    weekday: int


class StuckError(Exception):
    """The terminal at `at` stands out of place."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


@functools.cache
def table() -> Table:
    """Return lark's parse table of the grammar."""
    lark: Any = parser()
    found: Any = lark.parser.parser.parser.parse_table
    parts = {rule.expansion[0].name for rule in lark.rules if rule.origin.name == "_part"} | _MARKS
    rules = {rule: Reduction(len(rule.expansion), *_made(rule.origin.name, parts)) for rule in lark.rules}
    names = {rule.name for rule in rules.values()}
    moves: list[dict[str, int | Reduction]] = []
    after: list[dict[str, int]] = []
    for state in range(len(found.states)):
        row = {str(symbol): move for symbol, move in found.states[state].items()}
        after.append({name: target for name, (_, target) in row.items() if name in names})
        moves.append({name: to if act is Shift else rules[to] for name, (act, to) in row.items()})
    return Table(tuple(moves), tuple(after), found.start_states["phrase"], found.end_states["phrase"])


def _made(name: str, parts: set[str]) -> tuple[str, int]:
    makes = _PLACE if name in PLACES else _PART if name in parts else _YEAR if name == "of_year" else _PLAIN
    return str(name), makes


class _Walk:
    """The parts found so far, and the places and the year of the part that is being read."""

    __slots__ = ("parts", "places", "terminals", "years")

    def __init__(self, terminals: tuple[str, ...]) -> None:
        self.terminals = terminals
        self.parts: list[PartShape] = []
        self.places: list[PlaceShape] = []
        self.years = (-1, -1)

    def make(self, rule: Reduction, begin: int, end: int) -> None:
        """Note what a rule over the words from `begin` to `end` (excluded) says."""
        if rule.makes == _YEAR:
            self.years = (begin, end)
        elif rule.makes == _PLACE:
            while self.places and self.places[-1].begin >= begin:
                self.places.pop()
            years = self.years if self.years[0] >= begin else (-1, -1)
            self.places.append(place_shape(rule.name, self.terminals, (begin, end), years))
        elif rule.makes == _PART:
            own = self.terminals[begin:end]
            number, weekday = first_of(own, NUMBERS, begin), first_of(own, _WEEKDAYS, begin)
            places, self.places = tuple(self.places), []
            self.parts.append(PartShape(rule.name, begin, end, own, places, number, weekday))


def reductions(terminals: tuple[str, ...]) -> Iterator[tuple[Reduction, int, int]]:
    """Yield each rule applied with the words it covers, from and to (excluded), inner rules first.

    Raises StuckError at the first terminal out of place.
    """
    moves, after, start, end = table()
    states, begins = [start], [0]
    for at, terminal in enumerate((*terminals, _END)):
        while not isinstance(move := moves[states[-1]].get(terminal), int):
            if move is None:
                raise StuckError(at)
            begin = begins[-move.size]
            del states[-move.size :], begins[-move.size :]
            yield move, begin, at
            states.append(after[states[-1]][move.name])
            begins.append(begin)
            if states[-1] == end and terminal == _END:
                return
        states.append(move)
        begins.append(at)


@functools.lru_cache(maxsize=_SHAPES_KEPT)
def shape_of(terminals: tuple[str, ...]) -> tuple[PartShape, ...]:
    """Return the parts of every phrase with these terminals: syntax does not ask which word stands there.

    Raises StuckError at the first terminal out of place.
    """
    walk = _Walk(terminals)
    for rule, begin, end in reductions(terminals):
        if rule.makes:
            walk.make(rule, begin, end)
    return tuple(walk.parts)


def parts_of(words: tuple[Word, ...]) -> tuple[Part, ...]:
    """Return the parts of a phrase in order; separators and brackets are parts too, each word is in one.

    Raises NoMeaningError where a word stands out of place.
    """
    try:
        shapes = shape_of(tuple([word.type for word in words]))
    except StuckError as stuck:
        here = f"«{words[stuck.at].text}» стоит не на месте" if stuck.at < len(words) else "фраза обрывается"
        raise NoMeaningError(here) from None
    return tuple([_part(shape, words) for shape in shapes])


def _part(shape: PartShape, words: tuple[Word, ...]) -> Part:
    role, begin, end, terminals, shapes, number, weekday = shape
    if role in _MARKS:
        return Part("sep", words[begin].text, ("SEP",))
    first = last = None
    if shapes:
        first = place_of(shapes[0], words)
        last = place_of(shapes[1], words) if len(shapes) > 1 else None
    alone = end == begin + 1
    return Part(
        role,
        words[begin].text if alone else " ".join([word.text for word in words[begin:end] if word.text]),
        terminals,
        first,
        last,
        words[number].number if number >= 0 else 0,
        words[weekday].number if weekday >= 0 else 0,
    )
