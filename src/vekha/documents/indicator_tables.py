"""Tables of indicators beside the plan: name, unit, and what is planned by year or in all."""

import re
from dataclasses import replace

from vekha.documents.tables import GridRow, SourceDocument, TextTable
from vekha.documents.wording import is_column_numbers, one_line
from vekha.domain.indicators import Direction, Indicator, IndicatorRow, Planned
from vekha.rules.indicators import NO_PLAN, ONLY_A_NUMBER, read_indicator

NAME = re.compile(r"показател|индикатор", re.IGNORECASE)
UNIT = re.compile(r"\bед(?:\.|иниц)", re.IGNORECASE)
VALUE = re.compile(r"\b20\d\d\b|план|целев|значени", re.IGNORECASE)
FACT = re.compile(r"\bфакт|базов|исходн", re.IGNORECASE)
NUMBER = re.compile(r"(?:(?:не\s+)?(?:менее|более|ниже|выше)\s+)?(?P<number>\d+(?:[.,]\d+)?)\s*%?")
FALLING = re.compile(r"снижени|сокращени|уменьшени|\bне\s+(?:получивш|прошедш|имеющ)", re.IGNORECASE)
HEADER_ROWS = 3
HEADER_CHARS = 80


def indicator_rows(source: SourceDocument, plan_tables: list[int]) -> tuple[IndicatorRow, ...]:
    """Return the rows of every table of indicators; the tables of the plan are left alone."""
    tables = (table for table in source.tables() if table.number not in plan_tables)
    return tuple(row for table in tables for row in _rows(table))


def _rows(table: TextTable) -> list[IndicatorRow]:
    for at, header in enumerate(table.rows[:HEADER_ROWS]):
        heads = _texts(header)
        name = next(
            (col for col, head in enumerate(heads) if _is_head(head, NAME) and not UNIT.search(head)), None
        )
        values = [col for col, head in enumerate(heads) if _is_head(head, VALUE) and not FACT.search(head)]
        values = [col for col in values if col != name]
        if name is not None and values:
            unit = next((col for col, head in enumerate(heads) if _is_head(head, UNIT)), None)
            found = (_row(row, heads, name, unit, values) for row in table.rows[at + 1 :])
            return [one for one in found if one]
    return []


def _is_head(text: str, pattern: re.Pattern[str]) -> bool:
    return len(text) <= HEADER_CHARS and pattern.search(text) is not None


def _row(
    row: GridRow, heads: list[str], name: int, unit: int | None, values: list[int]
) -> IndicatorRow | None:
    cells = _texts(row)
    cells += [""] * (len(heads) - len(cells))
    if not re.search(r"[^\W\d_]", cells[name]) or is_column_numbers([cell for cell in cells if cell]):
        return None
    planned = tuple(_planned(heads[col], cells[col]) for col in values if cells[col])
    said = cells[unit] if unit is not None else ""
    return IndicatorRow(_indicator(cells[name], said, planned), planned, row.place)


def _planned(head: str, cell: str) -> Planned:
    found = NUMBER.fullmatch(cell)
    return Planned(head, cell, float(found["number"].replace(",", ".")) if found else None)


def _indicator(name: str, unit: str, planned: tuple[Planned, ...]) -> Indicator:
    """The last planned figure is the target: years stand in order, the end of the plan last."""
    read = read_indicator(name)
    last = next((one for one in reversed(planned) if one.value is not None), None)
    if last is None:
        return replace(read, unit=unit or read.unit, doubts=(NO_PLAN,))
    said = read_indicator(f"{last.text} %").direction if re.search(r"[а-яё]", last.text.lower()) else None
    direction = said or (Direction.AT_MOST if FALLING.search(name) else Direction.AT_LEAST)
    return replace(
        read,
        unit=unit or read.unit or ("%" if "%" in last.text else None),
        direction=direction,
        target=last.value,
        doubts=() if said else (ONLY_A_NUMBER,) if direction is Direction.AT_LEAST else (),
    )


def _texts(row: GridRow) -> list[str]:
    return [one_line(cell.text) for cell in row.cells]
