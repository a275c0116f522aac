"""The child that reads one document: `python -m vekha.documents.reading_child`, JSON and bytes in, JSON out.

It has no door to anything: a document that breaks a reader ends this process, and the parent says so.
"""

import json
import sys
from typing import Any

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits
from vekha.documents.process_limits import end_for_want_of_memory, limit_this_process
from vekha.documents.readers import read_source
from vekha.documents.source_json import refusal_json, source_json


def main() -> None:
    asked = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**asked["limits"])
    cpu_seconds = limits.ocr_seconds if limits.ocr else limits.reading_cpu_seconds
    limit_this_process(limits.reading_memory_bytes, cpu_seconds)
    try:
        answer = json.dumps(_answer(sys.stdin.buffer.read(), asked["file"], limits), ensure_ascii=True)
    except MemoryError:
        end_for_want_of_memory()
    sys.stdout.buffer.write(answer.encode())


def _answer(content: bytes, file: str, limits: Limits) -> dict[str, Any]:
    try:
        return {"read": source_json(read_source(content, file, limits))}
    except DocumentError as refused:
        return {"refused": refusal_json(refused)}


if __name__ == "__main__":
    main()
