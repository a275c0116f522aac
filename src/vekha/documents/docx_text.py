"""Text of a DOCX paragraph: insertions taken, deletions left out, automatic numbers computed."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
TEXT_BOX = f"{W}txbxContent"
DROPPED = frozenset({f"{W}del", f"{W}moveFrom"})
NOT_TEXT = frozenset(
    {f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}delText", f"{W}fldData", FALLBACK, TEXT_BOX, *DROPPED}
)
MARKS = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}sym": " ",
}
TEXTS = frozenset({f"{W}t", MATH_TEXT})
ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
         (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
LATIN = "abcdefghijklmnopqrstuvwxyz"
LEVELS = 9
BULLET = "- "


def value_of(element: etree._Element | None, name: str = "val") -> str | None:
    return None if element is None else element.get(f"{W}{name}")


def text_of(element: etree._Element) -> str:
    """Return the text a reader of the accepted document sees under `element`."""
    return "".join(_pieces(element))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in TEXTS:
            yield child.text or ""
        elif tag in MARKS:
            yield MARKS[tag]
        elif isinstance(tag, str) and tag not in NOT_TEXT:
            yield from _pieces(child)


def raw_text(root: etree._Element) -> str:
    """Return all visible text by a plain walk without tables: what nothing may get lost from."""
    pieces: list[str] = []
    _raw(root, pieces)
    return "".join(pieces)


def _raw(element: etree._Element, pieces: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag in TEXTS:
            pieces.append(child.text or "")
        elif tag in MARKS:
            pieces.append(MARKS[tag])
        elif isinstance(tag, str) and tag not in NOT_TEXT and not is_deleted_row(child):
            _raw(child, pieces)
            if tag == f"{W}p":
                pieces.append("\n")


def is_deleted_row(element: etree._Element) -> bool:
    return element.tag == f"{W}tr" and element.find(f"{W}trPr/{W}del") is not None


@dataclass(frozen=True, slots=True)
class Level:
    start: int
    number_format: str
    pattern: str


@dataclass(slots=True)
class Numbering:
    """Counts list paragraphs as Word does: a level restarts when a higher one moves on."""

    levels: dict[str, dict[int, Level]]
    style_lists: dict[str, tuple[str, int]]
    counts: dict[str, list[int | None]] = field(default_factory=dict)

    def label(self, paragraph: etree._Element) -> str:
        """Return the label of a list paragraph with a space after it, "" for any other."""
        found = self._list_of(paragraph)
        if found is None:
            return ""
        list_id, depth = found
        levels = self.levels.get(list_id, {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self.counts.setdefault(list_id, [None] * LEVELS)
        before = counts[depth]
        counts[depth] = level.start if before is None else before + 1
        counts[depth + 1 :] = [None] * (LEVELS - depth - 1)
        return _label(level, levels, counts)

    def _list_of(self, paragraph: etree._Element) -> tuple[str, int] | None:
        style = value_of(paragraph.find(f"{W}pPr/{W}pStyle")) or ""
        inherited = self.style_lists.get(style)
        found = paragraph.find(f"{W}pPr/{W}numPr")
        if found is None:
            return inherited
        list_id = value_of(found.find(f"{W}numId")) or (inherited[0] if inherited else "0")
        depth = value_of(found.find(f"{W}ilvl")) or "0"
        return (list_id, min(int(depth), LEVELS - 1)) if depth.isdigit() and list_id != "0" else None


def _label(level: Level, levels: dict[int, Level], counts: list[int | None]) -> str:
    if level.number_format == "bullet":
        return BULLET
    if level.number_format == "none":
        return ""
    text = level.pattern
    for depth in range(LEVELS):
        if f"%{depth + 1}" in text:
            shown = levels.get(depth, level)
            count = counts[depth]
            text = text.replace(f"%{depth + 1}", _written(shown.start if count is None else count, shown))
    return f"{text} " if text else ""


def _written(count: int, level: Level) -> str:
    alphabets = {"russianLower": RUSSIAN, "russianUpper": RUSSIAN.upper(), "lowerLetter": LATIN,
                 "upperLetter": LATIN.upper()}  # fmt: skip
    if level.number_format in alphabets and count > 0:
        alphabet = alphabets[level.number_format]
        return alphabet[(count - 1) % len(alphabet)] * ((count - 1) // len(alphabet) + 1)
    if level.number_format in {"upperRoman", "lowerRoman"}:
        roman = _roman(count)
        return roman if level.number_format == "upperRoman" else roman.lower()
    return f"{count:02d}" if level.number_format == "decimalZero" else str(count)


def _roman(count: int) -> str:
    written = ""
    for value, letters in ROMAN:
        while count >= value and len(written) < 40:
            written, count = written + letters, count - value
    return written


def read_numbering(numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """Return the lists of a document from numbering.xml and the styles that use them."""
    if numbering is None:
        return Numbering({}, {})
    patterns = {
        value_of(one, "abstractNumId") or "": _levels(one) for one in numbering.iter(f"{W}abstractNum")
    }
    levels: dict[str, dict[int, Level]] = {}
    for one in numbering.iter(f"{W}num"):
        own = dict(patterns.get(value_of(one.find(f"{W}abstractNumId")) or "", {}))
        for override in one.iter(f"{W}lvlOverride"):
            own |= _levels(override)
            _restart(own, override)
        levels[value_of(one, "numId") or ""] = own
    return Numbering(levels, _style_lists(styles))


def _restart(levels: dict[int, Level], override: etree._Element) -> None:
    start, depth = value_of(override.find(f"{W}startOverride")), value_of(override, "ilvl")
    if start and depth and start.isdigit() and depth.isdigit() and int(depth) in levels:
        level = levels[int(depth)]
        levels[int(depth)] = Level(int(start), level.number_format, level.pattern)


def _levels(parent: etree._Element) -> dict[int, Level]:
    found = {}
    for one in parent.iterchildren(f"{W}lvl"):
        depth, start = value_of(one, "ilvl") or "", value_of(one.find(f"{W}start")) or "1"
        if depth.isdigit() and start.isdigit() and int(depth) < LEVELS:
            kind = value_of(one.find(f"{W}numFmt")) or "decimal"
            found[int(depth)] = Level(int(start), kind, value_of(one.find(f"{W}lvlText")) or "")
    return found


def _style_lists(styles: etree._Element | None) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for style in () if styles is None else styles.iter(f"{W}style"):
        list_id = value_of(style.find(f"{W}pPr/{W}numPr/{W}numId"))
        depth = value_of(style.find(f"{W}pPr/{W}numPr/{W}ilvl")) or "0"
        name = value_of(style, "styleId")
        if list_id and list_id != "0" and name and depth.isdigit():
            found[name] = (list_id, min(int(depth), LEVELS - 1))
    return found
