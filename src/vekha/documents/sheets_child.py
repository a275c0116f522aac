"""The child that reads one filled workbook: `python -m vekha.documents.sheets_child`, JSON and bytes in."""

import json
import sys
from typing import Any

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits
from vekha.documents.process_limits import end_for_want_of_memory, limit_this_process
from vekha.documents.source_json import refusal_json
from vekha.documents.xlsx_cells import read_sheets, sheets_json


def main() -> None:
    asked = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**asked["limits"])
    limit_this_process(limits.reading_memory_bytes, limits.reading_cpu_seconds)
    try:
        answer = json.dumps(_answer(sys.stdin.buffer.read(), asked["file"], limits), ensure_ascii=True)
    except MemoryError:
        end_for_want_of_memory()
    sys.stdout.buffer.write(answer.encode())


def _answer(content: bytes, file: str, limits: Limits) -> dict[str, Any]:
    try:
        return {"sheets": sheets_json(read_sheets(content, file, limits))}
    except DocumentError as refused:
        return {"refused": refusal_json(refused)}


if __name__ == "__main__":
    main()
