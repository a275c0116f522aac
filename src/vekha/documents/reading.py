"""A document read in a process of its own, with bounds of memory, processor time and wall time (ADR 20)."""

import json
import sys
from dataclasses import asdict

from vekha.documents.errors import DocumentError
from vekha.documents.limits import LIMITS, Limits
from vekha.documents.office import checked, converted
from vekha.documents.process_limits import run_bounded
from vekha.documents.readers import CONVERTED, readable_format
from vekha.documents.source_json import refusal_of, source_of
from vekha.documents.tables import SourceDocument

BROKEN = "документ не удалось прочитать: он повреждён или требует слишком много памяти или времени."
ADVICE = "Откройте документ в Word или LibreOffice и сохраните заново как DOCX."


def read_apart(content: bytes, file: str, limits: Limits = LIMITS) -> SourceDocument:
    """Return the document as grids and lines, read in a child that may end as it likes."""
    found = readable_format(content, file, limits)
    if found in CONVERTED:
        return checked(content, _read(converted(content, found, file, limits), file, limits))
    return _read(content, file, limits)


def _read(content: bytes, file: str, limits: Limits) -> SourceDocument:
    asked = json.dumps({"file": file, "limits": asdict(limits)}).encode()
    # -P: the working folder of the user is no place to import from.
    command = [sys.executable, "-P", "-m", "vekha.documents.reading_child"]
    told = run_bounded(command, asked + b"\n" + content, limits.reading_seconds)
    if told is None:
        raise DocumentError(BROKEN, ADVICE, file)
    answer = json.loads(told)
    if "refused" in answer:
        raise refusal_of(answer["refused"])
    return source_of(answer["read"])
