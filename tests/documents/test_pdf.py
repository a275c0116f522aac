"""Tables a PDF only draws: walls, merged cells, page breaks, edges, and what is no text."""

import pytest
from tests.documents.made_docx import HEADER, ROWS
from tests.documents.made_pdf import LEFT, PADDING, SIZE, WIDTHS, Paper, grid, pdf, plan

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits
from vekha.documents.pdf_text import Line, Word, cell_text
from vekha.documents.readers import read_source
from vekha.documents.roadmap import roadmap_of

LONG = ("4.", "Проведение совещания с руководителями школ по вопросам питания и организация",
        "до 1 декабря 2026 г.", "Управление образования и методический", "Протокол совещания")  # fmt: skip


def read(content, limits=None):
    return roadmap_of(content, "план.pdf", limits) if limits else roadmap_of(content, "план.pdf")


def grid_of(content):
    (found,) = read_source(content, "f.pdf").tables()
    return [[one.text for one in line.cells] for line in found.rows]


def two_pages(first, second, *, merged=(), header=HEADER):
    above, below = Paper().text(LEFT, 20, "План на 2026 год"), Paper()
    above.text(400, 570, "1")
    grid(above, [header, *first], 60)
    grid(below, [header, *second] if header else second, 40, merged=merged)
    below.text(400, 570, "- 2 -")
    return pdf(above, below)


def test_a_ruled_plan_is_read_with_its_pages():
    roadmap = read(plan())

    assert [row[1:4] for row in ROWS] == [
        (item.title, item.deadline_text, item.executor_text) for item in roadmap.items
    ]
    assert (1, 1, 2) == (
        roadmap.items[0].place.page, roadmap.items[0].place.table, roadmap.items[0].place.row
    )  # fmt: skip
    assert 0 == roadmap.coverage.lost


def test_wrapped_lines_are_joined_and_paragraphs_kept():
    text = "Проведение совещания с руководителями школ:\n- о питании;\n- о ремонте"

    assert text in [row[1] for row in grid_of(plan(("1.", text, *ROWS[0][2:])))]


def test_a_missing_wall_is_a_merged_cell():
    rows = [ROWS[0], (*ROWS[1][:3], "", ROWS[1][4]), (*ROWS[2][:3], "", ROWS[2][4])]
    roadmap = read(plan(*rows, merged={(2, 3), (3, 3)}))

    assert ["Руководители ОО"] * 3 == [item.executor_text for item in roadmap.items]
    assert [False, True, True] == ["merged_cell_shared" in item.anomalies for item in roadmap.items]


def test_a_heading_over_all_columns_is_a_section():
    roadmap = read(plan(("1. Нормативное обеспечение плана",), *ROWS))

    assert ["Нормативное обеспечение плана"] == [section.title for section in roadmap.sections]
    assert 3 == len(roadmap.items)


@pytest.mark.parametrize("header", [HEADER, None])
def test_a_table_goes_on_on_the_next_page(header):
    content = two_pages(ROWS[:2], [ROWS[2], LONG], header=HEADER) if header else None
    if content is None:
        above, below = Paper().text(LEFT, 20, "План на 2026 год"), Paper()
        grid(above, [HEADER, *ROWS[:2]], 60)
        grid(below, [ROWS[2], LONG], 40)
        content = pdf(above, below)
    roadmap = read(content)

    assert ["1.", "2.", "3.", "4."] == [item.number for item in roadmap.items]
    assert [1, 1, 2, 2] == [item.place.page for item in roadmap.items]
    assert {1} == {item.place.table for item in roadmap.items}


def test_a_row_cut_by_the_page_break_is_one_row():
    rest = ("", "горячего питания", "", "центр", "")
    roadmap = read(two_pages([ROWS[0], LONG], [rest, ("5.", *ROWS[1][1:])]))

    assert ["1.", "4.", "5."] == [item.number for item in roadmap.items]
    assert f"{LONG[1]} горячего питания" == roadmap.items[1].title
    assert f"{LONG[3]} центр" == roadmap.items[1].executor_text
    assert "page_break_guess" in roadmap.items[1].anomalies


