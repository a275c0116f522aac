"""Write examples/roadmaps/*.docx and *.txt from examples/orders/*.toml, the same bytes each time.

Run from the project's root: `.venv/bin/python examples/make_documents.py`.
"""

import io
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

HERE = Path(__file__).resolve().parent
MADE_AT = (2026, 1, 1, 0, 0, 0)
Order = dict[str, Any]


def main() -> None:
    for source in sorted((HERE / "orders").glob("*.toml")):
        order = tomllib.loads(source.read_text(encoding="utf-8"))
        target = HERE / "roadmaps" / source.stem
        target.with_suffix(".docx").write_bytes(docx_of(order))
        target.with_suffix(".txt").write_bytes(text_of(order).encode(order["encoding"]))


def paragraphs(order: Order) -> Iterator[str]:
    """Lines of the order above its table; an empty line parts paragraphs."""
    for key in ("letterhead", "approval"):
        if key in order:
            yield from [*order[key], ""]
    if "act" in order:
        yield from [order["act"], "", *order["dated"], "", order["town"], "", *order["title"], ""]
        yield from [order["preamble"], ""]
        yield from order["points"]
        yield from ["", *order["signature"], "", *order["appendix"], ""]
    yield from [*order["table_title"], "", *order.get("tasks", [])]
    yield ""


def text_of(order: Order) -> str:
    """The text as it is copied out of Word: tabs between cells, a blank line at a page break."""
    lines = list(paragraphs(order))
    for table in order["tables"]:
        rows = [table["header"]] if "header" in table else []
        width = len(table["widths"])
        for row in rows + table["rows"]:
            cells = [*row, *[""] * (width - len(row))]
            lines.append("\t".join(" ".join(cell.split("\n")) for cell in cells))
        lines.append("")
    return "\n".join(lines)


def docx_of(order: Order) -> bytes:
    document = Document()
    document.styles["Normal"].font.size = Pt(11)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    for line in paragraphs(order):
        document.add_paragraph(line)
    numbers = _number_list(document) if order.get("automatic_numbers") else None
    for table in order["tables"]:
        _add_table(document, table, numbers)
        document.add_paragraph()
    packed = io.BytesIO()
    document.save(packed)
    return _with_fixed_dates(packed.getvalue())


def _add_table(document: Any, table: dict[str, Any], numbers: int | None) -> None:
    widths = table["widths"]
    rows = [table["header"]] if "header" in table else []
    grid = document.add_table(rows=0, cols=len(widths))
    grid.style = "Table Grid"
    for count, row in enumerate(rows + table["rows"]):
        cells = grid.add_row().cells
        for cell, width in zip(cells, widths, strict=True):
            cell.width = Cm(width)
        if len(row) <= 2 and len(widths) > 2:
            _add_heading(cells, row)
            continue
        for at, text in enumerate(row):
            numbered = numbers is not None and at == 0 and count > 0
            cells[at].text = "" if numbered else text
            if numbered:
                _number(cells[at].paragraphs[0], numbers)


def _add_heading(cells: Any, row: list[str]) -> None:
    """A heading lies over the whole row; its number keeps its own cell."""
    for cell, text in zip(cells, row, strict=False):
        cell.text = text
    merged = cells[len(row) - 1].merge(cells[-1])
    merged.text = row[-1]


def _number_list(document: Any) -> int:
    """Add a list «1.», «2.» ... and return its id."""
    numbering = document.part.numbering_part.element
    pattern = OxmlElement("w:abstractNum")
    pattern.set(qn("w:abstractNumId"), "90")
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("w:start", "1"), ("w:numFmt", "decimal"), ("w:lvlText", "%1.")):
        part = OxmlElement(tag)
        part.set(qn("w:val"), value)
        level.append(part)
    pattern.append(level)
    numbering.insert(0, pattern)
    return int(numbering.add_num(90).numId)


def _number(paragraph: Any, list_id: int) -> None:
    """Make the empty paragraph of a number cell the next member of the list, as Word's own numbering does."""
    properties = paragraph.paragraph_format.element.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = list_id


def _with_fixed_dates(content: bytes) -> bytes:
    """Return the package with one date on every part: equal orders give equal bytes."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, MADE_AT), old.read(entry), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


if __name__ == "__main__":
    main()
