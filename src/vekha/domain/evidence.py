"""What proves that something was done, beside files and figures: acts and pages on sites."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class EvidenceAct:
    """An act by its number and date; the paper itself lies with whoever issued it."""

    title: str
    number: str
    dated: date


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """A page of a site as it stood at `fetched_at` (aware UTC): the bytes, and the SHA-256 of its words."""

    url: str
    fetched_at: datetime
    content: bytes
    text_sha256: str


TYPES = frozenset({
    "pdf", "doc", "docx", "odt", "rtf", "txt", "xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp",
    "jpg", "jpeg", "png", "tif", "tiff", "heic", "bmp", "zip", "7z", "rar", "xml", "json", "eml", "msg",
    "sig", "p7s", "mp3", "mp4", "avi", "mov",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class EvidenceLimits:
    """What may be handed in. types: endings of file names, lower case; hosts: whose pages may be fetched."""

    file_bytes: int = 25 * 1024 * 1024
    files: int = 20
    types: frozenset[str] = TYPES
    hosts: frozenset[str] = frozenset()
    page_bytes: int = 5 * 1024 * 1024
    page_seconds: float = 10.0


DEFAULT_LIMITS = EvidenceLimits()
