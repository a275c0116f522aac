"""Tables without lines: columns by the blank strips between words, rows by the number column or by gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vekha.documents.pdf_pages import Page, PagePart, PageReader, PageTable, texts_of
from vekha.documents.pdf_text import Ink, Line, Word, cell_text, ink_of, lines_of
from vekha.documents.tables import Cell
from vekha.documents.vocabulary import Column
from vekha.documents.wording import header_role, is_number

HEADER_ROLES = 3
CROSSED_SHARE = 0.1
"""Headings run over all columns; they are few."""
LEAST_NUMBERS = 2
NARROWEST = 4.0
"""Points of blank between two columns."""
SAME_START = 1.5
LEAST_ALIGNED = 3
ALIGNED_SHARE = 0.2
"""Of the lines begin a word where a column begins."""
PHRASE_GAP = 0.8
ROW_GAP = 1.25
LINE_STEP = 1.3
"""Lines of one paragraph stand closer than so many heights of a letter."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where columns are parted. `xs`: from the left edge of the first to the right edge of the last."""

    xs: tuple[float, ...]
    numbered: bool

    def column(self, word: Word) -> int:
        middle = (word.x0 + word.x1) / 2
        return sum(middle >= x for x in self.xs[1:-1])


def cut_parts(pages: Sequence[Page], parts: list[list[PagePart]], reader: PageReader) -> list[list[PagePart]]:
    """Return the parts with the text under a header made a table; pages with rules stay as they are."""
    found: list[list[PagePart]] = []
    cuts: Cuts | None = None
    for page, page_parts in zip(pages, parts, strict=True):
        if any(isinstance(part, PageTable) for part in page_parts):
            found.append(page_parts)
            continue
        lines = lines_of(page.glyphs)
        start = _header_at(lines)
        if start is not None:
            cuts = _cuts(lines[start:], page) or cuts
        if cuts is None:
            found.append(page_parts)
            continue
        table, below = _table(lines[start or 0 :], cuts, page.number, reader)
        found.append([*texts_of(lines[: start or 0], page), table, *texts_of(below, page)])
    return found


def _header_at(lines: Sequence[Line]) -> int | None:
    """Return the line of a header: several columns are named on it."""
    for at in range(len(lines)):
        roles = {header_role(phrase.text) for phrase in _phrases(lines[at])} - {None}
        decisive = {Column.DEADLINE, Column.EXECUTOR, Column.RESULT} & roles
        if len(roles) >= HEADER_ROLES and decisive:
            return at
    return None


def _phrases(line: Line) -> list[Word]:
    """Words with usual blanks between them, as one."""
    phrases = [[line.words[0]]]
    for left, right in pairwise(line.words):
        if right.x0 - left.x1 > PHRASE_GAP * (line.bottom - line.top):
            phrases.append([])
        phrases[-1].append(right)
    return [Word(" ".join(word.text for word in one), one[0].x0, one[-1].x1) for one in phrases]


def _cuts(lines: Sequence[Line], page: Page) -> Cuts | None:
    """Find the strips hardly any phrase crosses; a column begins where its strip ends."""
    phrases = [phrase for line in lines for phrase in _phrases(line)]
    left, right = min(one.x0 for one in phrases), max(one.x1 for one in phrases)
    crossed = [0] * (int(page.width) + 2)
    for phrase in phrases:
        for x in range(max(int(phrase.x0), 0), min(int(phrase.x1) + 1, len(crossed))):
            crossed[x] += 1
    most = max(1, CROSSED_SHARE * len(lines))
    free = [x for x in range(int(left), int(right)) if crossed[x] <= most]
    strips: list[list[int]] = []
    for x in free:
        if not strips or x > strips[-1][-1] + 1:
            strips.append([])
        strips[-1].append(x)
    starts = [float(strip[-1]) for strip in strips if len(strip) >= NARROWEST]
    starts = sorted([*starts, *_tight_starts(lines, starts)])
    xs = (left - 1, *starts, right + 1)
    if len(xs) <= HEADER_ROLES:
        return None
    first = [line.words[0].text for line in lines if line.words[0].x1 < xs[1]]
    numbers = sum(is_number(text) for text in first)
    return Cuts(xs, numbered=numbers >= LEAST_NUMBERS and numbers >= len(first) / 2)