def test_a_row_of_its_own_after_the_break_is_not_joined():
    own = ("", "на уровне школы", "до 1 марта 2026 г.", "Руководители ОО", "Приказ")
    roadmap = read(two_pages([ROWS[0], LONG], [own, ("5.", *ROWS[1][1:])]))

    assert 4 == len(roadmap.items)
    assert "no_number" in roadmap.items[2].anomalies


def test_a_merged_cell_cut_by_the_break_counts_on_both_sides():
    below = [("2.", *ROWS[1][1:3], "", ROWS[1][4]), ("3.", *ROWS[2][1:3], "", ROWS[2][4])]
    roadmap = read(two_pages([ROWS[0]], below, merged={(2, 3)}))

    assert ["Руководители ОО"] * 3 == [item.executor_text for item in roadmap.items]


def test_a_merged_cell_is_whole_where_the_break_cuts_its_first_row_too():
    below = [("", "горячего питания", "", "", ""), ("5.", *ROWS[1][1:3], "", ROWS[1][4])]
    roadmap = read(two_pages([ROWS[0], LONG], below, merged={(2, 3)}))

    assert ["1.", "4.", "5."] == [item.number for item in roadmap.items]
    assert LONG[3] == roadmap.items[1].executor_text == roadmap.items[2].executor_text


def test_an_empty_cell_under_the_break_stays_empty():
    roadmap = read(two_pages([ROWS[0]], [("2.", *ROWS[1][1:3], "", ROWS[1][4]), ROWS[2]]))

    assert "" == roadmap.items[1].executor_text
    assert "empty_executor" in roadmap.items[1].anomalies


def test_a_table_cut_by_the_edge_is_noticed():
    content = plan(left=300)

    roadmap = read(content)

    assert all("clipped_table" in item.anomalies for item in roadmap.items)
    assert "clipped_table" in [remark.code for remark in roadmap.remarks]


def test_a_table_without_outer_walls_keeps_its_outer_columns():
    paper = Paper().text(LEFT, 20, "План на 2026 год")
    grid(paper, [HEADER, *ROWS], 60)
    outer = (str(LEFT), str(LEFT + sum(WIDTHS)))
    paper.marks = [
        one for one in paper.marks if not (one.endswith("S") and one.split()[0] == one.split()[3] in outer)
    ]

    assert 3 == len(read(pdf(paper)).items)


def test_bold_made_by_printing_twice_is_read_once():
    paper = Paper().text(LEFT, 20, "План на 2026 год").text(LEFT + 0.3, 20, "План на 2026 год")
    grid(paper, [HEADER, *ROWS], 60)

    assert "План на 2026 год" in [rest.text for rest in read(pdf(paper)).rest]


def test_bullets_of_a_symbol_font_are_points():
    text = "Состав:\n\uf0b7 раз;\n\uf0b7 два"

    assert "Состав:\n• раз;\n• два" in [row[1] for row in grid_of(plan(("1.", text, *ROWS[0][2:])))]


def test_a_scan_is_refused_and_a_picture_among_pages_is_named():
    with pytest.raises(DocumentError, match=r"это скан.*исходный файл"):
        read(pdf(Paper().picture()))
    paper = Paper()
    grid(paper, [HEADER, *ROWS], 60)

    assert ("стр. 2: картинка без текста",) == read(pdf(paper, Paper().picture())).unread


def test_text_recognised_on_a_scan_goes_to_a_person():
    paper = Paper().picture()
    grid(paper, [HEADER, *ROWS], 60)

    assert all("ocr" in item.anomalies for item in read(pdf(paper)).items)


def test_scripts_are_not_run_and_said():
    paper = Paper()
    grid(paper, [HEADER, *ROWS], 60)

    content = pdf(paper, catalog="/OpenAction << /S /JavaScript /JS (app.alert(1)) >>")

    assert "active_content" in [remark.code for remark in read(content).remarks]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n%", "повреждён"),
        (pdf(Paper(width=99_999_999)), "невозможный размер"),
        (pdf(Paper(), trailer="/Encrypt << /Filter /Standard /V 9 >>"), "зашифрован|повреждён"),
        (pdf(Paper().text(10, 10, "слово")), "не найден план"),
    ],
)
def test_a_bad_pdf_is_a_message(content, said):
    with pytest.raises(DocumentError, match=said):
        read(content)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(pages=1), "больше 1 страниц"),
        (Limits(page_chars=10), "больше 10 знаков"),
        (Limits(grid_columns=4), "больше 4 столбцов"),
        (Limits(table_rows=2), "больше 2 строк"),
    ],
)
def test_each_limit_of_a_pdf_refuses_with_a_message(limits, said):
    with pytest.raises(DocumentError, match=said):
        read(two_pages(ROWS[:2], ROWS[2:]), limits)


