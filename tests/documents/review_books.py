"""Filled workbooks for tests: what a person does to one in Excel, by openpyxl."""

import io

from openpyxl import load_workbook

from vekha.documents.limits import LIMITS
from vekha.documents.point_items import POINTS
from vekha.documents.review_reading import read_review
from vekha.documents.review_sheet import CHOICES, COLUMNS, ORDER_SHEET, PLAN_CELLS, ROWS_SHEET
from vekha.documents.review_xlsx import HEADER_ROW, review_xlsx
from vekha.documents.xlsx_cells import read_sheets

TITLES = {column.key: column.title for column in COLUMNS}
FIRST = HEADER_ROW + 2  # Excel counts from 1, the header stands above
ACCEPT = CHOICES["decision"]["accept"]


class Filling:
    """An opened workbook: cells by the row's ordinal and our key."""

    def __init__(self, content):
        self.book = load_workbook(io.BytesIO(content))
        self.rows = self.book[ROWS_SHEET]
        self.points = self.book[POINTS] if POINTS in self.book.sheetnames else None
        self.columns = {cell.value: cell.column for cell in self.rows[HEADER_ROW + 1]}

    def cell(self, ordinal, key):
        return self.rows.cell(FIRST + ordinal - 1, self.columns[TITLES[key]])

    def put(self, at, /, **values):
        for key, value in values.items():
            self.cell(at, key).value = value

    def plan(self, **values):
        lines = {row[0].value: row[1] for row in self.book[ORDER_SHEET].iter_rows()}
        for key, value in values.items():
            lines[PLAN_CELLS[key]].value = value

    def lose(self, label):
        sheet = self.book[ORDER_SHEET]
        sheet.delete_rows(next(row[0].row for row in sheet.iter_rows() if row[0].value == label))

    def accept_all(self, who="Ларионова Е.П.", why="сверено с приказом"):
        for sheet in filter(None, (self.rows, self.points)):
            for number in range(FIRST, sheet.max_row + 1):
                cell = sheet.cell(number, self.columns[TITLES["decision"]])
                cell.value = cell.value or ACCEPT
        self.plan(who=who, why=why)

    def saved(self):
        packed = io.BytesIO()
        self.book.save(packed)
        return packed.getvalue()


def filled(roadmap, change=lambda book: None):
    """The workbook with every row accepted, then changed."""
    book = Filling(review_xlsx(roadmap))
    book.accept_all()
    change(book)
    return book.saved()


def decided(content, roadmap):
    """The decisions, read in this process: the child has a test of its own."""
    return read_review(content, "проверка.xlsx", roadmap, read_sheets)


def cells_of(content):
    return read_sheets(content, "проверка.xlsx", LIMITS)
