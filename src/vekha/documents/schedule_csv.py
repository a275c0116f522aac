"""The schedule an author supplies for an undated item: a CSV of days (docs/ru/undated.md)."""

from datetime import date

from vekha.documents.cell_values import CellError, day
from vekha.documents.csv_columns import Column, Line, read_csv
from vekha.documents.errors import DocumentError
from vekha.domain.places import Remark, Weight

SCHEDULE_COLUMNS = (
    Column("start", ("начало", "с", "дата начала"), 20),
    Column("due", ("срок", "по", "окончание", "дата", "дата окончания"), 20, required=True),
)


def read_schedule(content: bytes, file: str) -> list[tuple[date | None, date]]:
    """Return the (start or None, due) days in the order of the file.

    Raises DocumentError that lists everything wrong at once.
    """
    table = read_csv(content, file, SCHEDULE_COLUMNS)
    wrong: list[Remark] = [remark for remark in table.remarks if remark.weight is Weight.ERROR]
    dates: list[tuple[date | None, date]] = []
    for line in table.lines:
        due = _read(line, "due", wrong)
        start = _read(line, "start", wrong)
        if due is not None:
            dates.append((start, due))
        elif not line.text("due"):
            wrong.append(line.error("due", "не заполнено.", "У каждой строки графика есть срок."))
    if wrong:
        told = "\n".join(f"  {remark}" for remark in wrong)
        raise DocumentError(f"график не принят, ничего не записано:\n{told}", "Исправьте строки.", file)
    return dates


def _read(line: Line, key: str, wrong: list[Remark]) -> date | None:
    try:
        return day(line.text(key))
    except CellError as error:
        wrong.append(line.error(key, error.what, error.advice))
        return None
