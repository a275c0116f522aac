"""A read document as JSON and back: what a reading child says to its parent. Nothing in it can run."""

from dataclasses import asdict
from typing import Any

from vekha.documents.errors import DocumentError
from vekha.documents.tables import Cell, GridRow, SourceDocument, TextLine, TextTable
from vekha.domain.places import Place

Json = dict[str, Any]


def source_json(source: SourceDocument) -> Json:
    return {
        "file": source.file,
        "blocks": [_block(block) for block in source.blocks],
        "raw_text": source.raw_text,
        "encoding": source.encoding,
        "unread": source.unread,
        "tracked_changes": source.tracked_changes,
        "doubts": source.doubts,
    }


def _block(block: TextLine | TextTable) -> Json:
    if isinstance(block, TextLine):
        return {"place": _place(block.place), "text": block.text}
    return {"number": block.number, "rows": [_row(row) for row in block.rows]}


def _row(row: GridRow) -> list[Any]:
    cells = [[cell.text, cell.span] for cell in row.cells]
    return [_place(row.place), cells, row.after_gap, row.anomalies]


def _place(place: Place) -> Json:
    return {name: value for name, value in asdict(place).items() if value is not None}


def source_of(told: Json) -> SourceDocument:
    """Return the document a child told. Raises KeyError, TypeError or ValueError on anything else."""
    return SourceDocument(
        file=str(told["file"]),
        blocks=tuple(_block_of(block) for block in told["blocks"]),
        raw_text=str(told["raw_text"]),
        encoding=told["encoding"],
        unread=tuple(map(str, told["unread"])),
        tracked_changes=int(told["tracked_changes"]),
        doubts=tuple((str(code), str(detail)) for code, detail in told["doubts"]),
    )


def _block_of(told: Json) -> TextLine | TextTable:
    if "rows" not in told:
        return TextLine(Place(**told["place"]), str(told["text"]))
    return TextTable(int(told["number"]), tuple(_row_of(*row) for row in told["rows"]))


def _row_of(place: Json, cells: list[list[Any]], after_gap: object, anomalies: list[str]) -> GridRow:
    kept = tuple(Cell(str(text), span) for text, span in cells)
    return GridRow(Place(**place), kept, after_gap=bool(after_gap), anomalies=tuple(anomalies))


def refusal_json(refused: DocumentError) -> Json:
    place = refused.place
    return {
        "what": refused.what,
        "advice": refused.advice,
        "place": _place(place) if isinstance(place, Place) else place,
    }


def refusal_of(told: Json) -> DocumentError:
    place = told["place"]
    return DocumentError(
        str(told["what"]), str(told["advice"]), Place(**place) if isinstance(place, dict) else str(place)
    )
