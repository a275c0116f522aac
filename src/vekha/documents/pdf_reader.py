"""PDF with a text layer: geometry of pdfplumber's letters and lines, tables joined over pages."""

import io
from collections.abc import Iterator
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from vekha.documents.blocks import Blocks
from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits, past
from vekha.documents.pdf_cuts import cut_parts
from vekha.documents.pdf_grid import Rule
from vekha.documents.pdf_pages import EDGE, Page, PagePart, PageReader, PageText
from vekha.documents.pdf_stitching import Stitched, stitched
from vekha.documents.pdf_text import Glyph, letters_in, once
from vekha.documents.tables import GridRow, SourceDocument
from vekha.domain.places import Place

ADVICE_SCAN = (
    "Попросите исходный файл (DOCX, XLSX). Если его нет, распознайте скан программой и сверьте каждую строку."
)
ADVICE_RESAVE = "Откройте его в программе просмотра и сохраните (напечатайте в PDF) заново."
UNREADABLE_SHARE = 0.1
SCAN_SHARE = 0.7
SYMBOLS = {0xF0B7: "•", 0xF0A7: "•", 0xF0D8: "•", 0xF0FC: "•", 0xF02D: "-", 0xF0BE: "-", 0x25CF: "•"}
"""Bullets of the fonts Symbol and Wingdings."""
Thing = dict[str, Any]


