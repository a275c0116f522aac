"""Where something stands in a document, and what a reader has to say about it."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a source document; counts are 1-based, a part that is unknown is None.

    `sheet`: the name of a workbook's sheet; its rows are counted as Excel counts them.
    """

    file: str
    page: int | None = None
    table: int | None = None
    row: int | None = None
    line: int | None = None
    column: int | None = None
    sheet: str | None = None

    def __str__(self) -> str:
        named = (
            ("лист", f"«{self.sheet}»" if self.sheet else None),
            ("стр.", self.page),
            ("таблица", self.table),
            ("строка таблицы", self.row),
            ("строка", self.line),
            ("столбец", self.column),
        )
        return ", ".join([self.file, *(f"{name} {spot}" for name, spot in named if spot is not None)])


class Weight(StrEnum):
    """How much a remark weighs: a note informs, a doubt wants a person, an error refuses."""

    NOTE = "note"
    DOUBT = "doubt"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should know: what, where, what to do. `text` and `advice` are Russian."""

    code: str
    text: str
    place: Place | None = None
    advice: str = ""
    weight: Weight = Weight.DOUBT

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        advice = f" {self.advice}" if self.advice else ""
        return f"{where}{self.text}{advice}"
