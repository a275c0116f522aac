"""Rows of a plan out of grids: kinds of rows, continuations, shifted cells. No word is dropped."""

from dataclasses import dataclass, field, replace

from vekha.documents.columns import Columns, columns_below, columns_of, distinct
from vekha.documents.combined_cells import parted
from vekha.documents.drafts import Draft, PlanRows
from vekha.documents.heading_deadlines import with_inherited
from vekha.documents.marked_deadlines import marks_of
from vekha.documents.period_columns import filled_periods, names_the_work
from vekha.documents.row_kinds import Context, RowKind, heading_in, heading_of, kind_of, number_of
from vekha.documents.row_sources import column_roles, continued, row_source
from vekha.documents.shifts import settled
from vekha.documents.table_headings import headings_over
from vekha.documents.tables import Cell, GridRow, SourceDocument, TextLine, TextTable
from vekha.documents.vocabulary import Column
from vekha.documents.wording import LEADING_NUMBER, one_line
from vekha.domain.places import Place
from vekha.domain.roadmaps import ColumnRole, Rest, Section

FURNITURE = {
    RowKind.HEADER: "header",
    RowKind.COLUMN_NUMBERS: "column_numbers",
    RowKind.TOTALS: "totals",
    RowKind.NOTE: "fragment",
    RowKind.SIGNATURE: "fragment",
    RowKind.OTHER_TABLE: "not_a_plan",
}


ITEM_FIELDS = frozenset({Column.NUMBER, Column.TITLE, Column.DEADLINE, Column.EXECUTOR, Column.RESULT,
                         Column.INDICATOR, Column.DEADLINE_EXECUTOR})  # fmt: skip
HALVES = frozenset({Column.DEADLINE_START, Column.DEADLINE_END})


def plan_rows(source: SourceDocument) -> PlanRows:
    """Return the rows of all plan tables; tables that are no plan go to the rest whole."""
    gathered = PlanRows()
    before: Columns | None = None
    headings = headings_over(source)
    for table in source.tables():
        columns = columns_of(table, before)
        if columns is None:
            for row in table.rows:
                _set_aside(row, "not_a_plan", gathered)
            continue
        over = headings.get(table.number)
        if over is not None and (gathered.plan_tables or not over.plain):
            _open_under(over.line, gathered)
        before = _Gatherer(table, columns, gathered).gather()
        gathered.plan_tables.append(table.number)
    gathered.drafts[:] = map(parted, gathered.drafts)
    with_inherited(gathered)
    return gathered


def _open_under(line: TextLine, gathered: PlanRows) -> None:
    """Open a section by a line over the table."""
    heading = heading_in(line.text)
    gathered.sections.append(Section(heading.number, heading.title, line.place))
    gathered.heading_lines.add(line.place.line or 0)


def _set_aside(row: GridRow, kind: str, gathered: PlanRows, known: frozenset[int] = frozenset()) -> None:
    """Put a row into the rest, but for merged cells that an earlier row holds."""
    text = "\n".join(distinct(row, known))
    if text:
        gathered.rest.append(Rest(row.place, kind, text))


def spans_of(row: GridRow) -> set[int]:
    return {cell.span for cell in row.cells if cell.span is not None}


