"""PDF: geometry of pdfplumber's letters and lines; pages that are pictures by OCR, where it was asked for."""

import io
from collections.abc import Iterator
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits, past
from vekha.documents.page_blocks import Pages, document_of
from vekha.documents.pdf_grid import Rule
from vekha.documents.pdf_pages import EDGE, Page
from vekha.documents.pdf_scans import SHARE_OF_A_SCAN, picture_of, picture_share
from vekha.documents.pdf_text import Glyph, once
from vekha.documents.scan_pages import recognised
from vekha.documents.scan_reader import ADVICE_SCAN, NOTHING_SEEN, SCAN
from vekha.documents.tables import SourceDocument
from vekha.domain.places import Place

ADVICE_RESAVE = "Откройте его в программе просмотра и сохраните (напечатайте в PDF) заново."
UNREADABLE_SHARE = 0.1
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
            return document_of(_read(pdf, file, limits), limits)
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


def _read(pdf: Any, file: str, limits: Limits) -> Pages:
    pages: list[Page] = []
    unread: list[str] = []
    by_eye: set[int] = set()
    seen = 0
    for page in pdf.pages:
        made = _page(page, file, limits)
        covered = picture_share(page) > SHARE_OF_A_SCAN
        if _wants_recognition(made, file, limits, covered=covered):
            seen += 1
            if seen > limits.ocr_pages:
                raise past("ocr_pages", limits, file)
            made = recognised(picture_of(page, file, limits), limits, file)
            by_eye.add(made.number)
        elif covered and made.glyphs:
            by_eye.add(made.number)  # its letters were put there by somebody's OCR
        elif covered:
            unread.append(f"стр. {made.number}: картинка без текста")
        pages.append(made)
        unread += _turned(page, made.number)
        page.close()
    if not any(page.glyphs for page in pages):
        raise DocumentError(NOTHING_SEEN if limits.ocr else SCAN, ADVICE_SCAN, file)
    return Pages(file, pages, frozenset(by_eye), unread, list(_doubts(pdf)))


def _wants_recognition(page: Page, file: str, limits: Limits, *, covered: bool) -> bool:
    """Whether a page is to be read by OCR. Raises DocumentError where its fonts leave nothing else."""
    unreadable = sum(glyph.text.startswith("(cid:") for glyph in page.glyphs)
    garbled = unreadable > UNREADABLE_SHARE * max(len(page.glyphs), 1)
    if garbled and not limits.ocr:
        raise DocumentError(
            "шрифты документа не дают прочесть его текст.", ADVICE_SCAN, Place(file, page=page.number)
        )
    return limits.ocr and (garbled or (covered and not page.glyphs))


def _page(page: Any, file: str, limits: Limits) -> Page:
    width, height = float(page.width), float(page.height)
    if not (0 < width <= limits.page_points and 0 < height <= limits.page_points):
        raise past("page_points", limits, Place(file, page=page.page_number))
    chars = page.chars
    if len(chars) > limits.page_chars:
        raise past("page_chars", limits, Place(file, page=page.page_number))
    glyphs = once([_glyph(one) for one in chars if one["upright"] and one["text"]])
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


def _turned(page: Any, number: int) -> Iterator[str]:
    turned = sum(1 for one in page.chars if not one["upright"] and one["text"].strip())
    if turned:
        yield f"стр. {number}: повёрнутый текст, {turned} зн."
    if any(one.get("contents") for one in page.annots):
        yield f"стр. {number}: примечания"


def _doubts(pdf: Any) -> Iterator[tuple[str, str]]:
    catalog = pdf.doc.catalog
    if {"AA", "AcroForm"} & set(catalog) or any(
        mark in str(catalog) for mark in ("JavaScript", "Launch", "Embedded")
    ):
        yield "active_content", ""
