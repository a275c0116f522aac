"""Which format is read by what. A new format is one reader and one row here."""

from collections.abc import Callable

from vekha.documents.docx_reader import read_docx
from vekha.documents.errors import DocumentError
from vekha.documents.html_reader import read_html
from vekha.documents.limits import LIMITS, Limits, past
from vekha.documents.odt_reader import read_odt
from vekha.documents.office import read_through_office
from vekha.documents.sniffing import Format, format_of
from vekha.documents.tables import SourceDocument
from vekha.documents.text_reader import read_text
from vekha.documents.xlsx_reader import read_xlsx

Reader = Callable[[bytes, str, Limits], SourceDocument]


def read_pdf(content: bytes, file: str, limits: Limits) -> SourceDocument:
    """Import the reader only where a PDF is read: pdfplumber takes a quarter of a second to import."""
    from vekha.documents.pdf_reader import read_pdf as read

    return read(content, file, limits)


def read_picture(content: bytes, file: str, limits: Limits) -> SourceDocument:
    """The same of Pillow."""
    from vekha.documents.scan_reader import read_picture as read

    return read(content, file, limits)


READERS: dict[Format, Reader] = {
    Format.DOCX: read_docx,
    Format.XLSX: read_xlsx,
    Format.ODT: read_odt,
    Format.HTML: read_html,
    Format.PDF: read_pdf,
    Format.TEXT: read_text,
    Format.IMAGE: read_picture,
}
RECOGNISED = frozenset({Format.PDF, Format.IMAGE})
"""May hold pictures of pages."""
CONVERTED = frozenset({Format.DOC, Format.RTF})
"""Read as DOCX, made by LibreOffice."""
NAMES: dict[Format, str] = {
    Format.DOCX: "DOCX",
    Format.TEXT: "TXT и TSV (UTF-8 или Windows-1251)",
    Format.ODT: "документ OpenDocument (ODT)",
    Format.XLSX: "книга Excel (XLSX)",
    Format.HTML: "страница HTML",
    Format.PDF: "документ PDF",
    Format.DOC: "старый документ Word (DOC)",
    Format.RTF: "документ RTF",
    Format.IMAGE: "скан (PNG, JPG, TIFF) с ключом --ocr",
    Format.ARCHIVE: "архив",
    Format.BROKEN_ARCHIVE: "повреждённый документ или архив",
    Format.UNKNOWN: "файл неизвестного формата",
}


def read_source(content: bytes, file: str, limits: Limits = LIMITS) -> SourceDocument:
    """Return the document as grids and lines, read in this process: `reading` does it in a child.

    Raises DocumentError on what is empty, too big or not read.
    """
    found = readable_format(content, file, limits)
    if found in CONVERTED:
        return read_through_office(content, file, limits, read_docx)
    return READERS[found](content, file, limits)


def readable_format(content: bytes, file: str, limits: Limits) -> Format:
    """Return the format of a document there is a reader for. Raises DocumentError on any other."""
    if not content.strip():
        raise DocumentError("файл пуст.", "Проверьте, что он скачан целиком.", file)
    if len(content) > limits.file_bytes:
        raise past("file_bytes", limits, file)
    found = format_of(content)
    if found not in READERS and found not in CONVERTED:
        read = ", ".join(NAMES[one] for one in (*READERS, *sorted(CONVERTED)))
        raise DocumentError(
            f"это {NAMES[found]}; читаются форматы: {read}.",
            "Откройте документ в Word или LibreOffice и сохраните как DOCX.",
            file,
        )
    return found