@dataclass(slots=True)
class _Gatherer:
    """Walks one plan table and adds what its rows are to what was gathered."""

    table: TextTable
    columns: Columns
    gathered: PlanRows
    spans: set[int] = field(default_factory=set)
    heading_is_last: bool = False
    numbers_printed: bool = False
    header_ends: int = 0
    in_other_table: bool = False
    first_rows: dict[int, Place] = field(default_factory=dict)
    roles: tuple[ColumnRole, ...] = ()

    def gather(self) -> Columns:
        """Add the rows; return the columns in force at the end of the table."""
        self.roles = column_roles(self.table, self.columns)
        header_end = max(self.columns.header, default=-1)
        for at, row in enumerate(self.table.rows[: header_end + 1]):
            above = at not in self.columns.header
            _set_aside(row, "heading" if above else "header", self.gathered, frozenset(self.spans))
            self._know(row)
            if above and not self.gathered.heading:
                self.gathered.heading = one_line(" ".join(distinct(row)))
        numbers = [number_of(row, self.columns) for row in self.table.rows]
        printed = sum(number is not None for number in numbers)
        self.numbers_printed = Column.NUMBER in self.columns.roles and printed > 0
        numbered = Column.NUMBER in self.columns.roles or printed > 1
        for index, row in enumerate(self.table.rows[header_end + 1 :], start=header_end + 1):
            kind = kind_of(row, self._context(numbers[index + 1 :], numbered=numbered))
            self.in_other_table = kind is RowKind.OTHER_TABLE or (
                self.in_other_table and kind is not RowKind.HEADER
            )
            self._take(index, row, RowKind.OTHER_TABLE if self.in_other_table else kind)
            self._know(row)
        return self.columns

    def _know(self, row: GridRow) -> None:
        self.spans |= spans_of(row)
        for span in spans_of(row):
            self.first_rows.setdefault(span, row.place)

    def _context(self, below: list[str | None], *, numbered: bool) -> Context:
        return Context(
            columns=self.columns,
            next_number=next((number for number in below if number), None),
            unnumbered_below=bool(below) and below[0] is None,
            something_above=bool(self.gathered.drafts or self.gathered.sections),
            numbered=numbered,
        )

    def _take(self, index: int, row: GridRow, kind: RowKind) -> None:
        if kind in FURNITURE:
            _set_aside(row, FURNITURE[kind], self.gathered, frozenset(self.spans))
            if kind is RowKind.HEADER:
                self._change_columns(index)
        elif kind is RowKind.SECTION:
            self._open_section(row)
        elif kind is RowKind.CONTINUATION:
            self._join(row)
        elif kind is RowKind.ITEM:
            self._add(row)

    def _change_columns(self, index: int) -> None:
        """A header in the middle of a table opens a second plan, or repeats the first.

        Its lower rows were read with its first; a lower row that stands alone repeats what is known.
        """
        row = self.table.rows[index]
        repeats = {one_line(text) for text in distinct(row)} <= self.columns.printed
        if index < self.header_ends or (repeats and not names_the_work(row)):
            return
        found = columns_below(self.table, index)
        self.header_ends = index + len(found.header)
        if found.titles != self.columns.titles:
            self.columns = replace(found, header=())
            self.roles = column_roles(self.table, self.columns)

    def _open_section(self, row: GridRow) -> None:
        heading = heading_of(row, self.columns)
        self.gathered.sections.append(Section(heading.number, heading.title, row.place))
        self.heading_is_last = True

    def _join(self, row: GridRow) -> None:
        if self.heading_is_last or not self.gathered.drafts:
            last = self.gathered.sections[-1]
            title = " ".join([last.title, *map(one_line, distinct(row))])
            self.gathered.sections[-1] = replace(last, title=title)
            return
        draft = self.gathered.drafts[-1]
        fields = dict(draft.fields)
        for column, text in self._pieces(row):
            if column in ITEM_FIELDS:
                fields[column] = _joined(fields.get(column, ""), text)
            if column not in ITEM_FIELDS or column in draft.shared:
                self.gathered.rest.append(Rest(row.place, "fragment", text))
        anomalies = tuple(dict.fromkeys((*draft.anomalies, "continuation_joined", *row.anomalies)))
        source = continued(draft.source, row)
        self.gathered.drafts[-1] = replace(draft, fields=fields, anomalies=anomalies, source=source)

    def _pieces(self, row: GridRow) -> list[tuple[Column, str]]:
        """Fragments by column; what lies beyond the header goes left to the last known column."""
        known = [role for role in self.columns.roles if role is not Column.OTHER]
        seen: set[int] = set()
        pieces = []
        for at, cell in enumerate(row.cells):
            fresh = cell.span is None or cell.span not in seen | self.spans
            if cell.text.strip() and fresh:
                role = self.columns.role(at) or known[-1]
                pieces.append((Column.DEADLINE if role in HALVES else role, cell.text))
            if cell.span is not None:
                seen.add(cell.span)
        return pieces

    def _add(self, row: GridRow) -> None:
        self.heading_is_last = False
        fields, shared, extra = self._fields(row)
        direction = one_line(fields.pop(Column.DIRECTION, ""))
        if direction and Column.DIRECTION not in shared:
            self._open_direction(direction, row)
        if Column.NUMBER not in self.columns.roles:
            fields = _number_out_of_title(fields)
        anomalies = ("merged_cell_shared",) if shared - {Column.DIRECTION} else ()
        anomalies = (*anomalies, *row.anomalies)
        if self.columns.by_content:
            anomalies = (*anomalies, "columns_by_content")
        if self.numbers_printed and Column.NUMBER not in fields:
            anomalies = (*anomalies, "no_number")
        section = len(self.gathered.sections) - 1 if self.gathered.sections else None
        draft = self._marked(row, Draft(fields, row.place, section, anomalies, frozenset(shared)))
        draft, left_over = settled(draft, extra, self.columns, self._last_title())
        for kind, text in left_over:
            self.gathered.rest.append(Rest(row.place, kind, text))
        self.gathered.drafts.append(replace(draft, source=row_source(row, self.roles, self.first_rows)))

    def _marked(self, row: GridRow, draft: Draft) -> Draft:
        """Return the row with its marked quarters or months as its deadline; the marks go to the rest."""
        filled = filled_periods(row, self.columns.periods)
        if not filled:
            return draft
        marks, own = marks_of(filled), draft.text(Column.DEADLINE)
        for one in filled:
            if one.is_mark and one.span not in self.spans:
                headings = ", ".join(period.heading for period in one.periods)
                self.gathered.rest.append(Rest(row.place, "other_column", f"{headings}: {one.text.strip()}"))
        text = f"{own}; {marks.text()}" if own.strip() else marks.text()
        shared = any(one.span in self.spans for one in filled)
        anomalies = (*draft.anomalies, "deadline_from_marks", *(("merged_cell_shared",) if shared else ()))
        fields = draft.fields | {Column.DEADLINE: text}
        known = (
            draft.shared | {Column.DEADLINE}
            if all(one.span in self.spans for one in filled)
            else draft.shared
        )
        found = replace(draft, fields=fields, anomalies=anomalies, shared=known)
        return found if own.strip() else replace(found, marks=marks)

    def _last_title(self) -> str:
        return self.gathered.drafts[-1].text(Column.TITLE) if self.gathered.drafts else ""

    def _fields(self, row: GridRow) -> tuple[dict[Column, str], set[Column], list[str]]:
        """Return texts by column, columns filled from a merged cell above, and cells beyond the header."""
        fields: dict[Column, str] = {}
        shared: set[Column] = set()
        fresh: set[Column] = set()
        extra: list[str] = []
        seen: set[int] = set()
        for at, cell in enumerate(row.cells):
            repeated = cell.span is not None and cell.span in seen
            if cell.span is not None:
                seen.add(cell.span)
            if repeated or not cell.text.strip():
                continue
            role = self.columns.role(at)
            if role is Column.QUARTER and at in self.columns.periods:
                continue
            if role is None:
                extra.append(cell.text)
            else:
                fields[role] = "\n".join(filter(None, [fields.get(role, ""), self._labelled(role, at, cell)]))
                (shared if cell.span in self.spans else fresh).add(role)
        return fields, shared - fresh, extra

    def _labelled(self, role: Column, at: int, cell: Cell) -> str:
        """Text of a column nobody asks for keeps the name of its column beside it in the rest."""
        title = self.columns.titles[at] if role is Column.OTHER and at < len(self.columns.titles) else ""
        return f"{title}: {cell.text}" if title else cell.text

    def _open_direction(self, direction: str, row: GridRow) -> None:
        sections = self.gathered.sections
        if not sections or sections[-1].title != direction:
            sections.append(Section(None, direction, row.place))
        else:
            self.gathered.rest.append(Rest(row.place, "section", direction))


def _joined(text: str, more: str) -> str:
    """A cell cut by a page break goes on in the same line; a list point starts its own."""
    between = "\n" if more.startswith(("-", "–", "•")) else " "
    return f"{text}{between}{more}".strip()


def _number_out_of_title(fields: dict[Column, str]) -> dict[Column, str]:
    """A plan without a number column may print numbers before the titles: «1.2. Провести ...»."""
    found = LEADING_NUMBER.fullmatch(fields.get(Column.TITLE, "").strip())
    if (
        found is None
        or not found["number"].rstrip(".").replace(".", "").isdigit()
        or "." not in found["number"]
    ):
        return fields
    return fields | {Column.NUMBER: found["number"], Column.TITLE: found["text"]}