def read_pdf(content: bytes, file: str, limits: Limits) -> SourceDocument:
    """Return the tables and lines of a PDF. Raises DocumentError on a scan, a locked or broken file."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            if pdf.doc.encryption is not None:
                raise _locked(file)
            if len(pdf.pages) > limits.pages:
                raise past("pages", limits, file)
            return _read(pdf, file, limits)
    except PdfminerException as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise _locked(file) from error
        raise _broken(file) from error
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise _locked(file) from error
    except PDFSyntaxError as error:
        raise _broken(file) from error


def _locked(file: str) -> DocumentError:
    return DocumentError("документ PDF зашифрован.", "Сохраните его без пароля и ограничений.", file)


def _broken(file: str) -> DocumentError:
    return DocumentError("документ PDF повреждён.", ADVICE_RESAVE, file)


def _read(pdf: Any, file: str, limits: Limits) -> SourceDocument:
    reader = PageReader()
    pages: list[Page] = []
    parts: list[list[PagePart]] = []
    unread: list[str] = []
    scanned: list[int] = []
    for page in pdf.pages:
        made = _page(page, file, limits)
        pages.append(made)
        parts.append(reader.parts(made))
        covered = _picture_share(page) > SCAN_SHARE
        if covered and not made.glyphs:
            unread.append(f"стр. {made.number}: картинка без текста")
        elif covered:
            scanned.append(made.number)
        unread += _turned(page, made.number)
        page.close()
    if not any(page.glyphs for page in pages):
        raise DocumentError("это скан: в документе картинки, текста в нём нет.", ADVICE_SCAN, file)
    parts = cut_parts(pages, parts, reader)
    _check_letters(pages, parts, file)
    blocks = Blocks(file, limits)
    found = stitched([part for page_parts in parts for part in page_parts])
    for part in found:
        _add(part, blocks, frozenset(scanned))
    return SourceDocument(
        file=file,
        blocks=tuple(blocks.found),
        raw_text="\n".join(_texts([part for page_parts in parts for part in page_parts])),
        unread=tuple(unread),
        doubts=tuple(_doubts(pdf, found, scanned)),
    )


def _page(page: Any, file: str, limits: Limits) -> Page:
    width, height = float(page.width), float(page.height)
    if not (0 < width <= limits.page_points and 0 < height <= limits.page_points):
        raise past("page_points", limits, Place(file, page=page.page_number))
    chars = page.chars
    if len(chars) > limits.page_chars:
        raise past("page_chars", limits, Place(file, page=page.page_number))
    glyphs = once([_glyph(one) for one in chars if one["upright"] and one["text"]])
    unreadable = sum(glyph.text.startswith("(cid:") for glyph in glyphs)
    if unreadable > UNREADABLE_SHARE * max(len(glyphs), 1):
        raise DocumentError("шрифты документа не дают прочесть его текст.", ADVICE_SCAN, file)
    return Page(page.page_number, width, height, tuple(glyphs), tuple(_rules(page)))


def _glyph(one: Thing) -> Glyph:
    text = " " if one["text"].isspace() else one["text"].translate(SYMBOLS)
    return Glyph(text, float(one["x0"]), float(one["x1"]), float(one["top"]), float(one["bottom"]))


def _rules(page: Any) -> Iterator[Rule]:
    """Yield the straight lines and sides of boxes; the edge of the page itself is no wall."""
    for edge in page.edges:
        if edge["orientation"] == "v" and EDGE < edge["x0"] < page.width - EDGE:
            yield Rule(upright=True, at=edge["x0"], start=edge["top"], end=edge["bottom"])
        elif edge["orientation"] == "h" and EDGE < edge["top"] < page.height - EDGE:
            yield Rule(upright=False, at=edge["top"], start=edge["x0"], end=edge["x1"])


def _picture_share(page: Any) -> float:
    whole = float(page.width) * float(page.height)
    return max((float(one["width"]) * float(one["height"]) / whole for one in page.images), default=0.0)


def _turned(page: Any, number: int) -> Iterator[str]:
    turned = sum(1 for one in page.chars if not one["upright"] and one["text"].strip())
    if turned:
        yield f"стр. {number}: повёрнутый текст, {turned} зн."
    if any(one.get("contents") for one in page.annots):
        yield f"стр. {number}: примечания"


def _texts(parts: list[PagePart]) -> Iterator[str]:
    """Each text once: a merged cell is printed once."""
    for part in parts:
        if isinstance(part, PageText):
            yield part.text
            continue
        seen: set[int] = set()
        for cell in (cell for row in part.rows for cell in row):
            if cell.span is None or cell.span not in seen:
                yield cell.text
            if cell.span is not None:
                seen.add(cell.span)


def _check_letters(pages: list[Page], parts: list[list[PagePart]], file: str) -> None:
    """Every letter of the page is in one cell or one line. Raises DocumentError where one is not."""
    for page, page_parts in zip(pages, parts, strict=True):
        printed = letters_in(glyph.text for glyph in page.glyphs)
        if printed != letters_in(_texts(page_parts)):
            what = f"страница {page.number} прочитана не полностью."
            raise DocumentError(what, "Пришлите этот файл разработчику.", file)


def _add(part: Stitched | PageText, blocks: Blocks, scanned: frozenset[int]) -> None:
    if isinstance(part, PageText):
        blocks.add_text(part.text, page=part.page)
        blocks.add_text("")
        return
    common = (*(["clipped_table"] if part.clipped else []), *(["columns_by_cuts"] if part.by_cuts else []))
    blocks.add_table(
        [
            GridRow(
                Place(blocks.file, page=row.page),
                tuple(row.cells),
                after_gap=row.after_gap,
                anomalies=(*row.anomalies, *common, *(["ocr"] if row.page in scanned else [])),
            )
            for row in part.rows
        ]
    )
    for text in part.aside:
        blocks.add_text(text.text, page=text.page)


def _doubts(pdf: Any, found: list[Stitched | PageText], scanned: list[int]) -> Iterator[tuple[str, str]]:
    if any(isinstance(part, Stitched) and part.clipped for part in found):
        yield "clipped_table", ""
    if scanned:
        yield "ocr", "стр. " + ", ".join(map(str, scanned))
    catalog = pdf.doc.catalog
    if {"AA", "AcroForm"} & set(catalog) or any(
        mark in str(catalog) for mark in ("JavaScript", "Launch", "Embedded")
    ):
        yield "active_content", ""
