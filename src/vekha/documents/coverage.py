"""Where every word of the source went. What is in no row, heading or rest is lost, and refuses the import."""

import re
from collections import Counter
from collections.abc import Iterable

from vekha.domain.roadmaps import Coverage

WORD = re.compile(r"\w+")


def coverage_of(
    source: str, rows: Iterable[str], sections: Iterable[str], rest: Iterable[str]
) -> tuple[Coverage, tuple[str, ...]]:
    """Return the counts and the lost words. A word counts once: for rows, then headings, then the rest."""
    left = Counter(_words(source))
    total = left.total()
    taken = [_take(left, texts) for texts in (rows, sections, rest)]
    lost = tuple(left.elements())
    return Coverage(total, taken[0], taken[1], taken[2], len(lost)), lost


def _words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


def _take(left: Counter[str], texts: Iterable[str]) -> int:
    count = 0
    for text in texts:
        for word in _words(text):
            if left[word] > 0:
                left[word] -= 1
                count += 1
    return count
