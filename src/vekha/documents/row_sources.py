"""Where a row of the plan was read from: its cells as printed, and what gave its columns their roles."""

from collections.abc import Mapping
from dataclasses import replace

from vekha.documents.columns import Columns, distinct
from vekha.documents.tables import GridRow, TextTable
from vekha.documents.vocabulary import Column
from vekha.documents.wording import deadline_likeness, executor_likeness, is_number, one_line
from vekha.domain.places import Place
from vekha.domain.roadmaps import ColumnRole, RowSource


def row_source(row: GridRow, roles: tuple[ColumnRole, ...], first_rows: Mapping[int, Place]) -> RowSource:
    """Return what a row was read from. `first_rows`: by span, the row that holds a merged cell first."""
    spans = (cell.span for cell in row.cells if cell.span is not None)
    above = [first_rows[span] for span in spans if span in first_rows]
    return RowSource(
        places=(row.place,),
        cells=tuple(distinct(row)),
        merged_with=tuple(dict.fromkeys(place for place in above if place != row.place)),
        roles=roles,
    )


def continued(source: RowSource | None, row: GridRow) -> RowSource | None:
    """Return the source with the row that goes on with it."""
    if source is None:
        return None
    return replace(source, places=(*source.places, row.place), cells=(*source.cells, *distinct(row)))


def column_roles(table: TextTable, columns: Columns) -> tuple[ColumnRole, ...]:
    """Return the roles of a table's columns, each with what gave it and how its cells look."""
    header_end = max(columns.header, default=-1)
    rows = [row for row in table.rows[header_end + 1 :] if len(distinct(row)) > 1]
    return tuple(
        ColumnRole(role.value, at + 1, _why(columns, at), _score(rows, at, role))
        for at, role in enumerate(columns.roles)
    )


def _why(columns: Columns, at: int) -> str:
    title = columns.titles[at] if at < len(columns.titles) else ""
    return f"шапка «{one_line(title)}»" if title and not columns.by_content else "по содержанию ячеек"


def _score(rows: list[GridRow], at: int, role: Column) -> float:
    """The share of filled cells that look like the role, 0 to 1; a title or a result is any text."""
    texts = [row.cells[at].text for row in rows if at < len(row.cells) and row.cells[at].text.strip()]
    if not texts:
        return 0.0
    return round(sum(_looks(text, role) for text in texts) / len(texts), 2)


def _looks(text: str, role: Column) -> float:
    match role:
        case Column.NUMBER:
            return float(is_number(text))
        case Column.DEADLINE | Column.DEADLINE_START | Column.DEADLINE_END:
            return deadline_likeness(text)
        case Column.EXECUTOR:
            return executor_likeness(text)
        case _:
            return 1.0
