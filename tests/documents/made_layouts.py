"""Write the documents and the gold of examples/layouts out of its *.toml, the same bytes each time.

Run from the project's root: `.venv/bin/python -m tests.documents.made_layouts`.
"""

import io
import json
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

import xlsxwriter
from tests.documents import made_docx, made_pdf
from tests.documents.material import EXAMPLES

LAYOUTS = EXAMPLES / "layouts"
MADE_AT = (2026, 1, 1, 0, 0, 0)
ODT = "application/vnd.oasis.opendocument.text"
ODT_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)
ODT_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WORD_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{WORD_MAIN}"/></Types>'
)
WORD_RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Target="word/document.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
Layout = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell at its place in the grid, with what it covers."""

    row: int
    column: int
    text: str
    columns: int = 1
    rows: int = 1


def main() -> None:
    for source in sorted(LAYOUTS.glob("*.toml")):
        layout = tomllib.loads(source.read_text(encoding="utf-8"))
        source.with_suffix(f".{layout['format']}").write_bytes(document_of(layout))
        source.with_suffix(".gold.json").write_text(gold_of(layout), encoding="utf-8")


def document_of(layout: Layout) -> bytes:
    return MAKERS[layout["format"]](layout)


def gold_of(layout: Layout) -> str:
    """Return what a perfect reading gives, as `vekha read --json` names it; an empty text is null."""
    items = [_gold_item(ordinal, item) for ordinal, item in enumerate(layout["items"], start=1)]
    gold = {
        "plan_start": layout["plan"][0],
        "plan_end": layout["plan"][1],
        "sections": [{"number": number, "title": title} for number, title in layout["sections"]],
        "items": items,
    }
    return json.dumps(gold, ensure_ascii=False, indent=1) + "\n"


def _gold_item(ordinal: int, item: Layout) -> Layout:
    texts = {name: value or None if isinstance(value, str) else value for name, value in item.items()}
    deadline = dict(item["deadline"])
    if "occurrences" in deadline:
        deadline["occurrences"] = [[start or None, end] for start, end in deadline["occurrences"]]
    return {"ordinal": ordinal, **texts, "deadline": deadline}


def placed(rows: list[list[Any]]) -> list[list[Placed]]:
    """Return the cells of each row where they lie: a cell over rows pushes those below it to the right."""
    taken: set[tuple[int, int]] = set()
    grid: list[list[Placed]] = []
    for at, row in enumerate(rows):
        line, column = [], 0
        for cell in row:
            while (at, column) in taken:
                column += 1
            spec = {"text": cell} if isinstance(cell, str) else cell
            one = Placed(at, column, **spec)
            taken |= {(at + down, column + over) for down in range(one.rows) for over in range(one.columns)}
            line.append(one)
        grid.append(line)
    return grid


def width_of(grid: list[list[Placed]]) -> int:
    return max(cell.column + cell.columns for row in grid for cell in row)


def blocks_of(layout: Layout) -> Iterator[str | list[list[Placed]]]:
    """Yield lines and tables in the document's order."""
    yield from layout["lines"]
    for count, table in enumerate(layout["tables"]):
        yield from layout.get("between", []) if count else []
        yield placed(table["rows"])
    yield from layout["after"]


def docx_of(layout: Layout) -> bytes:
    inner = "".join(
        made_docx.paragraph(escape(block)) if isinstance(block, str) else "".join(_docx_table(block))
        for block in blocks_of(layout)
    )
    return _packed(
        ("[Content_Types].xml", WORD_TYPES), ("_rels/.rels", WORD_RELATIONS),
        ("word/document.xml", made_docx.body(inner)),
    )  # fmt: skip


