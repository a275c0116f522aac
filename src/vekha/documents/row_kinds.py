"""What a row of a plan's table is: an item, a heading, the rest of the row above, or furniture."""

from dataclasses import dataclass
from enum import StrEnum

from vekha.documents.columns import Columns, distinct, is_header
from vekha.documents.combined_cells import halves_of
from vekha.documents.period_columns import filled_periods, heads_periods
from vekha.documents.tables import GridRow
from vekha.documents.vocabulary import NOTES, TOTALS, Column
from vekha.documents.wording import (
    LEADING_NUMBER,
    PERSON,
    deadline_likeness,
    executor_likeness,
    header_role,
    is_column_numbers,
    is_number,
    number_parts,
    one_line,
    starts_like_a_continuation,
    words,
)

FRAGMENT_CELLS = 2
TOTAL_WORDS = tuple([word] for word in TOTALS)
HEADING_COLUMNS = frozenset({Column.NUMBER, Column.TITLE, Column.DIRECTION, Column.OTHER, None})


class RowKind(StrEnum):
    EMPTY = "empty"
    COLUMN_NUMBERS = "column_numbers"
    HEADER = "header"
    TOTALS = "totals"
    NOTE = "note"
    SIGNATURE = "signature"
    OTHER_TABLE = "other_table"
    SECTION = "section"
    CONTINUATION = "continuation"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Heading:
    number: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Context:
    """What a row is judged against: its columns, the next printed number, whether anything stands above.

    unnumbered_below: the very next row prints no number. numbered: other rows of the plan print numbers.
    """

    columns: Columns
    next_number: str | None
    unnumbered_below: bool
    something_above: bool
    numbered: bool


def kind_of(row: GridRow, context: Context) -> RowKind:
    texts = distinct(row)
    found = _furniture(row, texts, context)
    if found is not None:
        return found
    if _is_continuation(row, texts, context):
        return RowKind.CONTINUATION
    return RowKind.SECTION if _is_section(row, texts, context) else RowKind.ITEM


def _furniture(row: GridRow, texts: list[str], context: Context) -> RowKind | None:
    """Rows that hold nothing of the plan itself; None for those that do."""
    opening = _text_in(row, context.columns, HEADING_COLUMNS).lower()
    tests = (
        (RowKind.EMPTY, not texts),
        (RowKind.COLUMN_NUMBERS, is_column_numbers(texts)),
        (RowKind.HEADER, is_header(row) or heads_periods(row) or _repeats_header(texts, context.columns)),
        (
            RowKind.TOTALS,
            (len(texts) > 1 and opening.startswith(TOTALS)) or words(opening)[:1] in TOTAL_WORDS,
        ),
        (RowKind.OTHER_TABLE, _heads_other_table(row, texts)),
        (RowKind.SIGNATURE, _is_signature(row, texts, context.columns)),
        (RowKind.NOTE, len(texts) == 1 and one_line(texts[0]).lower().startswith(NOTES)),
    )
    return next((kind for kind, holds in tests if holds), None)


def _heads_other_table(row: GridRow, texts: list[str]) -> bool:
    """Whether a row below the plan names columns of something else: «№ | Показатель | 2025 | 2026»."""
    roles = {header_role(text) for text in texts}
    told = Column.INDICATOR in roles and len(roles) > 1
    return len(texts) >= FRAGMENT_CELLS and (Column.NUMBER in roles or (row.after_gap and told))


def _is_signature(row: GridRow, texts: list[str], columns: Columns) -> bool:
    """Whether a row signs the plan: «Директор | | Петров П.П.»."""
    if len(texts) < FRAGMENT_CELLS or _text_in(row, columns, frozenset({Column.DEADLINE})):
        return False
    if is_number(_text_in(row, columns, frozenset({Column.NUMBER}))):
        return False
    *posts, name = [one_line(text) for text in texts]
    return PERSON.fullmatch(name) is not None and all(executor_likeness(post) > 0 for post in posts)


def _repeats_header(texts: list[str], columns: Columns) -> bool:
    """Whether a row prints the titles of the columns again, known words or not."""
    return len(texts) >= FRAGMENT_CELLS and (
        {one_line(text) for text in texts} <= set(columns.titles) | columns.printed
    )


