"""Which organisations a text names: folding, stems, words in common. Never a guess: what fits several is
returned as several.
"""

import re
from collections.abc import Iterable

from vekha.domain.organisations import Organisation

_WORD = re.compile(r"[^\W_]+")
# Case endings of adjectives and nouns, longest first: «Азовского» and «Азовский» share a stem.
_ENDINGS = (
    "ого", "его", "ому", "ему", "ыми", "ими", "ами", "ями", "ией", "ием", "иям", "иях",
    "ой", "ей", "ою", "ую", "юю", "ая", "яя", "ое", "ее", "ые", "ие", "ый", "ий", "ым", "им",
    "ом", "ем", "ам", "ям", "ах", "ях", "ов", "ев", "ия", "ии", "ию", "ью",
    "а", "я", "о", "е", "ы", "и", "у", "ю", "ь", "й",
)  # fmt: skip
_NUMBERS = re.compile(r"№+\s*(\d+(?:\s*(?:[,–-]|и)?\s*(?:№\s*)?\d+)*)")
_RANGE = re.compile(r"(\d+)(?:\s*[–-]\s*(\d+))?")
_LONGEST_RANGE = 200
_SHORTEST_STEM = 4
# Abbreviations that stand for words of a name.
_WHOLE_WORDS = {
    "сош": "средняя школа",
    "сш": "средняя школа",
    "оош": "основная школа",
    "ош": "основная школа",
    "нош": "начальная школа",
    "нш": "начальная школа",
    "уо": "управление образования",
    "иро": "институт развития образования",
    "имц": "информационно методический центр",
    "г": "город",
    "гор": "город",
    "обл": "область",
    "адм": "администрация",
    "пос": "поселок",
}


def folded(text: str) -> str:
    """Return the words of `text` in lower case with one space between, ё as е, without quotes and signs."""
    return " ".join(_WORD.findall(text.casefold().replace("ё", "е")))


def stems(text: str) -> frozenset[str]:
    """Return the words of `text` without their case endings, usual abbreviations written out."""
    written = " ".join(_WHOLE_WORDS.get(word, word) for word in folded(text).split())
    return frozenset(_stem(word) for word in written.split())


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def organisations_named(text: str, candidates: Iterable[Organisation]) -> tuple[Organisation, ...]:
    """Return the organisations `text` may name: those of equal name, else those with the most words in common
    among the ones whose name lies in the text or the text in theirs. One means found, several ambiguous.
    """
    known = tuple(candidates)
    said = folded(text)
    equal = tuple(unit for unit in known if said in (folded(unit.name), folded(unit.short_name)))
    if equal or not said:
        return equal
    shared = {unit.id: max(_shared(text, unit.name), _shared(text, unit.short_name)) for unit in known}
    best = max(shared.values(), default=0)
    return tuple(unit for unit in known if best and shared[unit.id] == best)


def numbers_said(text: str) -> tuple[int, ...]:
    """Return the numbers organisations are named by in «СОШ № 5», «школы №№ 1, 4-6», ends inclusive."""
    found: list[int] = []
    for row in _NUMBERS.findall(text):
        for first, last in _RANGE.findall(row):
            start, end = int(first), int(last or first)
            found += range(start, end + 1) if end - start < _LONGEST_RANGE else (start, end)
    return tuple(dict.fromkeys(found))


def organisations_numbered(
    number: int, text: str, candidates: Iterable[Organisation]
) -> tuple[Organisation, ...]:
    """Return who bears the number; of several, those with the most words of `text` in common."""
    said = stems(text)
    shared = {
        unit: max(len(said & stems(unit.name)), len(said & stems(unit.short_name)))
        for unit in candidates
        if str(number) in folded(f"{unit.name} {unit.short_name}").split()
    }
    best = max(shared.values(), default=0)
    return tuple(unit for unit, count in shared.items() if count == best)


def _shared(one: str, other: str) -> int:
    """How many stems one name shares with another that contains it; 0 where neither contains the other."""
    left, right = stems(one), stems(other)
    if left and right and (left <= right or right <= left):
        return min(len(left), len(right))
    return 0