def _docx_table(grid: list[list[Placed]]) -> Iterator[str]:
    """Yield a table whose cells lie over columns; none of the layouts in Word merges rows."""
    sides = "".join(
        f'<w:{side} w:val="single"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "<w:gridCol/>" * width_of(grid)
    yield f"<w:tbl><w:tblPr><w:tblBorders>{sides}</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
    for row in grid:
        cells = (
            f'<w:tc><w:tcPr><w:gridSpan w:val="{cell.columns}"/></w:tcPr>'
            + "".join(made_docx.paragraph(escape(line)) for line in cell.text.split("\n"))
            + "</w:tc>"
            for cell in row
        )
        yield f"<w:tr>{''.join(cells)}</w:tr>"
    yield "</w:tbl>"


def _packed(*parts: tuple[str, str]) -> bytes:
    """Return a package with one date on every part."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts:
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, MADE_AT), text, method)
    return packed.getvalue()


def odt_of(layout: Layout) -> bytes:
    inner = "".join(
        f"<text:p>{escape(block)}</text:p>" if isinstance(block, str) else "".join(_odt_table(block))
        for block in blocks_of(layout)
    )
    content = f"<office:document-content {ODT_SPACES}><office:body><office:text>{inner}"
    content += "</office:text></office:body></office:document-content>"
    return _packed(("mimetype", ODT), ("content.xml", content), ("META-INF/manifest.xml", ODT_MANIFEST))


def _odt_table(grid: list[list[Placed]]) -> Iterator[str]:
    yield f'<table:table><table:table-column table:number-columns-repeated="{width_of(grid)}"/>'
    for row in grid:
        yield "<table:table-row>"
        cells = {cell.column: cell for cell in row}
        for column in range(width_of(grid)):
            yield _odt_cell(cells[column]) if column in cells else "<table:covered-table-cell/>"
        yield "</table:table-row>"
    yield "</table:table>"


def _odt_cell(cell: Placed) -> str:
    spans = f'table:number-columns-spanned="{cell.columns}" table:number-rows-spanned="{cell.rows}"'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.text.split("\n"))
    return f'<table:table-cell office:value-type="string" {spans}>{lines}</table:table-cell>'


def html_of(layout: Layout) -> bytes:
    """The page as Word saves it: Windows-1251, a paragraph in each cell."""
    lines = ['<html><head><meta http-equiv=Content-Type content="text/html; charset=windows-1251">']
    lines += ["<style>p.MsoNormal {margin:0cm}</style></head><body lang=RU>"]
    for block in blocks_of(layout):
        if isinstance(block, str):
            lines.append(f"<p class=MsoNormal>{escape(block) or '<o:p>&nbsp;</o:p>'}</p>")
            continue
        lines.append("<table class=MsoTableGrid border=1>")
        for row in block:
            spans = [f"colspan={cell.columns} rowspan={cell.rows}" for cell in row]
            cells = [
                f"<td {span}><p class=MsoNormal>{escape(cell.text)}</p></td>"
                for cell, span in zip(row, spans, strict=True)
            ]
            lines.append(f" <tr>{''.join(cells)}</tr>")
        lines.append("</table>")
    return "\n".join([*lines, "</body></html>"]).encode("cp1251", "xmlcharrefreplace")


def text_of(layout: Layout) -> bytes:
    """Cells with tabs between them in Windows-1251; a line break in a cell breaks its row."""
    lines = []
    for block in blocks_of(layout):
        if isinstance(block, str):
            lines.append(block)
        else:
            lines += ["\t".join(cell.text for cell in row) for row in block]
    return "\n".join(lines).encode("cp1251")


def xlsx_of(layout: Layout) -> bytes:
    """The plan on one sheet with merged cells, and a hidden sheet nobody meant to send."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(*MADE_AT)})  # noqa: DTZ001 -- equal layouts give equal bytes
    sheet, wrapped = book.add_worksheet("План"), book.add_format({"text_wrap": True, "border": 1})
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 9, 16)
    row = 0
    for block in blocks_of(layout):
        if isinstance(block, str):
            sheet.write_string(row, 0, block)
            row += 1
            continue
        for cell in (cell for line in block for cell in line):
            _write(sheet, cell, row, wrapped)
        row += len(block)
    hidden = book.add_worksheet("Черновик")
    hidden.write_string(0, 0, "Старый план")
    hidden.hide()
    book.close()
    return packed.getvalue()


def _write(sheet: Any, cell: Placed, down: int, wrapped: Any) -> None:
    first, last = cell.row + down, cell.row + down + cell.rows - 1
    if (cell.rows, cell.columns) == (1, 1):
        sheet.write_string(first, cell.column, cell.text, wrapped)
    else:
        sheet.merge_range(first, cell.column, last, cell.column + cell.columns - 1, cell.text, wrapped)


def pdf_of(layout: Layout) -> bytes:
    """Two ruled pages; the second opens with the header of the first."""
    rows = [tuple(cell.text for cell in row) for row in placed(layout["tables"][0]["rows"])]
    cut = layout["page_break_before"]
    first = made_pdf.Paper().text(made_pdf.LEFT, 20, layout["lines"][0])
    made_pdf.grid(first, rows[:cut], 60)
    second = made_pdf.Paper()
    made_pdf.grid(second, [rows[0], *rows[cut:]], 40)
    return made_pdf.pdf(first, second)


MAKERS = {"docx": docx_of, "odt": odt_of, "html": html_of, "txt": text_of, "xlsx": xlsx_of, "pdf": pdf_of}

if __name__ == "__main__":
    main()
