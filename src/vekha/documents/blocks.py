"""Lines and tables as a reader finds them; the limits of a grid are kept while they are added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from vekha.documents.limits import Limits, past
from vekha.documents.tables import Cell, GridRow, TextLine, TextTable
from vekha.domain.places import Place


@dataclass(frozen=True, slots=True)
class Spanned:
    """A cell as HTML and ODT write it: how many columns and rows it covers. `covered`: it lies under one."""

    text: str
    columns: int = 1
    rows: int = 1
    covered: bool = False


@dataclass(slots=True)
class Blocks:
    """What was found so far, in the document's own order."""

    file: str
    limits: Limits
    found: list[TextLine | TextTable] = field(default_factory=list)
    tables: int = 0
    cells: int = 0
    spans: int = 0
    lines: int = 0

    def add_text(self, text: str, page: int | None = None, sheet: str | None = None) -> None:
        for line in text.split("\n"):
            self.lines += 1
            self.found.append(TextLine(Place(self.file, page=page, line=self.lines, sheet=sheet), line))

    def add_table(self, rows: Sequence[GridRow]) -> None:
        """Add a table. Places get its number, and the row's where the reader has not given one."""
        self.tables += 1
        if self.tables > self.limits.tables:
            raise past("tables", self.limits, self.file)
        placed = tuple(
            replace(row, place=replace(row.place, table=self.tables, row=row.place.row or count))
            for count, row in enumerate(rows, start=1)
        )
        for row in placed:
            self._check(row)
        if len(placed) > self.limits.table_rows:
            raise past("table_rows", self.limits, placed[-1].place)
        self.found.append(TextTable(self.tables, placed))

    def new_span(self) -> int:
        self.spans += 1
        return self.spans

    def spread(self, rows: Iterable[Sequence[Spanned]]) -> list[tuple[Cell, ...]]:
        """Return the grid of a table whose cells say what they cover; every position under one is filled."""
        hanging: dict[int, tuple[Cell, int]] = {}
        grid: list[tuple[Cell, ...]] = []
        for row in rows:
            if len(grid) >= self.limits.table_rows:
                raise past("table_rows", self.limits, self.file)
            line: list[Cell] = []
            for cell in row:
                _fill_from_above(line, hanging)
                if cell.covered and (not line or line[-1].span is None):
                    line.append(Cell(""))
                if not cell.covered:
                    self._place(line, cell, hanging)
            _fill_from_above(line, hanging)
            grid.append(tuple(line))
        return grid

    def _place(self, line: list[Cell], cell: Spanned, hanging: dict[int, tuple[Cell, int]]) -> None:
        if len(line) >= self.limits.grid_columns:
            raise past("grid_columns", self.limits, self.file)
        width = max(1, min(cell.columns, self.limits.grid_columns - len(line)))
        merged = width > 1 or cell.rows > 1
        placed = Cell(cell.text, self.new_span() if merged else None)
        for _ in range(width):
            if len(line) in hanging:
                break
            if cell.rows > 1:
                hanging[len(line)] = (placed, min(cell.rows, self.limits.table_rows))
            line.append(placed)
            if cell.rows > 1:
                _use(hanging, len(line) - 1)

    def _check(self, row: GridRow) -> None:
        limits = self.limits
        self.cells += len(row.cells)
        if self.cells > limits.cells:
            raise past("cells", limits, row.place)
        if len(row.cells) > limits.grid_columns:
            raise past("grid_columns", limits, row.place)
        if any(len(cell.text) > limits.cell_chars for cell in row.cells):
            raise past("cell_chars", limits, row.place)


def _fill_from_above(line: list[Cell], hanging: dict[int, tuple[Cell, int]]) -> None:
    while len(line) in hanging:
        at = len(line)
        line.append(hanging[at][0])
        _use(hanging, at)


def _use(hanging: dict[int, tuple[Cell, int]], at: int) -> None:
    cell, left = hanging[at]
    if left > 1:
        hanging[at] = (cell, left - 1)
    else:
        del hanging[at]
