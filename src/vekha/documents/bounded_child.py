"""How a parent asks the child that reads a file for it: limits and bytes in, one JSON object out."""

import json
import sys
from collections.abc import Callable
from typing import Any

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits
from vekha.documents.process_limits import (
    Ending,
    end_for_want_of_memory,
    limit_this_process,
    own_python,
    run_bounded,
)
from vekha.documents.source_json import refusal_json, refusal_of

Answer = dict[str, Any]


def asked_of_child(
    module: str, content: bytes, file: str, limits: Limits, ended: Callable[[Ending], DocumentError]
) -> Answer:
    """Return what the child `module` made of the file. `ended`: the error for a child that broke off.

    Raises what the child refused with, and what `ended` gives.
    """
    asked = json.dumps({"file": file, "limits": limits.as_json()}).encode()
    seconds = limits.ocr_seconds if limits.ocr else limits.reading_seconds
    told = run_bounded(own_python(module), asked + b"\n" + content, seconds)
    if told.how is not Ending.DONE:
        raise ended(told.how)
    answer: Answer = json.loads(told.printed)
    if "refused" in answer:
        raise refusal_of(answer["refused"])
    return answer


def answer_parent(read: Callable[[bytes, str, Limits], Answer]) -> None:
    """Bound this process, read what the parent sent, print the answer or the refusal."""
    asked = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**asked["limits"])
    cpu_seconds = limits.ocr_seconds if limits.ocr else limits.reading_cpu_seconds
    limit_this_process(limits.reading_memory_bytes, cpu_seconds)
    try:
        answer = json.dumps(_answer(read, sys.stdin.buffer.read(), asked["file"], limits), ensure_ascii=True)
    except MemoryError:
        end_for_want_of_memory()
    sys.stdout.buffer.write(answer.encode())


def _answer(
    read: Callable[[bytes, str, Limits], Answer], content: bytes, file: str, limits: Limits
) -> Answer:
    try:
        return read(content, file, limits)
    except DocumentError as refused:
        return {"refused": refusal_json(refused)}
