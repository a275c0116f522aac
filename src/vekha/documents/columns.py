"""What each column of a table holds: by its header, and by its content where the header is silent."""

from dataclasses import dataclass, field, replace

from vekha.documents.column_content import (
    PLAN_NEEDS_DEADLINE,
    deadline_share,
    filled_by_content,
)
from vekha.documents.combined_cells import holds_both
from vekha.documents.period_columns import (
    HEADER_ROWS,
    Period,
    PeriodHeader,
    holds_marks,
    names_periods,
    period_header,
)
from vekha.documents.tables import GridRow, TextTable
from vekha.documents.vocabulary import Column
from vekha.documents.wording import (
    header_role,
    one_line,
)

HEADER_DEPTH = 8
"""A header stands in the first rows of a table."""
DECISIVE = frozenset({Column.DEADLINE, Column.DEADLINE_START, Column.DEADLINE_EXECUTOR, Column.EXECUTOR,
                       Column.RESULT})  # fmt: skip
SHORT_TITLE = 40
STAGE_WORDS = ("этап", "задач", "цел", "направлен", "раздел", "блок", "пункт плана", "тем")


@dataclass(frozen=True, slots=True)
class Columns:
    """Roles by position. `header`: indexes of the header rows; `by_content`: no header names the columns.

    `periods`: what columns of marks stand for, by position; `printed`: the texts of such a header.
    """

    roles: tuple[Column, ...]
    titles: tuple[str, ...]
    header: tuple[int, ...] = ()
    by_content: bool = False
    periods: dict[int, Period] = field(default_factory=dict)
    printed: frozenset[str] = frozenset()

    def position(self, role: Column) -> int | None:
        return self.roles.index(role) if role in self.roles else None

    def role(self, position: int) -> Column | None:
        return self.roles[position] if position < len(self.roles) else None


def is_header(row: GridRow) -> bool:
    """Whether a row names the columns of a plan: two or more, a deadline, executor or result among them."""
    return _is_header(row, silent_share=1 / 3)


def _is_header(row: GridRow, silent_share: float) -> bool:
    texts = distinct(row)
    roles = [header_role(text) for text in texts]
    found = set(roles) - {None}
    return len(found) >= 2 and bool(found & DECISIVE) and roles.count(None) <= silent_share * len(texts)


def _opens_with_header(table: TextTable) -> bool:
    """The first row of a table may hold unknown titles: short, without figures, none of them a deadline."""
    texts = distinct(table.rows[0]) if table.rows else []
    short = all(len(text) <= SHORT_TITLE and not any(letter.isdigit() for letter in text) for text in texts)
    return short and len(texts) >= 3 and _is_header(table.rows[0], silent_share=1 / 2)


def distinct(row: GridRow, known: frozenset[int] = frozenset()) -> list[str]:
    """Return the non-empty texts of a row, each merged cell once; spans in `known` are left out."""
    texts: list[str] = []
    seen = set(known)
    for cell in row.cells:
        if cell.text.strip() and (cell.span is None or cell.span not in seen):
            texts.append(cell.text)
        if cell.span is not None:
            seen.add(cell.span)
    return texts


def columns_of(table: TextTable, before: Columns | None) -> Columns | None:
    """Return the columns of a plan table, None for a table that is no plan.

    `before`: the columns of the plan table that stands earlier; a page-broken table goes on with them.
    """
    marked = period_header(table, HEADER_DEPTH)
    if marked is not None and not any(is_header(row) for row in table.rows[: marked.first]):
        return _marked_columns(table, marked)
    for index, row in enumerate(table.rows[:HEADER_DEPTH]):
        if is_header(row):
            return header_columns(table, index)
    if _opens_with_header(table):
        return header_columns(table, 0)
    if before is not None and _goes_on(table, before):
        return replace(before, header=(), by_content=False)
    return _content_columns(table)


def header_columns(table: TextTable, index: int) -> Columns:
    """Return the columns the header at `index` names; a second header row below is taken with it."""
    rows = [table.rows[index]]
    if index + 1 < len(table.rows) and _is_second_header(rows[0], table.rows[index + 1]):
        rows.append(table.rows[index + 1])
    width = max(len(row.cells) for row in rows)
    titles = tuple(_title(rows, position) for position in range(width))
    found = [(_role(rows, position), _span(rows, position)) for position in range(width)]
    named = _unique(_with_stages(found, titles), titles)
    named = _end_beside_start(named)
    filled = filled_by_content(_body(table, index + len(rows)), named, titles)
    if Column.TITLE not in filled:
        filled = [Column.TITLE if role is Column.DIRECTION else role for role in filled]
    roles = _indicator_as_result(filled)
    return Columns(tuple(roles), titles, tuple(range(index, index + len(rows))))


def columns_below(table: TextTable, index: int) -> Columns:
    """Return the columns that the header at `index`, in the middle of a table, names."""
    below = TextTable(table.number, table.rows[index:])
    marked = period_header(below, HEADER_ROWS)
    if marked is not None and marked.first == 0:
        return _marked_columns(below, marked)
    return header_columns(table, index)


