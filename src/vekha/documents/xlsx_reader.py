"""XLSX by its XML: filled cells only, merged cells filled, hidden sheets named and not read."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from vekha.documents.blocks import Blocks
from vekha.documents.columns import distinct, is_header
from vekha.documents.errors import DocumentError
from vekha.documents.limits import RESAVE, Limits, past
from vekha.documents.tables import Cell, GridRow, SourceDocument
from vekha.documents.xlsx_numbers import Spot, repaired
from vekha.documents.xlsx_values import Book, Value, read_book
from vekha.documents.zip_package import Package, open_package
from vekha.domain.places import Place

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
RELATION_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
PARTS_NOT_READ = (
    ("xl/comments", "примечания к ячейкам"),
    ("xl/threadedComments", "обсуждения ячеек"),
    ("xl/drawings/drawing", "рисунки и надписи"),
    ("xl/embeddings", "вложенные объекты"),
    ("xl/externalLinks", "ссылки на другие книги (не открываются)"),
    ("xl/vbaProject", "макросы (не исполняются)"),
)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; both corners belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Filled cells of a sheet by (row, column), as Excel counts them."""

    name: str
    values: dict[Spot, Value]
    merges: tuple[Merge, ...]
    hidden_rows: bool


def read_xlsx(content: bytes, file: str, limits: Limits) -> SourceDocument:
    """Return the sheets as lines and grids. Raises DocumentError on a broken, hostile or oversized book."""
    package = open_package(content, file, limits)
    workbook = package.xml("xl/workbook.xml")
    if workbook is None:
        raise DocumentError("в файле нет книги Excel.", RESAVE, file)
    book = read_book(package, workbook)
    blocks = Blocks(file, limits)
    raw: list[str] = []
    unread: list[str] = []
    doubts: list[tuple[str, str]] = []
    for name, state, root in sheets_in(package, workbook):
        sheet = _sheet(name, root, book, limits)
        if not sheet.values:
            continue
        if state != "visible":
            unread.append(f"скрытый лист «{name}»")
        elif _too_wide(sheet, limits):
            unread.append(
                f"лист «{name}»: заполнен дальше {limits.sheet_columns} столбцов или {limits.sheet_rows} "
                "строк (пределы documents.sheet_columns и documents.sheet_rows)"
            )
        else:
            _add_sheet(sheet, blocks)
            raw += [value.text for value in sheet.values.values()]
            doubts += [("hidden_rows", f"лист «{name}»")] if sheet.hidden_rows else []
    return SourceDocument(
        file=file,
        blocks=tuple(blocks.found),
        raw_text="\n".join(raw),
        unread=(*unread, *_unread(package)),
        doubts=tuple(doubts),
    )


def _unread(package: Package) -> Iterator[str]:
    names = package.names()
    for prefix, russian in PARTS_NOT_READ:
        if any(name.startswith(prefix) for name in names):
            yield russian


def sheets_in(package: Package, workbook: etree._Element) -> Iterator[tuple[str, str, etree._Element]]:
    """Yield name, state and root of each sheet, in the order of the tabs."""
    relations = package.xml("xl/_rels/workbook.xml.rels")
    targets = {one.get("Id"): one.get("Target") or "" for one in (() if relations is None else relations)}
    for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
        target = targets.get(sheet.get(RELATION) or sheet.get(RELATION_STRICT), "")
        path = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
        root = package.xml(path)
        if root is not None:
            yield sheet.get("name") or "без имени", sheet.get("state") or "visible", root


def _sheet(name: str, root: etree._Element, book: Book, limits: Limits) -> Sheet:
    values: dict[Spot, Value] = {}
    hidden = False
    for row_number, row in enumerate(root.iterfind("{*}sheetData/{*}row"), start=1):
        filled = len(values)
        for at, cell in enumerate(row, start=1):
            value = book.value(cell)
            if value.text.strip() or value.anomaly:
                values[spot_of(cell.get("r"), row.get("r"), (row_number, at))] = value
        hidden |= row.get("hidden") in {"1", "true"} and len(values) > filled
        if len(values) > limits.cells:
            raise past("cells", limits, name, "на листе больше {} ячеек.")
    merges = tuple(_merges(root))
    wide = frozenset((one.top, one.left) for one in merges if one.right > one.left)
    return Sheet(name, repaired(values, wide) if values else {}, merges, hidden)


