"""What Excel does to a plan: dates, numbers, merged cells, several and hidden sheets."""

from datetime import date, datetime

import pytest
from tests.documents.made_docx import HEADER, ROWS
from tests.documents.made_xlsx import book, with_part

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits
from vekha.documents.roadmap import roadmap_of

SHEET = "xl/worksheets/sheet1.xml"
MERGE = b'<mergeCell ref="A1:XFD1048576"/>'


def read(content, limits=None):
    return roadmap_of(content, "план.xlsx", limits) if limits else roadmap_of(content, "план.xlsx")


def numbered(*numbers):
    return [(number, f"Проверка {at}", "до 15 мая 2026 г.", "УО", "Акт") for at, number in enumerate(numbers)]


def test_a_workbook_is_read_with_its_places():
    roadmap = read(book())

    assert [row[1] for row in ROWS] == [item.title for item in roadmap.items]
    place = roadmap.items[0].place
    assert ("План", 1, 4) == (place.sheet, place.table, place.row)
    assert "план.xlsx, лист «План», таблица 1, строка таблицы 4" == str(place)
    assert 0 == roadmap.coverage.lost


def test_the_tenth_row_is_not_the_first_again():
    roadmap = read(book(*numbered(1.8, 1.9, 1.1, 1.11, 1.12, 2.1, 2.2)))

    numbers = [item.number for item in roadmap.items]
    assert ["1.8", "1.9", "1.10", "1.11", "1.12", "2.1", "2.2"] == numbers
    assert [2] == [at for at, item in enumerate(roadmap.items) if "number_repaired" in item.anomalies]


def test_a_number_excel_made_a_date_is_a_number_again():
    roadmap = read(book(*numbered("1.9", date(2026, 10, 1), "1.11")))

    assert ["1.9", "1.10", "1.11"] == [item.number for item in roadmap.items]
    assert "number_repaired" in roadmap.items[1].anomalies


@pytest.mark.parametrize("first", [1.1, 2.1, 3.1])
def test_a_section_that_starts_is_not_repaired(first):
    roadmap = read(book(*numbered(first, round(first + 0.1, 1), round(first + 1, 1))))

    assert not any("number_repaired" in item.anomalies for item in roadmap.items)


@pytest.mark.parametrize(
    ("moment", "shown_as", "text"),
    [
        (date(2026, 5, 15), "DD.MM.YYYY", "15.05.2026"),
        (date(2026, 5, 15), "mm-dd-yy", "15.05.2026"),
        (date(2026, 9, 1), "mmm-yy", "сентябрь 2026"),
        (date(2026, 9, 1), "[$-419]mmmm\\ yyyy;@", "сентябрь 2026"),
        (date(2026, 5, 15), "d-mmm", "15 мая"),
        (date(2026, 5, 15), "[$-FC19]dd\\ mmmm\\ yyyy\\ \\г\\.;@", "15.05.2026"),
        (datetime.fromisoformat("2026-05-15T10:30"), "dd.mm.yyyy h:mm", "15.05.2026 10:30"),
    ],
)
def test_a_date_is_shown_as_excel_shows_it_and_goes_to_a_person(moment, shown_as, text):
    def dated(made):
        cell = made.active["C4"]
        cell.value, cell.number_format = moment, shown_as

    item = read(book(fit=dated)).items[0]

    assert text == item.deadline_text
    assert "date_from_excel" in item.anomalies


def test_a_merged_cell_counts_for_all_its_rows():
    rows = [ROWS[0], (*ROWS[1][:3], None, ROWS[1][4]), (*ROWS[2][:3], None, ROWS[2][4])]
    roadmap = read(book(*rows, fit=lambda made: made.active.merge_cells("D4:D6")))

    assert ["Руководители ОО"] * 3 == [item.executor_text for item in roadmap.items]
    assert [False, True, True] == ["merged_cell_shared" in item.anomalies for item in roadmap.items]


