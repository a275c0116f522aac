"""The child that reads one filled workbook: `python -m vekha.documents.sheets_child`, JSON and bytes in."""

from vekha.documents.bounded_child import Answer, answer_parent
from vekha.documents.limits import Limits
from vekha.documents.xlsx_cells import read_sheets, sheets_json


def _read(content: bytes, file: str, limits: Limits) -> Answer:
    return {"sheets": sheets_json(read_sheets(content, file, limits))}


if __name__ == "__main__":
    answer_parent(_read)