def number_of(row: GridRow, columns: Columns) -> str | None:
    """Return the printed number of a row: its number cell, or what its first text begins with."""
    own = _text_in(row, columns, frozenset({Column.NUMBER}))
    if own:
        return own if is_number(own) else heading_in(own).number
    texts = distinct(row)
    if Column.NUMBER in columns.roles and not _is_merged_over(row, texts):
        return None
    return heading_in(texts[0]).number if texts else None


def heading_of(row: GridRow, columns: Columns) -> Heading:
    own = _text_in(row, columns, frozenset({Column.NUMBER}))
    texts = [one_line(text) for text in distinct(row)]
    if len(texts) > 1 and is_number(own):
        texts.remove(own)
        return Heading(own, " ".join(texts))
    return heading_in(" ".join(texts))


def heading_in(text: str) -> Heading:
    found = LEADING_NUMBER.fullmatch(one_line(text))
    return Heading(found["number"], found["text"]) if found else Heading(None, one_line(text))


def _text_in(row: GridRow, columns: Columns, wanted: frozenset[Column | None]) -> str:
    texts = [
        cell.text for at, cell in enumerate(row.cells) if columns.role(at) in wanted and cell.text.strip()
    ]
    return one_line(texts[0]) if texts else ""


def _is_continuation(row: GridRow, texts: list[str], context: Context) -> bool:
    if not context.something_above or number_of(row, context.columns) or _is_merged_over(row, texts):
        return False
    if any(one.is_mark for one in filled_periods(row, context.columns.periods)):
        return False
    deadline = _holds_deadline(row, context.columns)
    titled = bool(_text_in(row, context.columns, frozenset({Column.TITLE})))
    if deadline and titled:
        return False
    if all(starts_like_a_continuation(text) for text in texts):
        return True
    broken_page = row.after_gap and context.numbered and len(row.cells) > 1
    untitled = not titled and len(row.cells) > 1 and not _only_in_number_column(row, context.columns)
    return len(texts) <= FRAGMENT_CELLS and not deadline and (broken_page or untitled)


def _only_in_number_column(row: GridRow, columns: Columns) -> bool:
    """A heading written into the first, narrow column: «Сентябрь», «I. Нормативное обеспечение»."""
    own = _text_in(row, columns, frozenset({Column.NUMBER}))
    return bool(own) and not is_number(own) and len(distinct(row)) == 1


def _is_merged_over(row: GridRow, texts: list[str]) -> bool:
    filled = sum(bool(cell.text.strip()) for cell in row.cells)
    return len(texts) == 1 and filled >= max(2, len(row.cells) - 1)


def _holds_deadline(row: GridRow, columns: Columns) -> bool:
    spots = frozenset({Column.DEADLINE, Column.DEADLINE_START, Column.DEADLINE_END})
    if deadline_likeness(_text_in(row, columns, spots)) >= 0.5:
        return True
    return halves_of(_text_in(row, columns, frozenset({Column.DEADLINE_EXECUTOR}))) is not None


def _is_section(row: GridRow, texts: list[str], context: Context) -> bool:
    if _is_merged_over(row, texts):
        return True
    number = number_of(row, context.columns)
    own_number = is_number(_text_in(row, context.columns, frozenset({Column.NUMBER})))
    if len(texts) - own_number != 1 or _filled_beside_the_heading(row, context.columns):
        return False
    if (
        number is None
        or is_child(context.next_number, number)
        or _only_in_number_column(row, context.columns)
    ):
        return True
    if not number_parts(number) or context.unnumbered_below:
        return True  # Roman numbers are headings', and so are numbers over rows without any
    return len(number_parts(number)) <= 1 and len(number_parts(context.next_number)) > 1


def _filled_beside_the_heading(row: GridRow, columns: Columns) -> bool:
    """Whether a plain cell outside number and title is filled: an item's, never a heading's."""
    return any(
        bool(cell.text.strip()) and cell.span is None and columns.role(at) not in HEADING_COLUMNS
        for at, cell in enumerate(row.cells)
    )


def is_child(number: str | None, parent: str | None) -> bool:
    """Whether «7.1.1» stands under «7.1»."""
    below, above = number_parts(number), number_parts(parent)
    return bool(above) and len(below) > len(above) and below[: len(above)] == above
