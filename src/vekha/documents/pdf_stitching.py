"""Tables that go on over pages: repeated headers set aside, cut rows and cut merged cells made whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from vekha.documents.pdf_pages import PagePart, PageTable, PageText
from vekha.documents.pdf_text import Ink, joined
from vekha.documents.tables import Cell
from vekha.documents.wording import is_number, one_line, starts_like_a_continuation

SAME_COLUMN = 8.0
"""Points by which a wall may move from page to page."""
NUMBERS_SHARE = 0.4
GUESS = "page_break_guess"


@dataclass(slots=True)
class StitchedRow:
    page: int
    cells: list[Cell]
    inks: list[Ink | None]
    after_gap: bool = False
    anomalies: tuple[str, ...] = ()


@dataclass(slots=True)
class Stitched:
    """A table over all its pages; `aside`: repeated headers and page numbers that stood between."""

    xs: tuple[float, ...]
    rows: list[StitchedRow]
    clipped: bool = False
    by_cuts: bool = False
    aside: list[PageText] = field(default_factory=list)


def stitched(parts: Sequence[PagePart]) -> list[Stitched | PageText]:
    """Return the parts of all pages with the pieces of each table put together."""
    done: list[Stitched | PageText] = []
    held: list[PageText] = []
    for part in parts:
        table = next((one for one in reversed(done) if isinstance(one, Stitched)), None)
        if isinstance(part, PageText):
            if table is not None and done[-1] is table and part.is_furniture:
                held.append(part)
            else:
                done += [*held, part]
                held = []
            continue
        if table is not None and done[-1] is table and _goes_on(table, part):
            table.aside += held
            _append(table, part)
        else:
            done += [*held, _opened(part)]
        held = []
    return [*done, *held]


def _opened(part: PageTable) -> Stitched:
    rows = [StitchedRow(part.page, list(row), inks) for row, inks in zip(part.rows, part.inks, strict=True)]
    return Stitched(part.xs, rows, part.clipped, part.by_cuts)


def _goes_on(table: Stitched, part: PageTable) -> bool:
    """Whether the part has the columns of the table, on the next page."""
    if part.page != table.rows[-1].page + 1 or len(part.xs) != len(table.xs) or part.by_cuts != table.by_cuts:
        return False
    widths = ([right - left for left, right in pairwise(xs)] for xs in (table.xs, part.xs))
    return all(abs(one - other) <= SAME_COLUMN for one, other in zip(*widths, strict=True))


def _append(table: Stitched, part: PageTable) -> None:
    repeated = _repeated_rows(table, part)
    for row in part.rows[:repeated]:
        table.aside.append(
            PageText(part.page, "\n".join(dict.fromkeys(cell.text for cell in row if cell.text)))
        )
    own = list(zip(part.rows, part.inks, strict=True))[repeated:]
    rows = [StitchedRow(part.page, list(row), inks) for row, inks in own]
    table.clipped |= part.clipped
    if not rows:
        return
    _carry_spans(table.rows, rows)
    if _is_cut(table.rows, rows):
        _join(table.rows, rows)
    elif rows:
        rows[0].after_gap = True
    table.rows += rows


def _repeated_rows(table: Stitched, part: PageTable) -> int:
    """Count the rows at the top of the page that print the header again."""
    count = 0
    for old, new in zip(table.rows, part.rows, strict=False):
        texts = [one_line(cell.text) for cell in new]
        if not any(texts) or texts != [one_line(cell.text) for cell in old.cells]:
            break
        count += 1
    return count


def _rows_of(rows: Sequence[StitchedRow], column: int, span: int | None) -> int:
    return 0 if span is None else sum(row.cells[column].span == span for row in rows)


def _carry_spans(above: list[StitchedRow], below: list[StitchedRow]) -> None:
    """A merged cell cut by the page break belongs to the rows on both sides of it, with its whole text.

    A single empty cell under the break may as well be empty: it stays so, for a person to see.
    """
    for column, cell in enumerate(below[0].cells):
        last = above[-1].cells[column]
        merged = _rows_of(below, column, cell.span) > 1
        goes_on = merged if not cell.text else _rows_of(above, column, last.span) > 1
        reaches_down = merged and not cell.text  # no heading does
        if not last.text or not goes_on or _is_heading(above[-1]):
            continue
        if _is_heading(below[0]) and not reaches_down:
            continue
        if cell.text and not _begins_midway(above[-1], below[0], column):
            continue
        span = last.span if last.span is not None else cell.span
        whole = Cell(joined(last.text, cell.text), span)
        below_rows = max(_rows_of(below, column, cell.span), 1)
        above_rows = max(_rows_of(above, column, last.span), 1)
        for row in (*above[-above_rows:], *below[:below_rows]):
            row.cells[column] = whole


def _is_heading(row: StitchedRow) -> bool:
    return len({cell.text for cell in row.cells if cell.text}) <= 1


def _is_cut(above: list[StitchedRow], below: list[StitchedRow]) -> bool:
    """Whether the first row of a page goes on with the last one: no number, and every text begins midway."""
    last, first = above[-1], below[0]
    number = _number_column([*above, *below])
    if _is_heading(last) or (number is not None and first.cells[number].text):
        return False
    shared = {cell.span for cell in last.cells if cell.span is not None}
    own = [at for at, cell in enumerate(first.cells) if cell.text and cell.span not in shared]
    if not own or (number is None and len(own) == len(first.cells)):
        return False
    small = any(starts_like_a_continuation(first.cells[at].text) for at in own)
    return small and all(_begins_midway(last, first, at) for at in own)


def _begins_midway(above: StitchedRow, below: StitchedRow, column: int) -> bool:
    """Whether a text goes on with the one above: it begins small, or its first word did not fit there."""
    before, text = above.cells[column].text, below.cells[column].text
    if not before:
        return False
    end, start = above.inks[column], below.inks[column]
    wrapped = end is not None and start is not None and start.first_word > end.room
    return starts_like_a_continuation(text) or wrapped


def _number_column(rows: Sequence[StitchedRow]) -> int | None:
    for column in range(len(rows[0].cells)):
        filled = sum(is_number(row.cells[column].text) for row in rows)
        if filled >= max(2, NUMBERS_SHARE * len(rows)):
            return column
    return None


def _join(above: list[StitchedRow], below: list[StitchedRow]) -> None:
    first, last = below.pop(0), above[-1]
    for column, cell in enumerate(first.cells):
        before = last.cells[column]
        if not cell.text or (cell.span is not None and cell.span == before.span):
            continue
        whole = Cell(joined(before.text, cell.text), before.span)
        for row in (*above, *below):
            old = row.cells[column]
            if row is last or (old.span is not None and old.span in {before.span, cell.span}):
                row.cells[column] = replace(whole, span=before.span if before.span is not None else cell.span)
    last.anomalies = (*last.anomalies, GUESS)
