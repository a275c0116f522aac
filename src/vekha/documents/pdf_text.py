"""Letters on a page put together to lines, and lines of a cell to its text."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from vekha.documents.vocabulary import DEADLINE_WORDS, EXECUTOR_NOUNS, HEADER_WORDS, RESULT_NOUNS

SOFT_HYPHEN = "\u00ad"
BLANK_GAP = 0.22
"""A gap wider than this share of the letter's size is a blank that was not printed."""
SAME_LINE = 0.5
LONG_WORD = 8
SHORT_WORDS = frozenset(
    {
        "и", "в", "на", "по", "с", "к", "о", "об", "от", "до", "для", "не", "за", "из", "без", "при", "или",
        "его", "их", "как", "что", "год", "лет", "мая", "оо", "уо", "со", "во", "ко", "над", "под", "про",
        "ее", "её", "им", "ей", "он", "она", "они", "то", "это", "все", "всё", "ней", "них", "ним", "ими",
        "ему", "ник", "ноль", "той", "тех", "тем"
    }
)  # fmt: skip
"""What stands alone at the start of a line and is no end of the word above."""
LONGEST_TAIL = 3
LETTER = 0.6
"""Width of a letter by its height, at most."""
_ENDING = re.compile(
    r"(?:[а-яё]{0,3}(?:ни[еяйюи]|нием|ниям|ниями|ниях|ци[яиюй]|цией|тел[ьия]|телей|телем|телям|телями"
    r"|ник[иауом]?|ников|никам|никами|ост[ьи]|остью|ств[аоуе]?|ством|ски[йхмеи]|ская|ское|ской|ского|скому"
    r"|ную|ный|ная|ное|ные|ной|ного|ному|ным|ных|ными|ться|ями|ами|ого|его|ому|ему|ыми|ими)"
    r"|ий|ии|ый|ая|яя|ое|ые|ых|ую|ет|ит|ют|ят|ка|ки|ку|[бгджзйлмнпртфхцчшщь]{1,3})"
)
"""Ends of Russian words that are no words themselves."""
_BOUND = re.compile(r"(?:тел|нн|льн|ск|ств|ци|ност|овани|ени|ани|ног|ског|вог)$")
"""Where a Russian word cannot end."""
STEMS = tuple(
    stem
    for stem in (*HEADER_WORDS, *EXECUTOR_NOUNS, *RESULT_NOUNS, *DEADLINE_WORDS)
    if len(stem) >= LONG_WORD - 2 and stem.isalpha()
)
"""Known beginnings of words: where one goes over the break, the word does."""
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}\W*")
ASIDE = 60.0
"""Points; a first line is indented by less."""
POINTS = frozenset({"-", "–", "—", "•"})


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter on the page; the origin is the upper left corner, units are points."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def size(self) -> float:
        return max(self.bottom - self.top, 1.0)

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline, from left to right."""

    words: tuple[Word, ...]
    top: float
    bottom: float

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """Return the lines from top to bottom; letters printed twice for boldness count once."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: (one.middle[1], one.x0)):
        if rows and abs(_level(rows[-1]) - glyph.middle[1]) <= SAME_LINE * min(glyph.size, _size(rows[-1])):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    lines = []
    for row in rows:
        words = _words(sorted(row, key=lambda one: one.x0))
        if words:
            lines.append(Line(tuple(words), min(one.top for one in row), max(one.bottom for one in row)))
    return lines


def _level(row: Sequence[Glyph]) -> float:
    return row[0].middle[1]


def _size(row: Sequence[Glyph]) -> float:
    return row[0].size


def _words(row: Sequence[Glyph]) -> list[Word]:
    words: list[Word] = []
    open_word: list[Glyph] = []
    for glyph in row:
        if open_word and (not glyph.text.strip() or _parted(open_word[-1], glyph)):
            words.append(_word(open_word))
            open_word = []
        if glyph.text.strip() and not (open_word and _same(open_word[-1], glyph)):
            open_word.append(glyph)
    return [*words, *([_word(open_word)] if open_word else [])]


def _parted(left: Glyph, right: Glyph) -> bool:
    return right.x0 - left.x1 > BLANK_GAP * max(left.size, right.size)


def _same(left: Glyph, right: Glyph) -> bool:
    return left.text == right.text and abs(left.x0 - right.x0) < 0.1 * left.size


def _word(glyphs: Sequence[Glyph]) -> Word:
    return Word("".join(glyph.text for glyph in glyphs), glyphs[0].x0, glyphs[-1].x1)