def spot_of(reference: str | None, row: str | None, counted: Spot) -> Spot:
    found = REFERENCE.fullmatch(reference or "")
    if found is None:
        return (int(row) if row and row.isdigit() and len(row) < 8 else counted[0], counted[1])
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _merges(root: etree._Element) -> Iterator[Merge]:
    for one in root.iterfind("{*}mergeCells/{*}mergeCell"):
        first, _, last = (one.get("ref") or "").partition(":")
        if REFERENCE.fullmatch(first) and REFERENCE.fullmatch(last):
            (top, left), (bottom, right) = spot_of(first, None, (0, 0)), spot_of(last, None, (0, 0))
            yield Merge(top, left, bottom, right)


def _too_wide(sheet: Sheet, limits: Limits) -> bool:
    rows, columns = (max(spot[at] for spot in sheet.values) for at in (0, 1))
    return rows > limits.sheet_rows or columns > limits.sheet_columns


def _add_sheet(sheet: Sheet, blocks: Blocks) -> None:
    """Add a sheet: what stands alone above the header and after the table are lines, the rest a table."""
    rows = _grid(sheet, blocks)
    wide = [at for at, row in enumerate(rows) if len(distinct(row)) > 1]
    start, end = (_first_of_table(rows, wide), _last_of_table(rows, wide)) if wide else (len(rows), len(rows))
    for row in rows[:start]:
        blocks.add_text("\n".join(distinct(row)), sheet=sheet.name)
    if wide:
        blocks.add_table(rows[start:end])
    for row in rows[end:]:
        blocks.add_text("\n".join(distinct(row)), sheet=sheet.name)
    blocks.add_text("")


def _first_of_table(rows: list[GridRow], wide: list[int]) -> int:
    """A sheet that goes on with the table of another may open with a heading; one with a header does not."""
    return wide[0] if any(is_header(rows[at]) for at in wide[:8]) else 0


def _last_of_table(rows: list[GridRow], wide: list[int]) -> int:
    """A row that stands alone after a blank one, below the last row of cells, is a line under the table."""
    after = range(wide[-1] + 1, len(rows))
    return next((at for at in after if not distinct(rows[at])), len(rows))


def _grid(sheet: Sheet, blocks: Blocks) -> list[GridRow]:
    """Rows from the first filled to the last; merged cells are filled as far as the filled part reaches."""
    rows, columns = ([spot[at] for spot in sheet.values] for at in (0, 1))
    top, bottom, left, right = min(rows), max(rows), min(columns), max(columns)
    covered: dict[Spot, Cell] = {}
    for merge in sheet.merges:
        text = sheet.values.get((merge.top, merge.left), Value("")).text
        cell = Cell(text.strip(), blocks.new_span())
        for row in range(max(merge.top, top), min(merge.bottom, bottom) + 1):
            for column in range(max(merge.left, left), min(merge.right, right) + 1):
                if (row, column) == (merge.top, merge.left) or (row, column) not in sheet.values:
                    covered[row, column] = cell
        blocks.cells += (min(merge.bottom, bottom) - max(merge.top, top) + 1) if merge.bottom >= top else 0
        if blocks.cells > blocks.limits.cells:
            raise past("cells", blocks.limits, blocks.file)
    return [_row(sheet, row, (left, right), covered, blocks.file) for row in range(top, bottom + 1)]


def _row(sheet: Sheet, row: int, reach: Spot, covered: dict[Spot, Cell], file: str) -> GridRow:
    spots = [(row, column) for column in range(reach[0], reach[1] + 1)]
    cells = tuple(
        covered.get(spot) or Cell(sheet.values[spot].text.strip() if spot in sheet.values else "")
        for spot in spots
    )
    codes = dict.fromkeys(sheet.values[spot].anomaly for spot in spots if spot in sheet.values)
    return GridRow(Place(file, row=row, sheet=sheet.name), cells, anomalies=tuple(filter(None, codes)))