def test_a_heading_over_the_row_opens_a_section():
    def headed(made):
        made.active.insert_rows(4)
        made.active["A4"] = "1. Нормативное обеспечение"
        made.active.merge_cells("A4:E4")

    roadmap = read(book(fit=headed))

    assert ["Нормативное обеспечение"] == [section.title for section in roadmap.sections]
    assert 3 == len(roadmap.items)


def test_hidden_sheets_are_named_and_not_read():
    def hide(made):
        made["Черновик"].sheet_state = "hidden"
        made["Скрытый"].sheet_state = "veryHidden"

    roadmap = read(book(fit=hide, Черновик=[HEADER, *ROWS], Скрытый=[("x",)], Пустой=[]))

    assert 3 == len(roadmap.items)
    assert ("скрытый лист «Черновик»", "скрытый лист «Скрытый»") == roadmap.unread


def test_a_plan_goes_on_on_the_next_sheet_and_the_order_stands_on_its_own():
    order = [("ПРИКАЗ",), ("от 15.01.2026 № 5",), ("О плане на 2026 год",), ("приказываю:",)]

    def first(made):
        made.move_sheet("Приказ", -2)

    roadmap = read(book(fit=first, Продолжение=[("4.", *ROWS[0][1:])], Приказ=order))

    assert ["1.", "2.", "3.", "4."] == [item.number for item in roadmap.items]
    assert ("5", date(2026, 1, 15)) == (roadmap.body.order_number, roadmap.body.order_date)


def test_a_filtered_row_is_read_and_said():
    roadmap = read(book(fit=lambda made: setattr(made.active.row_dimensions[5], "hidden", True)))

    assert 3 == len(roadmap.items)
    assert "hidden_rows" in [remark.code for remark in roadmap.remarks]


def test_a_formula_nobody_computed_is_said():
    roadmap = read(book(fit=lambda made: made.active.__setitem__("C4", '=CONCATENATE("до ","15.05.2026")')))

    assert "" == roadmap.items[0].deadline_text
    assert {"formula_without_value", "empty_deadline"} <= set(roadmap.items[0].anomalies)


def test_what_stands_above_and_below_the_table_is_around_the_plan():
    def signed(made):
        made.active["A9"] = "Начальник отдела И.И. Ветров"

    roadmap = read(book(fit=signed))

    assert "Начальник отдела И.И. Ветров" in [rest.text for rest in roadmap.rest if rest.kind == "fragment"]
    assert date(2026, 12, 31) == roadmap.body.plan_end


def test_a_far_cell_costs_its_sheet_and_says_so():
    far = book(Свод=[("x",)], fit=lambda made: made["Свод"].__setitem__("XFD1048576", "далеко"))
    roadmap = read(far)

    (said,) = roadmap.unread
    assert said.startswith("лист «Свод»: заполнен дальше 200 столбцов или 20000 строк")
    assert "documents.sheet_columns" in said
    with pytest.raises(DocumentError, match="не найден план"):
        read(book(fit=lambda made: made.active.__setitem__("XFD1048576", "далеко")))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "b">]><worksheet', "DTD"),
        (b"</sheetData>", b"", "не читается"),
        (b"</worksheet>", b"<mergeCells>" + MERGE * 9 + b"</mergeCells></worksheet>", None),
        (b'r="A4"', b'r="ZZZZZZ999999999"', None),
        (b' t="inlineStr"', b' t="s"', None),
    ],
)
def test_a_hostile_sheet_is_a_message_or_a_roadmap(old, new, said):
    content = with_part(book(), SHEET, lambda part: part.replace(old, new, 1))

    if said is None:
        assert read(content).items
        return
    with pytest.raises(DocumentError, match=said):
        read(content)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(grid_columns=4), "больше 4 столбцов"),
        (Limits(table_rows=2), "больше 2 строк"),
        (Limits(cells=4), "больше 4 ячеек"),
        (Limits(cell_chars=4), "больше 4 знаков"),
        (Limits(sheet_rows=2), "не найден план"),
        (Limits(zip_part_bytes=10), "слишком большой"),
    ],
)
def test_each_limit_of_a_workbook_refuses_with_a_message(limits, said):
    with pytest.raises(DocumentError, match=said):
        read(book(), limits)
