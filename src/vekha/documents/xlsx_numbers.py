"""Row numbers Excel has spoilt: 1.10 kept as the number 1.1, or as the first of October."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from vekha.documents.vocabulary import Column
from vekha.documents.wording import header_role, is_number, number_parts
from vekha.documents.xlsx_values import Value

REPAIRED = "number_repaired"
NUMBERS_SHARE = 0.6
HEADER_ROWS = 15
"""A sheet prints an approval stamp and a title above the header."""
Spot = tuple[int, int]


def repaired(values: Mapping[Spot, Value], merged: frozenset[Spot]) -> dict[Spot, Value]:
    """Return the cells with the numbers of the number column as they were printed; repairs are flagged.

    `merged`: corners of cells that lie over several columns (headings).
    """
    found = dict(values)
    for column in {column for _, column in values}:
        cells = {spot[0]: values[spot] for spot in values.keys() - merged if spot[1] == column}
        if cells and _holds_numbers(cells, first=column == min(at for _, at in values)):
            found |= {(row, column): value for row, value in _mended(cells).items()}
    return found


def _holds_numbers(cells: Mapping[int, Value], *, first: bool) -> bool:
    rows = sorted(cells)
    top = [header_role(cells[row].text) for row in rows if row <= rows[0] + HEADER_ROWS]
    if Column.NUMBER in top:
        return True
    numbers = sum(cells[row].number is not None or is_number(cells[row].text) for row in rows)
    return first and not any(top) and numbers >= NUMBERS_SHARE * len(rows)


@dataclass(slots=True)
class _Counter:
    """The number printed last."""

    last: tuple[int, ...] = ()

    def follows(self, parts: tuple[int, ...]) -> bool:
        """Whether the parts are the next at some level: 1.9 -> 1.10, 2, 2.1, 1.9.1."""
        raised = [
            (*self.last[:depth], self.last[depth] + 1, *one)
            for depth in range(len(self.last))
            for one in ((), (1,))
        ]
        return parts in [*raised, (*self.last, 1)]

    def is_next_beside(self, parts: tuple[int, ...]) -> bool:
        return bool(self.last) and parts == (*self.last[:-1], self.last[-1] + 1)


def _mended(cells: Mapping[int, Value]) -> dict[int, Value]:
    counter = _Counter()
    found = {}
    for row in sorted(cells):
        value = found[row] = _as_number(cells[row], counter)
        if is_number(value.text):
            counter.last = number_parts(value.text)
    return found


def _as_number(value: Value, counter: _Counter) -> Value:
    if value.moment is not None:
        return replace(value, text=f"{value.moment.day}.{value.moment.month}", anomaly=REPAIRED)
    if value.number is None:
        return value
    text = value.text.replace(",", ".")
    longer = number_parts(f"{text}0")
    if "." in text and not counter.follows(number_parts(text)) and counter.is_next_beside(longer):
        return replace(value, text=f"{text}0", anomaly=REPAIRED)
    return replace(value, text=text)
