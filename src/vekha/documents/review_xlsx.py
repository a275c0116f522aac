"""The workbook a person fills: every row's text beside its reading, doubts in colour, decisions to choose.

No text turns formula or link: everything is written as a string, and a quote mark of Excel keeps it one.
"""

import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from vekha.documents.point_items import POINTS
from vekha.documents.review import ReviewRow, review_points, review_rows
from vekha.documents.review_book import A3, LINE_POINTS, LINES, TO_FILL, Book, height, lay_out
from vekha.documents.review_lists import listed, write_lists, write_order
from vekha.documents.review_sheet import (
    CHOICES,
    COLUMNS,
    DIGEST_LINE,
    ROWS_SHEET,
    SEAL,
    SEAL_SHEET,
    Column,
    Group,
    cell_text,
    shown,
)
from vekha.domain.roadmaps import Roadmap

HEADER_ROW = 4
FROZEN_COLUMNS = 3
PAGES_WIDE = 2
WIDTHS = tuple(column.width for column in COLUMNS)
DOUBTED, UNREAD, OPEN = "#FFF2CC", "#F8CBAD", "#FFC7CE"
HOW_TO = (
    "Прочитанное вступит в силу только после решений. Заполняются голубые столбцы и лист «Приказ»; остальное "
    "менять нельзя, строки не добавлять и не удалять, сортировать и фильтровать можно. Жёлтое — сомнение, "
    "красное — не понято: причина в примечании к ячейке и в столбце «Сомнения». Розовое «Решение» ждёт вас."
)
COMMENT = {"author": "Веха", "font_size": 9, "x_scale": 2.2, "y_scale": 1.6}


def review_xlsx(roadmap: Roadmap) -> bytes:
    """Return the workbook for one document, its decisions filled as far as nobody has a doubt."""
    packed = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(packed, options) as made:
        made.set_properties({"title": cell_text(f"Проверка: {roadmap.file}")[:255], "author": "Веха"})
        book = Book(made)
        _write_rows(book, ROWS_SHEET, roadmap, review_rows(roadmap))
        points = review_points(roadmap)
        if points:
            _write_rows(book, POINTS, roadmap, points)
        write_order(book, roadmap)
        write_lists(book, roadmap)
        _seal(made, roadmap)
    return packed.getvalue()


def _write_rows(book: Book, name: str, roadmap: Roadmap, rows: Sequence[ReviewRow]) -> None:
    sheet = book.book.add_worksheet(name)
    _write_top(book, sheet, roadmap, rows)
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, column.width)
        sheet.write_string(HEADER_ROW, at, column.title, book.heading(column.group))
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        _write_row(book, sheet, number, row)
    last = HEADER_ROW + max(len(rows), 1)
    sheet.freeze_panes(HEADER_ROW + 1, FROZEN_COLUMNS)
    sheet.autofilter(HEADER_ROW, 0, last, len(COLUMNS) - 1)
    _offer_choices(book, sheet, last)
    lay_out(sheet, A3, PAGES_WIDE)
    sheet.repeat_rows(HEADER_ROW)
    sheet.repeat_columns(0, FROZEN_COLUMNS - 1)


def _write_top(book: Book, sheet: Worksheet, roadmap: Roadmap, rows: Sequence[ReviewRow]) -> None:
    doubtful = sum(row.needs_review for row in rows)
    title = f"{roadmap.body.title}. Строк: {len(rows)}, ждут решения: {doubtful}."
    wide = next(at for at, column in enumerate(COLUMNS) if column.group is Group.ABOUT) - 1
    heading = book.look(bold=True, font_size=13)
    sheet.merge_range(0, 0, 0, wide, "", heading)
    sheet.write_string(0, 0, cell_text(title), heading)
    sheet.write_string(1, 0, cell_text(f"Документ: {roadmap.file}"))
    sheet.write_string(2, 0, f"{DIGEST_LINE}{roadmap.sha256}")
    sheet.merge_range(3, 0, 3, wide, HOW_TO, book.look(italic=True))
    for line, points in ((0, 2.5 * LINE_POINTS), (3, 3 * LINE_POINTS), (HEADER_ROW, 3 * LINE_POINTS)):
        sheet.set_row(line, points)


def _write_row(book: Book, sheet: Worksheet, number: int, row: ReviewRow) -> None:
    texts = shown(row)
    sheet.set_row(number, height([texts.get(column.key, "") for column in COLUMNS], WIDTHS))
    for at, column in enumerate(COLUMNS):
        colour = _colour(column, row)
        if column.key == "ordinal":
            look = book.look(border=1, border_color=LINES, **colour)
            sheet.write_number(number, at, row.item.ordinal, look)
        else:
            sheet.write_string(number, at, cell_text(_text(column, row, texts)), book.text(**colour))
        why = row.about(_doubted(column))
        if why and column.group is not Group.FILLED:
            sheet.write_comment(number, at, cell_text("\n".join(map(str, why))), COMMENT)


def _text(column: Column, row: ReviewRow, texts: dict[str, str]) -> str:
    if column.key == "decision" and row.proposed:
        return CHOICES["decision"][row.proposed]
    return "" if column.group is Group.FILLED else texts[column.key]


def _doubted(column: Column) -> str:
    """The doubts a cell is coloured by; those about the row as a whole stand at its number in the sheet."""
    return "" if column.key == "ordinal" else column.key


def _colour(column: Column, row: ReviewRow) -> dict[str, object]:
    if column.group is Group.FILLED:
        return {"bg_color": TO_FILL}
    if column.key in row.unread:
        return {"bg_color": UNREAD}
    return {"bg_color": DOUBTED} if row.about(_doubted(column)) else {}


def _offer_choices(book: Book, sheet: Worksheet, last: int) -> None:
    first = HEADER_ROW + 1
    for at, column in enumerate(COLUMNS):
        if column.group is Group.FILLED:
            rule = listed(column.key) if column.key in CHOICES else {"validate": "any"}
            sheet.data_validation(first, at, last, at, {**rule, "input_message": column.hint})
        if column.key == "decision":
            span = f"{xl_col_to_name(at)}{first + 1}:{xl_col_to_name(at)}{last + 1}"
            empty = book.book.add_format({"bg_color": OPEN})
            sheet.conditional_format(span, {"type": "blanks", "format": empty})


def _seal(made: xlsxwriter.Workbook, roadmap: Roadmap) -> None:
    """A sheet nobody sees says which document the book belongs to."""
    sheet = made.add_worksheet(SEAL_SHEET)
    said = {SEAL: "", "sha256": roadmap.sha256, "file": roadmap.file, "read_by": roadmap.read_by}
    for line, (key, value) in enumerate(said.items()):
        sheet.write_string(line, 0, key)
        sheet.write_string(line, 1, cell_text(value))
    sheet.protect()
    sheet.very_hidden()
