"""Plain text: lines parted by tabs, bars or semicolons become grids, the rest stays lines."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits, past
from vekha.documents.sniffing import decoded
from vekha.documents.tables import Cell, GridRow, SourceDocument, TextLine, TextTable
from vekha.documents.text_tables import Line, tabbed
from vekha.documents.wording import starts_like_a_continuation
from vekha.domain.places import Place

WIDE = 3
"""Columns a run of tabbed lines needs before an untabbed line between its rows counts as a row of it."""
STRAY_LINES = 3
GAP_LINES = 4
CONTINUED = "continuation_joined"
BREAKS = re.compile(r"\r\n|[\r\n\f\v\x1c-\x1e\x85\u2028\u2029]")


def read_text(content: bytes, file: str, limits: Limits) -> SourceDocument:
    """Return the grids and lines of a text. Raises DocumentError on what is no text or passes a limit."""
    if len(content) > limits.text_bytes:
        raise past("text_bytes", limits, file)
    found = decoded(content)
    if found is None:
        raise DocumentError("это не текст.", "Сохраните документ как DOCX.", file)
    text, encoding = found
    lines = BREAKS.split(text)
    blocks = _Splitter(file, limits).split(tabbed(lines))
    return SourceDocument(file=file, blocks=tuple(blocks), raw_text=text, encoding=encoding)


@dataclass(slots=True)
class _Splitter:
    """Walks the lines once and cuts them into runs that are tables and lines that are not."""

    file: str
    limits: Limits
    blocks: list[TextLine | TextTable] = field(default_factory=list)
    rows: list[GridRow] = field(default_factory=list)
    held: list[TextLine] = field(default_factory=list)
    tables: int = 0

    def split(self, lines: list[Line]) -> list[TextLine | TextTable]:
        for number, line in lines:
            place = Place(self.file, line=number)
            if "\t" in line.strip(" \n"):
                self._take_row(line, place)
            elif self.rows and self._holds(line):
                self.held.append(TextLine(place, line))
            else:
                self._close()
                self.blocks.append(TextLine(place, line))
        self._close()
        return self.blocks

    def _take_row(self, line: str, place: Place) -> None:
        gap = any(not held.text.strip() for held in self.held)
        for stray in self.held:
            if stray.text.strip():
                self.rows.append(GridRow(stray.place, (Cell(stray.text.strip()),), after_gap=gap))
        self.held = []
        cells = tuple(Cell(text.strip(" ")) for text in line.split("\t"))
        self._check(cells, place)
        self.rows.append(GridRow(place, cells, after_gap=gap))

    def _holds(self, line: str) -> bool:
        """Whether a line without tabs may still lie inside the table: a page break or a cell's own break."""
        blank = not line.strip()
        if any(bool(held.text.strip()) is blank for held in self.held):
            return False  # a paragraph of its own, not a cell's second line
        wide = max(len(row.cells) for row in self.rows) >= WIDE
        return wide and len(self.held) < (GAP_LINES if blank else STRAY_LINES)

    def _close(self) -> None:
        if self.rows:
            self.tables += 1
            rows = tuple(
                replace(row, place=replace(row.place, table=self.tables, row=index))
                for index, row in enumerate(mended(self.rows), start=1)
            )
            self.blocks.append(TextTable(self.tables, rows))
        self.blocks.extend(self.held)
        self.rows, self.held = [], []

    def _check(self, cells: tuple[Cell, ...], place: Place) -> None:
        limits = self.limits
        if len(cells) > limits.grid_columns:
            raise past("grid_columns", limits, place)
        if len(self.rows) >= limits.table_rows:
            raise past("table_rows", limits, place)
        if any(len(cell.text) > limits.cell_chars for cell in cells):
            raise past("cell_chars", limits, place)


def mended(rows: list[GridRow]) -> list[GridRow]:
    """Join rows a line break inside a cell has cut: two short rows that make one of the usual width.

    A line without tabs that goes on in small letters belongs to the last cell of the whole row above.
    """
    usual = Counter(len(row.cells) for row in rows).most_common(1)[0][0]
    whole: list[GridRow] = []
    for row in rows:
        above = whole[-1].cells if whole and not row.after_gap else ()
        if above and _is_other_half(above, row.cells, usual):
            middle = Cell(f"{above[-1].text}\n{row.cells[0].text}")
            whole[-1] = replace(whole[-1], cells=(*above[:-1], middle, *row.cells[1:]))
        elif len(above) >= usual and len(row.cells) == 1 and _ends_cell(above[-1], row.cells[0]):
            last = Cell(f"{above[-1].text}\n{row.cells[0].text}")
            anomalies = tuple(dict.fromkeys((*whole[-1].anomalies, CONTINUED)))
            whole[-1] = replace(whole[-1], cells=(*above[:-1], last), anomalies=anomalies)
        else:
            whole.append(row)
    return whole


def _ends_cell(above: Cell, line: Cell) -> bool:
    return bool(above.text.strip()) and starts_like_a_continuation(line.text)


def _is_other_half(first: tuple[Cell, ...], second: tuple[Cell, ...], usual: int) -> bool:
    short = 1 < len(first) < usual and len(second) < usual
    return short and len(first) + len(second) - 1 <= usual and bool(first[-1].text and second[0].text)
