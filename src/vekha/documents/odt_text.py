"""Text of an ODT paragraph, and the numbers of its lists as LibreOffice counts them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
# Text boxes, footnotes and comments are named as unread; what was deleted lies in the list of changes.
NOT_TEXT = frozenset({
    f"{TEXT}tracked-changes", f"{TEXT}note", f"{OFFICE}annotation", f"{TEXT}ruby-text", f"{DRAW}text-box",
    f"{TABLE}covered-table-cell", f"{TEXT}sequence-decls", f"{OFFICE}forms", f"{TABLE}shapes",
})  # fmt: skip
BLANKS = re.compile(r"[ \t\r\n]+")
MOST_SPACES = 100
LEVELS = 10
BULLET = "-"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
         "XVII", "XVIII", "XIX", "XX")  # fmt: skip
LETTERS = {"а": "абвгдежзиклмнопрстуфхцчшщэюя", "a": "abcdefghijklmnopqrstuvwxyz"}


def text_of(element: etree._Element) -> str:
    return "".join(pieces_of(element))


def pieces_of(element: etree._Element) -> Iterator[str]:
    """Yield the visible text under `element` in order, a newline after each paragraph inside it."""
    yield BLANKS.sub(" ", element.text or "")
    for child in element:
        if child.tag == f"{TEXT}s":
            yield " " * min(count_of(child, f"{TEXT}c"), MOST_SPACES)
        elif child.tag == f"{TEXT}tab":
            yield " "
        elif child.tag == f"{TEXT}line-break":
            yield "\n"
        elif child.tag not in NOT_TEXT:
            yield from pieces_of(child)
        if child.tag in PARAGRAPHS:
            yield "\n"
        yield BLANKS.sub(" ", child.tail or "")


def has_words(element: etree._Element) -> bool:
    return any(str(text).strip() for text in element.itertext())


def count_of(element: etree._Element, name: str) -> int:
    """Return a count an attribute gives, 1 where it gives none; a count too long to be one is a billion."""
    value = element.get(name) or "1"
    if not value.isdigit():
        return 1
    return max(int(value), 1) if len(value) < 10 else 10**9


@dataclass(frozen=True, slots=True)
class Level:
    number_format: str
    prefix: str
    suffix: str
    shown_levels: int
    start: int


@dataclass(slots=True)
class Lists:
    """Counts the items of lists by their style; a list that does not go on begins again."""

    styles: dict[str, dict[int, Level]]
    counts: dict[str, list[int]] = field(default_factory=dict)

    def begin(self, style: str, element: etree._Element) -> None:
        goes_on = element.get(f"{TEXT}continue-numbering") == "true" or element.get(f"{TEXT}continue-list")
        if not goes_on or style not in self.counts:
            self.counts[style] = [0] * LEVELS

    def label(self, style: str, depth: int, item: etree._Element) -> str:
        """Return the label of the next item at `depth` (from 1) with a space after it."""
        levels = self.styles.get(style, {})
        level = levels.get(depth)
        if level is None or depth > LEVELS:
            return ""
        counts = self.counts.setdefault(style, [0] * LEVELS)
        start = item.get(f"{TEXT}start-value") or ""
        before = counts[depth - 1]
        counts[depth - 1] = (
            int(start) if start.isdigit() and len(start) < 5 else (before + 1 if before else level.start)
        )
        counts[depth:] = [0] * (LEVELS - depth)
        if level.number_format in {"", BULLET}:
            return f"{level.number_format} ".lstrip()
        first = max(1, depth - level.shown_levels + 1)
        shown = [_written(counts[at - 1], levels.get(at, level)) for at in range(first, depth + 1)]
        return f"{level.prefix}{'.'.join(shown)}{level.suffix} "


def _written(count: int, level: Level) -> str:
    if level.number_format == "I" and 0 < count <= len(ROMAN):
        return ROMAN[count - 1]
    letters = LETTERS.get(level.number_format.lower()[:1], "")
    if 0 < count <= len(letters):
        return letters[count - 1].upper() if level.number_format[:1].isupper() else letters[count - 1]
    return str(count)


def read_lists(*roots: etree._Element | None) -> Lists:
    """Return the list styles of a document."""
    styles: dict[str, dict[int, Level]] = {}
    for root in roots:
        for style in () if root is None else root.iter(f"{TEXT}list-style"):
            styles[style.get(f"{STYLE}name") or ""] = dict(_levels(style))
    return Lists(styles)


def _levels(style: etree._Element) -> Iterator[tuple[int, Level]]:
    for one in style.iterchildren(f"{TEXT}list-level-style-bullet"):
        yield count_of(one, f"{TEXT}level"), Level(BULLET, "", "", 1, 1)
    for one in style.iterchildren(f"{TEXT}list-level-style-number"):
        yield (
            count_of(one, f"{TEXT}level"),
            Level(
                number_format=one.get(f"{STYLE}num-format") or "",
                prefix=one.get(f"{STYLE}num-prefix") or "",
                suffix=one.get(f"{STYLE}num-suffix") or "",
                shown_levels=count_of(one, f"{TEXT}display-levels"),
                start=count_of(one, f"{TEXT}start-value"),
            ),
        )
