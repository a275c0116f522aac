"""A picture of a document (PNG, JPG, TIFF) read by OCR: behind `--ocr` only, every row under review."""

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits
from vekha.documents.page_blocks import Pages, document_of
from vekha.documents.scan_pages import recognised
from vekha.documents.scan_pictures import pictures_of
from vekha.documents.tables import SourceDocument

SCAN = "это скан: в документе картинки, текста в нём нет."
NOTHING_SEEN = "на страницах не распознано ни одного слова."
ADVICE_SCAN = (
    "Попросите исходный файл (DOCX, XLSX). Если его нет, скан можно распознать: добавьте к команде --ocr "
    "и сверьте каждую строку с подлинником."
)


def read_picture(content: bytes, file: str, limits: Limits) -> SourceDocument:
    """Return the tables and lines on the pictures. Raises DocumentError where OCR was not asked for."""
    if not limits.ocr:
        raise DocumentError(SCAN, ADVICE_SCAN, file)
    pages = [recognised(picture, limits, file) for picture in pictures_of(content, file, limits)]
    if not any(page.glyphs for page in pages):
        raise DocumentError(NOTHING_SEEN, "Отсканируйте документ заново или попросите исходный файл.", file)
    return document_of(Pages(file, pages, frozenset(page.number for page in pages)), limits)
