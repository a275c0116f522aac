"""A page of a PDF taken apart: ruled tables with merged cells, and the lines around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from vekha.documents.pdf_grid import Grid, Rule, grids_of
from vekha.documents.pdf_text import (
    Glyph,
    Ink,
    Line,
    cell_text,
    ink_of,
    line_height,
    lines_of,
    paragraphs,
)
from vekha.documents.tables import Cell

EDGE = 1.0
PARAGRAPH_GAP = 1.6
"""Lines further apart than so many usual steps have a blank line between them."""
FURNITURE = re.compile(
    r"(?:[-–—]\s*)?(?:стр(?:аница|\.)?\s*)?\d{1,4}(?:\s*из\s*\d{1,4})?(?:\s*[-–—])?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed on a page; `width` and `height` in points."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]


@dataclass(slots=True)
class PageTable:
    """The part of a table on one page. Cells of one merged cell are equal and share a span."""

    page: int
    xs: tuple[float, ...]
    rows: list[list[Cell]]
    inks: list[list[Ink | None]]
    clipped: bool = False
    by_cuts: bool = False


@dataclass(frozen=True, slots=True)
class PageText:
    """Lines between tables, put together to paragraphs."""

    page: int
    text: str

    @property
    def is_furniture(self) -> bool:
        return all(FURNITURE.fullmatch(line.strip()) or not line.strip() for line in self.text.split("\n"))


PagePart = PageTable | PageText


@dataclass(slots=True)
class PageReader:
    """Takes pages apart; spans are counted over the whole document."""

    spans: int = 0
    loose: list[Glyph] = field(default_factory=list)

    def parts(self, page: Page) -> list[PagePart]:
        """Return tables and text of a page from top to bottom."""
        grids = grids_of(page.rules)
        inside: dict[int, list[Glyph]] = {at: [] for at in range(len(grids))}
        around: list[Glyph] = []
        for glyph in page.glyphs:
            at = next((at for at, grid in enumerate(grids) if grid.position(*glyph.middle)), None)
            (around if at is None else inside[at]).append(glyph)
        lines = lines_of(around)
        parts: list[PagePart] = []
        for at, grid in enumerate(grids):
            above = [line for line in lines if line.top < grid.ys[0]]
            lines = lines[len(above) :]
            parts += texts_of(above, page)
            parts.append(self._table(grid, inside[at], page))
        return [*parts, *texts_of(lines, page)]

    def _table(self, grid: Grid, glyphs: Sequence[Glyph], page: Page) -> PageTable:
        letters: dict[int, list[Glyph]] = {}
        for glyph in glyphs:
            spot = grid.position(*glyph.middle)
            if spot is not None:
                letters.setdefault(grid.owner[spot[0]][spot[1]], []).append(glyph)
        sizes: dict[int, int] = {}
        for row in grid.owner:
            for name in row:
                sizes[name] = sizes.get(name, 0) + 1
        cells: dict[int, Cell] = {}
        inks: dict[int, Ink | None] = {}
        for name, size in sizes.items():
            self.spans += size > 1
            lines, sides = lines_of(letters.get(name, [])), grid.sides(name)
            cells[name] = Cell(cell_text(lines, *sides), self.spans if size > 1 else None)
            inks[name] = ink_of(lines, *sides)
        outside = grid.xs[-1] > page.width - EDGE or grid.xs[0] < EDGE
        clipped = outside or any(one.x1 > page.width + EDGE for one in glyphs)
        rows = [[cells[name] for name in row] for row in grid.owner]
        marks = [[inks[name] for name in row] for row in grid.owner]
        return PageTable(page.number, grid.xs, rows, marks, clipped=clipped)


def texts_of(lines: Sequence[Line], page: Page) -> list[PageText]:
    """Return the lines as paragraphs; a wide gap is a blank line."""
    if not lines:
        return []
    step = line_height(lines)
    groups: list[list[Line]] = [[lines[0]]]
    for above, below in pairwise(lines):
        if step and below.top - above.top > PARAGRAPH_GAP * step:
            groups.append([])
        groups[-1].append(below)
    left = min(line.x0 for line in lines)
    right = max(page.width - left, *(line.x1 for line in lines))
    return [PageText(page.number, "\n\n".join(paragraphs(group, right, left) for group in groups))]
