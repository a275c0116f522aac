"""Write examples/roadmaps/* from examples/orders/*.toml, in each format the same bytes each time.

Run from the project's root: `.venv/bin/python examples/make_documents.py`.
"""

import io
import tomllib
import zipfile
from collections.abc import Iterator
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import xlsxwriter
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

HERE = Path(__file__).resolve().parent
MADE_AT = (2026, 1, 1, 0, 0, 0)
ODT_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)
ODT_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/"'
    ' manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
Order = dict[str, Any]


def main() -> None:
    for source in sorted((HERE / "orders").glob("*.toml")):
        order = tomllib.loads(source.read_text(encoding="utf-8"))
        target = HERE / "roadmaps" / source.stem
        target.with_suffix(".docx").write_bytes(docx_of(order))
        target.with_suffix(".txt").write_bytes(text_of(order).encode(order["encoding"]))
        target.with_suffix(".xlsx").write_bytes(xlsx_of(order))
        target.with_suffix(".odt").write_bytes(odt_of(order))
        target.with_suffix(".html").write_bytes(html_of(order).encode("cp1251", "xmlcharrefreplace"))


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


def rows_of(table: dict[str, Any]) -> Iterator[list[str]]:
    """Rows of a table from its header on; a row of one or two cells is a heading."""
    yield from [table["header"]] if "header" in table else []
    yield from table["rows"]


def is_heading(row: list[str], table: dict[str, Any]) -> bool:
    return len(row) <= 2 < len(table["widths"])


def xlsx_of(order: Order) -> bytes:
    """The order on one sheet, its table on the next; a heading lies over the columns behind its number."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(*MADE_AT)})  # noqa: DTZ001 -- equal orders give equal bytes
    sheet = book.add_worksheet("Приказ")
    for at, line in enumerate(paragraphs(order)):
        sheet.write_string(at, 0, line)
    wrapped = book.add_format({"text_wrap": True, "border": 1})
    for count, table in enumerate(order["tables"], start=1):
        sheet = book.add_worksheet(f"План {count}")
        for at, row in enumerate(rows_of(table)):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text, wrapped)
            if is_heading(row, table):
                last = len(table["widths"]) - 1
                sheet.merge_range(at, len(row) - 1, at, last, row[-1], wrapped)
    book.close()
    return packed.getvalue()


def odt_of(order: Order) -> bytes:
    inner = [f"<text:p>{escape(line)}</text:p>" for line in paragraphs(order)]
    for table in order["tables"]:
        inner += [
            f'<table:table><table:table-column table:number-columns-repeated="{len(table["widths"])}"/>',
            *(_odt_row(row, table) for row in rows_of(table)),
            "</table:table><text:p/>",
        ]
    content = f"<office:document-content {ODT_SPACES}><office:body><office:text>{''.join(inner)}"
    content += "</office:text></office:body></office:document-content>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", MADE_AT), "application/vnd.oasis.opendocument.text")
        for name, text in (("content.xml", content), ("META-INF/manifest.xml", ODT_MANIFEST)):
            archive.writestr(zipfile.ZipInfo(name, MADE_AT), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _odt_row(row: list[str], table: dict[str, Any]) -> str:
    over = len(table["widths"]) - len(row) + 1 if is_heading(row, table) else 1
    cells = []
    for at, text in enumerate(row):
        span = f' table:number-columns-spanned="{over}"' if over > 1 and at == len(row) - 1 else ""
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
        cells.append(f'<table:table-cell office:value-type="string"{span}>{lines}</table:table-cell>')
    covered = f'<table:covered-table-cell table:number-columns-repeated="{over - 1}"/>' if over > 1 else ""
    return f"<table:table-row>{''.join(cells)}{covered}</table:table-row>"


def html_of(order: Order) -> str:
    """The page as Word saves it: Windows-1251, a paragraph in each cell, a heading with colspan."""
    lines = ['<html><head><meta http-equiv=Content-Type content="text/html; charset=windows-1251">']
    lines += ["<style>p.MsoNormal {margin:0cm}</style></head><body lang=RU>"]
    lines += [f"<p class=MsoNormal>{escape(line) or '<o:p>&nbsp;</o:p>'}</p>" for line in paragraphs(order)]
    for table in order["tables"]:
        lines.append("<table class=MsoTableGrid border=1>")
        for row in rows_of(table):
            over = len(table["widths"]) - len(row) + 1 if is_heading(row, table) else 1
            spans = [f" colspan={over}" if over > 1 and at == len(row) - 1 else "" for at in range(len(row))]
            cells = [
                f"<td{span}><p class=MsoNormal>{'<br>'.join(map(escape, text.split(chr(10))))}</p></td>"
                for text, span in zip(row, spans, strict=True)
            ]
            lines.append(f" <tr>{''.join(cells)}</tr>")
        lines.append("</table><p class=MsoNormal>&nbsp;</p>")
    return "\n".join([*lines, "</body></html>"])


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
