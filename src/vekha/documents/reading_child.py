"""The child that reads one document: `python -m vekha.documents.reading_child`, JSON and bytes in, JSON out.

It has no door to anything: a document that breaks a reader ends this process, and the parent says so.
"""

from vekha.documents.bounded_child import Answer, answer_parent
from vekha.documents.limits import Limits
from vekha.documents.readers import read_source
from vekha.documents.source_json import source_json


def _read(content: bytes, file: str, limits: Limits) -> Answer:
    return {"read": source_json(read_source(content, file, limits))}


if __name__ == "__main__":
    answer_parent(_read)