def once(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Drop letters that lie on an equal letter: a printed shadow or a simulated bold."""
    seen: dict[tuple[str, int, int], Glyph] = {}
    kept = []
    for glyph in glyphs:
        column, row = int(glyph.x0 // 2), int(glyph.top // 2)
        near = (seen.get((glyph.text, column + dx, row + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if glyph.text.strip() and any(one and _shadows(one, glyph) for one in near):
            continue
        seen[glyph.text, column, row] = glyph
        kept.append(glyph)
    return kept


def _shadows(one: Glyph, other: Glyph) -> bool:
    near = 0.15 * one.size
    return abs(one.x0 - other.x0) < near and abs(one.top - other.top) < near


def cell_text(lines: Sequence[Line], left: float, right: float) -> str:
    """Return the text between two walls: wrapped lines are joined, ended ones keep their break.

    A line has ended where the first word of the next one would still have fitted behind it.
    """
    if not lines:
        return ""
    right -= _padding(lines, left, right)
    whole: list[Line] = []
    for line in lines:
        if whole and _is_broken(whole[-1], line, right):
            whole[-1] = _mended(whole[-1], line)
        else:
            whole.append(line)
    return paragraphs(whole, right)


def _is_broken(above: Line, below: Line, right: float) -> bool:
    """Whether a word too long for its cell was broken: alone on its line, up to the wall, and on it goes."""
    word, rest = above.words[-1], below.words[0].text
    letter = LETTER * (above.bottom - above.top)
    if len(above.words) > 1 or right - word.x1 >= letter:
        return False
    if _DATE.fullmatch(word.text + rest):
        return True
    return word.text.isalpha() and _is_tail(word.text, rest.rstrip(",.;:)"))


def _is_tail(word: str, rest: str) -> bool:
    """Whether the letters that stand below end the word above."""
    if not (rest.isalpha() and rest.islower()):
        return False
    if any(len(stem) > len(word) and f"{word}{rest}".lower().startswith(stem) for stem in STEMS):
        return True
    if rest in SHORT_WORDS:
        return len(rest) == 1 and _BOUND.search(word) is not None
    return (len(word) >= LONG_WORD and len(rest) <= LONGEST_TAIL) or _ENDING.fullmatch(rest) is not None


def _mended(above: Line, below: Line) -> Line:
    """The word whole, and what follows it, on the lower line."""
    first = below.words[0]
    word = Word(above.words[0].text + first.text, first.x0, first.x1)
    return Line((word, *below.words[1:]), below.top, below.bottom)


def paragraphs(lines: Sequence[Line], right: float, left: float | None = None) -> str:
    """Return the lines with wrapped ones joined; text reaches up to `right`.

    `left`: where lines of whole width begin; what stands far off it is centred or set to the right.
    """
    text = lines[0].text
    for above, line in pairwise(lines):
        first = line.words[0]
        blank = BLANK_GAP * (line.bottom - line.top)
        room = right - above.x1
        listed = first.text in POINTS and len(line.words) > 1
        aside = left is not None and line.x0 - left > ASIDE and abs(line.x0 - above.x0) > blank
        text = joined(text, line.text, ended=listed or aside or room > first.x1 - first.x0 + 2 * blank)
    return text


@dataclass(frozen=True, slots=True)
class Ink:
    """How a cell's text lies in it: the width of its first word, and the room left behind its last."""

    first_word: float
    room: float


def ink_of(lines: Sequence[Line], left: float, right: float) -> Ink | None:
    if not lines:
        return None
    first = lines[0].words[0]
    return Ink(first.x1 - first.x0, right - _padding(lines, left, right) - lines[-1].x1)


def _padding(lines: Sequence[Line], left: float, right: float) -> float:
    widest = max(lines, key=lambda one: one.x1 - one.x0)
    return min(max(widest.x0 - left, 0.0), (right - left) / 4)


def joined(text: str, more: str, *, ended: bool = False) -> str:
    """Return a text with what goes on after it: on a new line, in the same, or in the same word."""
    if not text or not more:
        return text + more
    if text.endswith(SOFT_HYPHEN):
        return text.removesuffix(SOFT_HYPHEN) + more
    if ended:
        return f"{text}\n{more}"
    broken = text.endswith("-") and text[-2:-1].isalpha() and more[:1].islower()
    return text + more if broken else f"{text} {more}"


def letters_in(texts: Iterable[str]) -> Counter[str]:
    """Count what is printed, blanks and soft hyphens aside: nothing of it may get lost."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    for blank in (" ", "\n", SOFT_HYPHEN):
        counts.pop(blank, None)
    return counts


def line_height(lines: Sequence[Line]) -> float:
    """Return the usual distance from one line to the next, 0 for a single line."""
    steps = [below.top - above.top for above, below in pairwise(lines)]
    steps = [step for step in steps if step > 0]
    return median(steps) if steps else 0.0