def _tight_starts(lines: Sequence[Line], known: Sequence[float]) -> list[float]:
    """Return where columns begin that stand too close for a blank strip: under a word of the header, lines
    begin a word at the same place and hardly one lies across it.
    """
    words = [word for line in lines[1:] for word in line.words]
    found: list[float] = []
    for title in lines[0].words[1:]:
        x = title.x0
        aligned = sum(abs(word.x0 - x) <= SAME_START for word in words)
        across = sum(word.x0 < x - SAME_START and word.x1 > x + SAME_START for word in words)
        apart = all(abs(x - other) > NARROWEST for other in known)
        if (
            apart
            and aligned >= max(LEAST_ALIGNED, ALIGNED_SHARE * len(lines))
            and across <= CROSSED_SHARE * len(lines)
        ):
            found.append(x - 1)
    return found


def _table(lines: Sequence[Line], cuts: Cuts, page: int, reader: PageReader) -> tuple[PageTable, list[Line]]:
    """Return the table on a page, and the lines under it."""
    groups = _rows(lines, cuts)
    below: list[Line] = []
    while groups and len(groups[-1]) == 1 and _is_page_number(groups[-1][0], cuts):
        below = [*groups.pop(), *below]
    rows, inks = [], []
    for group in groups:
        cells, marks = _row(group, cuts, reader)
        rows.append(cells)
        inks.append(marks)
    return PageTable(page, cuts.xs, rows, inks, by_cuts=True), below


def _is_page_number(line: Line, cuts: Cuts) -> bool:
    return len(line.words) == 1 and is_number(line.text) and cuts.column(line.words[0]) > 0


def _rows(lines: Sequence[Line], cuts: Cuts) -> list[list[Line]]:
    """Part the lines into rows: at a number in the first column, at a heading, at a wider gap."""
    steps = [below.top - above.top for above, below in pairwise(lines)]
    usual = min([*steps, *(LINE_STEP * (line.bottom - line.top) for line in lines)])
    groups: list[list[Line]] = []
    for at, line in enumerate(lines):
        first = line.words[0]
        over = _is_heading(line, cuts)
        numbered = cuts.numbered and cuts.column(first) == 0 and is_number(first.text) and not over
        gap = at > 0 and steps[at - 1] > ROW_GAP * usual
        turned = bool(groups) and over != _is_heading(groups[-1][-1], cuts)
        if not groups or numbered or turned or (gap and (not cuts.numbered or len(groups) == 1)):
            groups.append([])
        groups[-1].append(line)
    return groups


def _is_heading(line: Line, cuts: Cuts) -> bool:
    """Whether a line runs over the cuts: a word lies on one, or no gap is left at it.

    Two words that begin where columns do are cells that stand close.
    """
    crossing = [
        x
        for x in cuts.xs[1:-1]
        if any(word.x0 < x - 1 and word.x1 > x + 1 for word in line.words)
        or any(
            left.x1 <= x < right.x0 - 2 * SAME_START and right.x0 - left.x1 < NARROWEST
            for left, right in pairwise(line.words)
        )
    ]
    starts = sum(any(0 < word.x0 - x <= 2 * SAME_START for x in cuts.xs[1:-1]) for word in line.words)
    return len(crossing) > 0 and len(_phrases(line)) <= 2 and starts < 2


def _row(lines: Sequence[Line], cuts: Cuts, reader: PageReader) -> tuple[list[Cell], list[Ink | None]]:
    columns = len(cuts.xs) - 1
    if all(_is_heading(line, cuts) for line in lines):
        reader.spans += 1
        heading = Cell(cell_text(lines, cuts.xs[0], cuts.xs[-1]), reader.spans)
        return [heading] * columns, [None] * columns
    cells: list[Cell] = []
    inks: list[Ink | None] = []
    for column, (left, right) in enumerate(pairwise(cuts.xs)):
        own = [(line, tuple(word for word in line.words if cuts.column(word) == column)) for line in lines]
        kept = [Line(words, line.top, line.bottom) for line, words in own if words]
        cells.append(Cell(cell_text(kept, left, right)))
        inks.append(ink_of(kept, left, right))
    return cells, inks
