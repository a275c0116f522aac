"""A table of a paper as WordprocessingML, built at once: cell by cell python-docx takes quadratic time."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from docx.document import Document as DocxDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from vekha.reports.paper import Column, Table
from vekha.reports.xml_text import printable

TWIPS_PER_MM = 1440 / 25.4
_SIZE = 18  # half-points: 9 pt
_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def append_table(document: DocxDocument, table: Table) -> None:
    """Append the table and a low paragraph after it: Word joins tables that touch."""
    widths = [round(column.width * TWIPS_PER_MM) for column in table.columns]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    header = _row([column.title for column in table.columns], widths, None, header=True)
    last = len(table.rows) - 1 if table.total else -1
    body = "".join(
        _row(row, widths, table.columns, bold=position == last) for position, row in enumerate(table.rows)
    )
    xml = (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{_EDGES}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{header}{body}</w:tbl>"
    )
    after = document.add_paragraph()
    after.paragraph_format.space_after = 0
    after.paragraph_format.line_spacing = Pt(6)
    after.paragraph_format.element.addprevious(parse_xml(xml))


def _row(
    cells: Sequence[str],
    widths: Sequence[int],
    columns: tuple[Column, ...] | None,
    *,
    header: bool = False,
    bold: bool = False,
) -> str:
    repeated = "<w:tblHeader/>" if header else ""
    inner = "".join(
        _cell(text, width, _side(columns, position), header=header, bold=bold)
        for position, (text, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{inner}</w:tr>"


def _side(columns: tuple[Column, ...] | None, position: int) -> str:
    if columns is None:
        return "center"
    return "right" if columns[position].number else "left"


def _cell(text: str, width: int, side: str, *, header: bool, bold: bool) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>' if header else ""
    strong = "<w:b/>" if header or bold else ""
    middle = '<w:vAlign w:val="center"/>' if header else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}'
        f"{middle}</w:tcPr>"
        f'<w:p><w:pPr><w:spacing w:before="20" w:after="20"/><w:jc w:val="{side}"/></w:pPr>'
        f'<w:r><w:rPr>{strong}<w:sz w:val="{_SIZE}"/><w:szCs w:val="{_SIZE}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r></w:p></w:tc>'
    )
