"""DOCX by its XML: grids with merged cells, nested tables kept in their cell, nothing executed or fetched."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from vekha.documents.docx_text import (
    BULLET,
    DROPPED,
    TEXT_BOX,
    Numbering,
    W,
    is_deleted_row,
    raw_text,
    read_numbering,
    text_of,
    value_of,
)
from vekha.documents.errors import DocumentError
from vekha.documents.limits import RESAVE, Limits, past
from vekha.documents.tables import Cell, GridRow, SourceDocument, TextLine, TextTable
from vekha.documents.zip_package import Package, open_package
from vekha.domain.places import Place

PARAGRAPH, TABLE, ROW, CELL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
CHANGES = frozenset({f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"})
PROPERTIES = frozenset({f"{W}pPr", f"{W}rPr", f"{W}tblPr", f"{W}trPr", f"{W}tcPr", f"{W}sectPr"})
PARTS_NOT_READ = (
    ("word/footnotes", "сноски"),
    ("word/endnotes", "концевые сноски"),
    ("word/header", "верхний колонтитул"),
    ("word/footer", "нижний колонтитул"),
    ("word/comments", "примечания рецензентов"),
    ("word/embeddings", "вложенные объекты"),
    ("word/vbaProject", "макросы (не исполняются)"),
)


def read_docx(content: bytes, file: str, limits: Limits) -> SourceDocument:
    """Return the grids and lines of a DOCX. Raises DocumentError on a broken, hostile or oversized one."""
    package = open_package(content, file, limits)
    root = package.xml("word/document.xml")
    body = None if root is None else root.find(f"{W}body")
    if root is None or body is None:
        raise DocumentError("в документе нет текста Word.", RESAVE, file)
    numbering = read_numbering(package.xml("word/numbering.xml"), _styles(package))
    walker = _Walker(file, limits, numbering)
    walker.walk(body)
    return SourceDocument(
        file=file,
        blocks=tuple(walker.blocks),
        raw_text=raw_text(body),
        unread=_unread(package, root),
        tracked_changes=_tracked_changes(root),
    )


def _tracked_changes(root: etree._Element) -> int:
    return sum(1 for element in root.iter(*CHANGES))


def _styles(package: Package) -> etree._Element | None:
    content = package.part("word/styles.xml")
    return package.xml("word/styles.xml") if content and b"numPr" in content else None


def _unread(package: Package, root: etree._Element) -> tuple[str, ...]:
    """Name what is not read, where it holds any words."""
    boxes = sum(1 for box in root.iter(TEXT_BOX) if text_of(box).strip())
    found = [f"надписи (text box): {boxes}"] if boxes else []
    names = package.names()
    for prefix, russian in PARTS_NOT_READ:
        parts = [name for name in names if name.startswith(prefix)]
        xml_parts = [name for name in parts if name.endswith(".xml")]
        silent = bool(xml_parts) and not any(_has_words(package, name) for name in xml_parts)
        if parts and not silent:
            found.append(russian)
    return tuple(found)


def _has_words(package: Package, name: str) -> bool:
    root = package.xml(name)
    return root is not None and bool(text_of(root).strip())


@dataclass(slots=True)
class _Walker:
    file: str
    limits: Limits
    numbering: Numbering
    blocks: list[TextLine | TextTable] = field(default_factory=list)
    tables: int = 0
    cells: int = 0
    spans: int = 0
    lines: int = 0

    def walk(self, parent: etree._Element) -> None:
        for child in _entered(parent, {PARAGRAPH, TABLE}):
            if child.tag == PARAGRAPH:
                for line in self._paragraph(child).split("\n"):
                    self.lines += 1
                    self.blocks.append(TextLine(Place(self.file, line=self.lines), line))
            else:
                self._table(child)

    def _paragraph(self, paragraph: etree._Element) -> str:
        """Word prints the number of an empty list paragraph too: a number column often holds nothing else."""
        text, label = text_of(paragraph), self.numbering.label(paragraph)
        return label + text if text.strip() or label != BULLET else text

    def _table(self, table: etree._Element) -> None:
        self.tables += 1
        if self.tables > self.limits.tables:
            raise past("tables", self.limits, self.file)
        rows: list[GridRow] = []
        above: dict[int, Cell] = {}
        for row in _entered(table, {ROW}):
            if is_deleted_row(row):
                continue
            place = Place(self.file, table=self.tables, row=len(rows) + 1)
            if len(rows) >= self.limits.table_rows:
                raise past("table_rows", self.limits, place)
            cells = self._row(row, above, place)
            above = dict(enumerate(cells))
            anomalies = ("tracked_changes",) if _tracked_changes(row) else ()
            rows.append(GridRow(place, tuple(cells), anomalies=anomalies))
        self.blocks.append(TextTable(self.tables, tuple(rows)))

    def _row(self, row: etree._Element, above: dict[int, Cell], place: Place) -> list[Cell]:
        grid: list[Cell] = [Cell("")] * self._count(row.find(f"{W}trPr/{W}gridBefore"), place, least=0)
        for cell in _entered(row, {CELL}):
            width = self._count(cell.find(f"{W}tcPr/{W}gridSpan"), place, least=1)
            if len(grid) + width > self.limits.grid_columns:
                raise past("grid_columns", self.limits, place)
            grid += [self._cell(cell, width, above.get(len(grid)), place)] * width
        self.cells += len(grid)
        if self.cells > self.limits.cells:
            raise past("cells", self.limits, place)
        return grid

    def _cell(self, cell: etree._Element, width: int, above: Cell | None, place: Place) -> Cell:
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        text = self._cell_text(cell)
        if len(text) > self.limits.cell_chars:
            raise past("cell_chars", self.limits, place)
        if merge is not None and value_of(merge) != "restart" and above is not None and not text:
            return above
        if width == 1 and merge is None:
            return Cell(text)
        self.spans += 1
        return Cell(text, self.spans)

    def _cell_text(self, cell: etree._Element) -> str:
        """Paragraphs of the cell and of tables nested in it, a line each."""
        parts = [
            self._paragraph(child) if child.tag == PARAGRAPH else self._cell_text(child)
            for child in _entered(cell, {PARAGRAPH, TABLE})
        ]
        parts += [self._cell_text(inner) for inner in _entered(cell, {ROW, CELL})]
        return "\n".join(part for part in parts if part.strip()).strip()

    def _count(self, element: etree._Element | None, place: Place, least: int) -> int:
        value = value_of(element) or ""
        count = int(value) if value.isdigit() and len(value) < 12 else least
        if count > self.limits.grid_columns or len(value) >= 12:
            raise past("grid_columns", self.limits, place, "ячейка объединяет больше {} столбцов.")
        return max(count, least)


def _entered(parent: etree._Element, wanted: set[str]) -> Iterator[etree._Element]:
    """Yield the wanted elements under `parent`, entering wrappers only (sdt, ins, smartTag, customXml)."""
    for child in parent:
        if child.tag in wanted:
            yield child
        elif child.tag not in DROPPED | PROPERTIES | {PARAGRAPH, TABLE, ROW, CELL}:
            yield from _entered(child, wanted)
