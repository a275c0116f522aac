"""The filled cells of every sheet of a workbook, as they stand: nothing merged, mended or left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits
from vekha.documents.xlsx_numbers import Spot
from vekha.documents.xlsx_reader import sheets_in, spot_of
from vekha.documents.xlsx_values import Book, read_book
from vekha.documents.zip_package import open_package
from vekha.domain.places import Place

NO_BOOK = "в файле нет книги Excel."
RESAVE = "Откройте её в Excel или LibreOffice и сохраните как «Книга Excel (.xlsx)» без пароля."


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What a cell shows. `moment`: its date, where it holds one; `formula`: it computes what it shows."""

    text: str
    moment: datetime | None = None
    formula: bool = False


Cells = Mapping[Spot, SheetCell]


def read_sheets(content: bytes, file: str, limits: Limits) -> dict[str, Cells]:
    """Return the cells by sheet, hidden sheets too. Raises DocumentError on a broken or oversized book."""
    package = open_package(content, file, limits)
    workbook = package.xml("xl/workbook.xml")
    if workbook is None:
        raise DocumentError(NO_BOOK, RESAVE, file)
    book = read_book(package, workbook)
    found: dict[str, Cells] = {}
    count = 0
    for name, _, root in sheets_in(package, workbook):
        found[name] = _cells(root, book)
        count += len(found[name])
        if count > limits.cells:
            raise DocumentError(f"в книге больше {limits.cells} ячеек.", RESAVE, Place(file, sheet=name))
    return found


def _cells(root: etree._Element, book: Book) -> Cells:
    cells: dict[Spot, SheetCell] = {}
    for line, row in enumerate(root.iterfind("{*}sheetData/{*}row"), start=1):
        for at, cell in enumerate(row, start=1):
            value = book.value(cell)
            formula = cell.find("{*}f") is not None
            if value.text or formula:
                spot = spot_of(cell.get("r"), row.get("r"), (line, at))
                cells[spot] = SheetCell(value.text, value.moment, formula)
    return cells


def sheets_json(sheets: Mapping[str, Cells]) -> dict[str, Any]:
    """Return the sheets as JSON: what a reading child says to its parent."""
    return {
        name: [
            [*spot, cell.text, cell.moment.isoformat() if cell.moment else None, cell.formula]
            for spot, cell in cells.items()
        ]
        for name, cells in sheets.items()
    }


def sheets_of(told: Mapping[str, Any]) -> dict[str, Cells]:
    """Return the sheets a child told. Raises TypeError or ValueError on anything else."""
    return {
        name: {
            (int(row), int(column)): SheetCell(
                str(text), datetime.fromisoformat(moment) if moment else None, bool(formula)
            )
            for row, column, text, moment, formula in cells
        }
        for name, cells in told.items()
    }
