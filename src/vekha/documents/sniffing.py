"""What a file is, by its content and never by its name."""

import io
import re
import zipfile
from enum import StrEnum


class Format(StrEnum):
    TEXT = "text"
    DOCX = "docx"
    ODT = "odt"
    XLSX = "xlsx"
    HTML = "html"
    PDF = "pdf"
    DOC = "doc"
    RTF = "rtf"
    IMAGE = "image"
    ARCHIVE = "archive"
    BROKEN_ARCHIVE = "broken_archive"
    UNKNOWN = "unknown"


MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"%PDF", Format.PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format.DOC),
    (b"{\\rtf", Format.RTF),
    (b"\x89PNG", Format.IMAGE),
    (b"\xff\xd8\xff", Format.IMAGE),
    (b"II*\x00", Format.IMAGE),
    (b"MM\x00*", Format.IMAGE),
    (b"Rar!", Format.ARCHIVE),
    (b"7z\xbc\xaf", Format.ARCHIVE),
)
ZIP_MARKS: tuple[tuple[str, Format], ...] = (
    ("word/document.xml", Format.DOCX),
    ("xl/workbook.xml", Format.XLSX),
    ("content.xml", Format.ODT),
)
HTML_START = re.compile(
    rb"(?:\s|<!--.*?-->|<\?xml[^>]*>|<!\[if[^>]*>)*<(?:!doctype\s+html|html|head|meta|title|style|body|div|table|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
HTML_HEAD_BYTES = 4096
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def format_of(content: bytes) -> Format:
    """Return the format the first bytes (for a zip: its parts) show. Text is whatever decodes as text."""
    for magic, found in MAGIC:
        if content.startswith(magic):
            return found
    if content.startswith(b"PK"):
        return _zip_format(content)
    head = content[:HTML_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")
    if head.startswith(BYTE_ORDER_MARKS):
        head = head.replace(b"\x00", b"")[2:]
    if HTML_START.match(head):
        return Format.HTML
    return Format.TEXT if decoded(content) else Format.UNKNOWN


def _zip_format(content: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return Format.BROKEN_ARCHIVE
    return next((found for mark, found in ZIP_MARKS if mark in names), Format.ARCHIVE)


def decoded(content: bytes) -> tuple[str, str] | None:
    """Return the text and its encoding: UTF-8 or UTF-16, then cp1251; None for what is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(content, "utf-16")
    return _strict(content, "utf-8-sig") or _cyrillic(content)


def _strict(content: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else (text, encoding.removesuffix("-sig"))


def _cyrillic(content: bytes) -> tuple[str, str] | None:
    """cp1251 takes almost any bytes, so the text must also look Russian: mostly letters and blanks."""
    found = _strict(content, "cp1251")
    if found is None:
        return None
    text = found[0]
    plain = sum(letter.isspace() or "а" <= letter.lower() <= "я" or letter in "ёЁ№«»—–" for letter in text)
    ascii_print = sum(" " <= letter <= "~" for letter in text)
    return found if plain and plain + ascii_print >= 0.95 * len(text) else None