def _marked_columns(table: TextTable, found: PeriodHeader) -> Columns:
    """Return the columns of a table that marks quarters or months."""
    rows = list(table.rows[found.first : found.last + 1])
    width = max(len(row.cells) for row in rows)
    titles = tuple(_title(rows, position) for position in range(width))
    others: list[tuple[Column | None, int | None]] = [
        (None, None) if at in found.periods else (_role(rows, at), _span(rows, at)) for at in range(width)
    ]
    named = [
        Column.QUARTER if at in found.periods else role
        for at, role in enumerate(_unique(_with_stages(others, titles), titles))
    ]
    roles = _indicator_as_result(filled_by_content(_body(table, found.last + 1), named, titles))
    printed = frozenset(one_line(text) for row in rows for text in distinct(row))
    header = tuple(range(found.first, found.last + 1))
    return Columns(tuple(roles), titles, header, periods=found.periods, printed=printed)


def _title(rows: list[GridRow], position: int) -> str:
    texts = [one_line(row.cells[position].text) for row in rows if position < len(row.cells)]
    return " ".join(dict.fromkeys(text for text in texts if text))


def _role(rows: list[GridRow], position: int) -> Column | None:
    """The lower header cell is the more precise one; a narrow one breaks its word: «Оконча ние»."""
    for row in reversed(rows):
        if position < len(row.cells):
            text = row.cells[position].text
            found = header_role(text) or header_role("".join(text.split()))
            if found is not None:
                return found
    return None


def _is_second_header(first: GridRow, second: GridRow) -> bool:
    """Whether the row below belongs to the header: header words only, or cells merged with the row above."""
    texts = distinct(second)
    spans = {cell.span for cell in first.cells if cell.span is not None}
    shared = any(cell.span in spans for cell in second.cells if cell.text.strip())
    return (
        shared
        or names_periods(second)
        or _splits_titles(first, second)
        or (bool(spans and texts) and all(header_role(text) is not None for text in texts))
    )


def _splits_titles(first: GridRow, second: GridRow) -> bool:
    """Whether a text file prints the parts of a title under it: blanks above, short words and no figures."""
    if any(cell.span is not None for cell in (*first.cells, *second.cells)):
        return False
    above = [bool(cell.text.strip()) for cell in first.cells]
    filled = [at for at, cell in enumerate(second.cells) if cell.text.strip()]
    split = {at for at in range(len(above)) if not above[at] or not all(above[at + 1 : at + 2])}
    texts = [second.cells[at].text for at in filled]
    short = all(len(text) <= SHORT_TITLE and not any(letter.isdigit() for letter in text) for text in texts)
    return len(filled) >= 2 and set(filled) <= split and short and not all(above)


def _span(rows: list[GridRow], position: int) -> int | None:
    spans = [row.cells[position].span for row in reversed(rows) if position < len(row.cells)]
    return spans[0] if spans else None


Named = list[tuple[Column | None, int | None]]


def _with_stages(found: Named, titles: tuple[str, ...]) -> Named:
    """Beside a column of activities, one of stages or tasks groups them: a direction."""
    stages = {
        at
        for at, (role, _) in enumerate(found)
        if role is Column.TITLE and titles[at].lower().startswith(STAGE_WORDS)
    }
    activities = [role for at, (role, _) in enumerate(found) if role is Column.TITLE and at not in stages]
    if not activities:
        return found
    return [
        (Column.DIRECTION, span) if at in stages else (role, span) for at, (role, span) in enumerate(found)
    ]


def _unique(found: Named, titles: tuple[str, ...]) -> list[Column | None]:
    """A role is given once (a second «Наименование ...» is other text), but to all positions of its cell.

    Co-executors are executors.
    """
    owners: dict[Column, int | None] = {}
    unique: list[Column | None] = []
    for at, (role, span) in enumerate(found):
        if role is None:
            unique.append(None)
        elif role not in owners:
            owners[role] = span
            unique.append(role)
        else:
            same = span is not None and owners[role] == span
            joint = role is Column.EXECUTOR and "исполнител" in titles[at].lower()
            unique.append(role if same or joint else Column.OTHER)
    return unique


def _end_beside_start(named: list[Column | None]) -> list[Column | None]:
    """Beside a column of beginnings the column of terms holds the ends, whatever its title says."""
    if Column.DEADLINE_START not in named or Column.DEADLINE_END in named:
        return named
    return [Column.DEADLINE_END if role is Column.DEADLINE else role for role in named]


def _indicator_as_result(roles: list[Column]) -> list[Column]:
    if Column.RESULT in roles:
        return roles
    return [Column.RESULT if role is Column.INDICATOR else role for role in roles]


def _body(table: TextTable, start: int) -> list[GridRow]:
    return [row for row in table.rows[start:] if len(distinct(row)) >= 2 and not is_header(row)]


def _content_columns(table: TextTable) -> Columns | None:
    roles = filled_by_content(_body(table, 0), [])
    timed = {Column.DEADLINE, Column.EXECUTOR} <= set(roles) or Column.DEADLINE_EXECUTOR in roles
    if not timed or Column.TITLE not in roles:
        return None
    return Columns(tuple(roles), ("",) * len(roles), by_content=True)


def _goes_on(table: TextTable, before: Columns) -> bool:
    """Whether a table without header goes on with the plan: as wide, deadlines where they were."""
    if abs(table.width - len(before.roles)) > 1 or table.width < 3:
        return False
    if before.periods and holds_marks(table.rows, before.periods):
        return True
    rows = [row for row in table.rows if len(distinct(row)) >= 2]
    both = before.position(Column.DEADLINE_EXECUTOR)
    if both is not None:
        return holds_both(row.cells[both].text for row in rows if both < len(row.cells))
    at = before.position(Column.DEADLINE)
    return at is not None and deadline_share(rows, at) >= PLAN_NEEDS_DEADLINE
