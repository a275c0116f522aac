"""What a reader hands over: lines of text and grids of cells, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from vekha.domain.places import Place


@dataclass(frozen=True, slots=True)
class Cell:
    """Text at one grid position. Positions of one merged cell share `span`; it is None for a plain cell."""

    text: str
    span: int | None = None


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a table. `after_gap`: a blank line (a page break) stands before it in a text file.

    `anomalies`: codes of what the reader itself saw (tracked changes, a date made by Excel ...).
    """

    place: Place
    cells: tuple[Cell, ...]
    after_gap: bool = False
    anomalies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextTable:
    """A grid as the file holds it; rows may differ in width."""

    number: int
    rows: tuple[GridRow, ...]

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line outside tables; empty lines are kept, they part paragraphs."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document in its own order. `raw_text` is taken by a second, simpler walk and checks the first.

    `unread` lists in Russian what the reader does not read; `tracked_changes` counts accepted insertions
    and dropped deletions; `doubts` are (code, detail) of what is odd about the document as a whole.
    """

    file: str
    blocks: tuple[TextLine | TextTable, ...]
    raw_text: str
    encoding: str | None = None
    unread: tuple[str, ...] = ()
    tracked_changes: int = 0
    doubts: tuple[tuple[str, str], ...] = ()

    def lines(self) -> Iterator[TextLine]:
        return (block for block in self.blocks if isinstance(block, TextLine))

    def tables(self) -> Iterator[TextTable]:
        return (block for block in self.blocks if isinstance(block, TextTable))
