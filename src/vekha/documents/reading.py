"""A document read in a process of its own, with bounds of memory, processor time and wall time (ADR 20)."""

from vekha.documents.bounded_child import asked_of_child
from vekha.documents.errors import DocumentError
from vekha.documents.limits import LIMITS, RESAVE, Limits, past
from vekha.documents.office import read_through_office
from vekha.documents.process_limits import Ending
from vekha.documents.readers import CONVERTED, RECOGNISED, readable_format
from vekha.documents.source_json import source_of
from vekha.documents.tables import SourceDocument

BROKEN = "документ не удалось прочитать: он повреждён."
BOUNDS = {
    Ending.LATE: "reading_seconds",
    Ending.PROCESSOR: "reading_cpu_seconds",
    Ending.MEMORY: "reading_memory_bytes",
}


def read_apart(content: bytes, file: str, limits: Limits = LIMITS) -> SourceDocument:
    """Return the document as grids and lines, read in a child that may end as it likes."""
    found = readable_format(content, file, limits)
    if found in CONVERTED:
        return read_through_office(content, file, limits.without_recognition(), _read)
    return _read(content, file, limits if found in RECOGNISED else limits.without_recognition())


def _read(content: bytes, file: str, limits: Limits) -> SourceDocument:
    answer = asked_of_child(
        "vekha.documents.reading_child", content, file, limits, lambda how: _ended(how, file, limits)
    )
    return source_of(answer["read"])


def _ended(how: Ending, file: str, limits: Limits) -> DocumentError:
    name = BOUNDS.get(how)
    if name is None:
        return DocumentError(BROKEN, RESAVE, file)
    recognising = limits.ocr and how is not Ending.MEMORY
    return past("ocr_seconds" if recognising else name, limits, file)
