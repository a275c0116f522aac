"""OpenDocument files made for one test: the XML as a test writes it, in the smallest package."""

import io
import zipfile
from xml.sax.saxutils import escape

from tests.documents.made_docx import HEADER, ROWS

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
                         ("draw", "drawing"))
)  # fmt: skip


def package(inner, lists="", **parts):
    packed = io.BytesIO()
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{lists}</office:automatic-styles>"
        f"<office:body><office:text>{inner}</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return packed.getvalue()


def paragraph(text):
    return f"<text:p>{escape(text)}</text:p>"


def cell(text, attributes=""):
    inner = text if text.startswith("<") else "".join(map(paragraph, text.split("\n")))
    return f"<table:table-cell {attributes}>{inner}</table:table-cell>"


def covered(count=1):
    return f'<table:covered-table-cell table:number-columns-repeated="{count}"/>'


def row(*cells):
    made = (one if one.startswith("<table:") else cell(one) for one in cells)
    return f"<table:table-row>{''.join(made)}</table:table-row>"


def table(*rows):
    return f"<table:table>{''.join(rows)}</table:table>"


def plan(*rows, header=HEADER):
    lines = (row(*header), *(row(*one) for one in rows or ROWS))
    return package(paragraph("План на 2026 год") + table(*lines))
