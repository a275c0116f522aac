"""Which policy shifts the terms of an item off a day off, and on what ground: by the kind of its work.

What a person decided for the item comes first, then the clause of the document, then the table of kinds.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vekha.domain.obligations import ShiftGround, ShiftPolicy
from vekha.rules.results import WORD, any_of, word_groups
from vekha.rules.shifts import basis_of


@dataclass(frozen=True, slots=True)
class GroundRow:
    """A kind of work: `words` or `results` give it; a row without either fits everything."""

    duty: str
    policy: ShiftPolicy
    basis: str
    words: tuple[tuple[str, ...], ...]
    results: frozenset[str]

    @property
    def ground(self) -> ShiftGround:
        return ShiftGround(self.policy, f"{self.duty}: {self.basis}")


@cache
def ground_rows() -> tuple[GroundRow, ...]:
    """Return the shipped rows in order of precedence; the last fits everything."""
    data = tomllib.loads(files("vekha.rules").joinpath("shift_grounds.toml").read_text(encoding="utf-8"))
    return tuple(
        GroundRow(
            row["duty"],
            ShiftPolicy(row["policy"]),
            row["basis"],
            word_groups(row.get("words", [])),
            frozenset(row.get("results", [])),
        )
        for row in data["rows"]
    )


def ground_of(title: str, result_text: str, result_kind: str) -> ShiftGround:
    """Return what the kind of work gives: the words of the item and the paper it hands over."""
    words = tuple(word.lower().replace("ё", "е") for word in WORD.findall(f"{title} {result_text}"))
    return next(row.ground for row in ground_rows() if _fits(row, words, result_kind))


def named_ground(policy: ShiftPolicy, basis: str) -> ShiftGround:
    """Return a policy a person named; without a ground of his own it stands on the usual one."""
    return ShiftGround(policy, basis or basis_of(policy))


def _fits(row: GroundRow, words: tuple[str, ...], result_kind: str) -> bool:
    everything = not (row.words or row.results)
    return everything or result_kind in row.results or any_of(row.words, words)
