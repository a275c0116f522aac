"""The looks of the workbook a person fills: formats, row heights, paper."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from vekha.documents.review_sheet import Group, cell_text

A3, A4 = 8, 9
LINE_POINTS, TALLEST_ROW_POINTS = 14.5, 409  # Excel's own limit
SPARE_WIDTH = 0.9
"""Words wrap before the edge: a line holds about so much of a column's width."""
HEADINGS = {Group.PRINTED: "#D9D9D9", Group.READ: "#E2EFDA", Group.ABOUT: "#EDEDED", Group.FILLED: "#BDD7EE"}
TO_FILL, LINES = "#EAF3FB", "#BFBFBF"


@dataclass(slots=True)
class Book:
    """A workbook being written; a format is made once for each look."""

    book: xlsxwriter.Workbook
    looks: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def look(self, **properties: object) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.looks:
            self.looks[key] = self.book.add_format({"valign": "top", "text_wrap": True, **properties})
        return self.looks[key]

    def text(self, **properties: object) -> Format:
        """Text that stays text when a person edits it: «1.10», «=1+1»."""
        return self.look(num_format="@", quote_prefix=True, border=1, border_color=LINES, **properties)

    def heading(self, group: Group) -> Format:
        return self.look(bold=True, border=1, valign="vcenter", bg_color=HEADINGS[group])


@dataclass(slots=True)
class Listing:
    """Lines written one below the other on a sheet of their own. `line`: the next one, from 0."""

    book: Book
    sheet: Worksheet
    widths: Sequence[int]
    line: int = 0

    def titles(self, titles: Sequence[str], group: Group = Group.PRINTED) -> None:
        for at, title in enumerate(titles):
            self.sheet.write_string(self.line, at, title, self.book.heading(group))
        self.line += 1

    def add(self, texts: Sequence[str], filled: int | None = None) -> None:
        """Write a line; `filled` is the column a person fills."""
        self.sheet.set_row(self.line, height(texts, self.widths))
        for at, text in enumerate(texts):
            look = self.book.text(bg_color=TO_FILL) if at == filled else self.book.text()
            self.sheet.write_string(self.line, at, cell_text(text), look)
        self.line += 1


def listing(book: Book, name: str, widths: Sequence[int]) -> Listing:
    """Return a new sheet for lines."""
    sheet = book.book.add_worksheet(name)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    lay_out(sheet, A4)
    return Listing(book, sheet, widths)


def height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """Points a row needs to show its longest cell; programs measure it only when somebody edits the row."""
    lines = max(_lines(text, width) for text, width in zip(texts, widths, strict=True))
    return min(lines * LINE_POINTS, TALLEST_ROW_POINTS)


def _lines(text: str, width: int) -> int:
    return sum(max(1, math.ceil(len(line) / (width * SPARE_WIDTH))) for line in text.split("\n"))


def lay_out(sheet: Worksheet, paper: int, pages_wide: int = 1) -> None:
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.set_footer("&C&A, стр. &P из &N")