SPACED = {"ruled": False, "gap": 8}


def test_a_plan_without_lines_is_cut_by_its_header():
    roadmap = read(plan(**SPACED))

    assert [row[1:5] for row in ROWS] == [
        (item.title, item.deadline_text, item.executor_text, item.result_text) for item in roadmap.items
    ]
    assert all("columns_by_cuts" in item.anomalies for item in roadmap.items)


def test_a_plan_without_lines_and_numbers_is_cut_by_its_gaps():
    paper = Paper().text(LEFT, 20, "План на 2026 год")
    grid(paper, [("", *row[1:]) for row in (HEADER, *ROWS)], 60, **SPACED)

    assert [row[1] for row in ROWS] == [item.title for item in read(pdf(paper)).items]


def test_headings_and_wrapped_rows_without_lines_are_whole():
    above, below = Paper().text(LEFT, 20, "План на 2026 год"), Paper()
    heading = ("1. Нормативное и методическое обеспечение плана по развитию школьного питания в округе",)
    grid(above, [HEADER, heading, *ROWS], 60, ruled=False)
    grid(below, [LONG, ("5.", *ROWS[1][1:])], 40, ruled=False)

    roadmap = read(pdf(above, below))

    assert ["1.", "2.", "3.", "4.", "5."] == [item.number for item in roadmap.items]
    assert LONG[1] == roadmap.items[3].title
    assert [heading[0][3:]] == [section.title for section in roadmap.sections]


@pytest.mark.parametrize(
    ("tail", "joined"),
    [
        ("ие горячего", "ие горячего"),
        ("ников, повара", "ников, повара"),
        ("н", "н"),
        ("и ремонт", " и ремонт"),
        ("дети", " дети"),
        ("их дети", " их дети"),
    ],
)
def test_a_word_broken_by_a_narrow_cell_is_whole_and_two_words_stay_two(tail, joined):
    filling = "Межведомственноесотрудничествошколах"
    assert len(filling) == (WIDTHS[1] - 2 * PADDING) // (SIZE / 2)
    paper = Paper().text(LEFT, 20, "План на 2026 год")
    grid(paper, [HEADER, ("1.", f"{filling}\n{tail}", *ROWS[0][2:])], 60)

    (item,) = read(pdf(paper)).items

    assert f"{filling}{joined}" == item.title


@pytest.mark.parametrize(
    ("head", "tail", "whole"),
    [("01.03.202", "6", "01.03.2026"), ("Руководител", "и", "Руководители"),
     ("Ответс", "твенный", "Ответственный"),
     ("Классные", "руководители", "Классные руководители"), ("12.03", "2", "12.03 2")],
)  # fmt: skip
def test_a_piece_that_fills_its_cell_goes_on_where_it_cannot_end(head, tail, whole):
    lines = [Line((Word(head, 0, 50),), 0, 10), Line((Word(tail, 0, 20),), 12, 22)]

    assert whole == cell_text(lines, -2, 53)


def test_columns_without_lines_that_stand_close_are_cut_where_the_header_begins_them():
    paper = Paper().text(LEFT, 20, "План на 2026 год")
    lefts, header = (100, 130, 245, 350, 460), ("№", "Мероприятие", "Срок", "Исполнитель", "Результат")
    rows = [
        (f"{count}", "Проверка всех столовых", "до 15 мая 2026 года", "Руководитель школы №", "Приказ")
        for count in range(1, 7)
    ]
    for at, row in enumerate([header, *rows]):
        for left, text in zip(lefts, row, strict=True):
            paper.text(left, 60 + 14 * at, text)

    roadmap = read(pdf(paper))

    assert rows == [
        (item.number, item.title, item.deadline_text, item.executor_text, item.result_text)
        for item in roadmap.items
    ]
    assert {("columns_by_cuts",)} == {item.anomalies for item in roadmap.items}
