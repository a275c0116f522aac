"""Plans that mark quarters or months with «х» instead of writing a deadline."""

from datetime import date
from itertools import permutations

import pytest
from tests.documents.made_docx import body, cell, package, paragraph, row, table

from vekha.documents.contract import needs_review
from vekha.documents.errors import DocumentError
from vekha.documents.roadmap import roadmap_of
from vekha.domain.deadlines import Confidence

QUARTERS = "I кв.\tII кв.\tIII кв.\tIV кв."
FIRST = (date(2026, 1, 1), date(2026, 3, 31))
SECOND = (date(2026, 4, 1), date(2026, 6, 30))
THIRD = (date(2026, 7, 1), date(2026, 9, 30))


def plan(*lines, title="План на 2026 год"):
    return roadmap_of("\n".join((title, *lines)).encode(), "plan.txt")


def dates(item):
    return [(one.start, one.raw_due) for one in item.deadline.occurrences]


def texts(roadmap):
    return [item.deadline_text for item in roadmap.items]


def test_marked_quarters_are_the_deadline_and_a_person_looks():
    roadmap = plan(
        f"№\tМероприятие\t{QUARTERS}\tОтветственный\tРезультат",
        "1\tОсмотр спортивных площадок\tх\t\t\t\tЗавхоз\tАкт",
        "2\tСверка запасов\tх\t\tх\t\tКладовщик Петров П.П.\tСправка",
    )

    assert ["I кв.", "I кв.; III кв."] == texts(roadmap)
    assert [[FIRST], [FIRST, THIRD]] == [dates(item) for item in roadmap.items]
    assert [("deadline_from_marks",)] * 2 == [item.anomalies for item in roadmap.items]
    assert all(needs_review(item, roadmap) for item in roadmap.items)
    assert ["Завхоз", "Кладовщик Петров П.П."] == [item.executor_text for item in roadmap.items]
    assert ["Акт", "Справка"] == [item.result_text for item in roadmap.items]
    assert ["I кв.: х", "I кв.: х", "III кв.: х"] == [
        one.text for one in roadmap.rest if one.kind == "other_column"
    ]
    assert 0 == roadmap.coverage.lost
    assert "срок собран из отметок" in next(
        one.text for one in roadmap.remarks if one.code == "deadline_from_marks"
    )


@pytest.mark.parametrize("mark", ["х", "Х", "x", "X", "+", "v", "V", "√", "*", "•", "✓", "хх"])
def test_any_usual_mark_is_a_mark(mark):
    roadmap = plan(
        f"№\tМероприятие\t{QUARTERS}\tОтветственный",
        f"1\tОсмотр площадок\t\t\t{mark}\t\tЗавхоз",
        f"2\tСверка запасов\t–\t{mark}\t-\t\tКладовщик",
    )

    assert ["III кв.", "II кв."] == texts(roadmap)
    assert 0 == roadmap.coverage.lost


@pytest.mark.parametrize(
    "headings",
    [
        ("I квартал", "II квартал", "III квартал", "IV квартал"),
        ("1 кв", "2 кв", "3 кв", "4 кв"),
        ("1-й квартал", "2-й квартал", "3-й квартал", "4-й квартал"),
        ("І кв.", "ІІ кв.", "ІІІ кв.", "ІV кв."),
        ("1 кв. 2026 г.", "2 кв. 2026 г.", "3 кв. 2026 г.", "4 кв. 2026 г."),
    ],
)
def test_quarters_are_written_in_many_ways(headings):
    roadmap = plan("№\tМероприятие\t" + "\t".join(headings) + "\tОтветственный", "1\tОсмотр\t\t\tх\t\tЗавхоз")

    assert [[THIRD]] == [dates(item) for item in roadmap.items]
    assert [headings[2]] == texts(roadmap)


@pytest.mark.parametrize("over", ["Сроки", "Сроки (кварталы)", "2026", "2026 год", "Срок исполнения"])
def test_a_second_header_row_may_name_the_quarters(over):
    roadmap = plan(
        f"№ п/п\tМероприятие\t{over}\t\t\t\tОтветственный",
        f"\t\t{QUARTERS}\t",
        "1\t2\t3\t4\t5\t6\t7",
        "1\tОсмотр площадок\tх\t\t\t\tЗавхоз",
        "2\tСверка запасов\t\t\tх\t\tКладовщик",
    )

    assert [[FIRST], [THIRD]] == [dates(item) for item in roadmap.items]
    assert ["Завхоз", "Кладовщик"] == [item.executor_text for item in roadmap.items]


def test_bare_numbers_count_what_stands_over_them():
    quarters = plan(
        "№\tМероприятие\tКварталы\t\t\t\tОтветственный", "\t\tI\tII\tIII\tIV\t", "1\tОсмотр\t\t\tх\t\tЗавхоз"
    )
    months = plan(
        "№\tМероприятие\tСрок, месяц\t" + "\t" * 11 + "Ответственный",
        "\t\t" + "\t".join(map(str, range(1, 13))) + "\t",
        "1\tОсмотр\t\t\tх\t\t\t\t\t\t\t\t\t\tЗавхоз",
    )

    assert ["III квартал"] == texts(quarters)
    assert [[THIRD]] == [dates(item) for item in quarters.items]
    assert ["март"] == texts(months)


def test_the_year_over_the_columns_is_the_year_of_the_deadline():
    roadmap = plan(
        "№\tМероприятие\t2026 год\t\t2027 год\t\tОтветственный",
        "\t\tI кв.\tIII кв.\tI кв.\tIII кв.\t",
        "1\tОсмотр\t\t\tх\t\tЗавхоз",
        "2\tСверка\tх\t\tх\t\tЗавхоз",
        title="План на 2026-2027 годы",
    )

    assert "I кв. 2027" == roadmap.items[0].deadline_text
    assert [(date(2027, 1, 1), date(2027, 3, 31))] == dates(roadmap.items[0])
    assert "I кв. 2026; I кв. 2027" == roadmap.items[1].deadline_text
    assert [FIRST, (date(2027, 1, 1), date(2027, 3, 31))] == dates(roadmap.items[1])


@pytest.mark.parametrize(
    "headings",
    [
        ("янв", "фев", "март", "апр"),
        ("Январь", "Февраль", "Март", "Апрель"),
        ("янв.", "февр.", "мар.", "апр."),
    ],
)
def test_months_are_columns_too(headings):
    roadmap = plan(
        "№\tМероприятие\t" + "\t".join(headings) + "\tОтветственный",
        "1\tОсмотр\tх\t\t\tх\tЗавхоз",
        "2\tСверка\t\tх\t\t\tЗавхоз",
    )

    wanted = [(date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 4, 1), date(2026, 4, 30))]
    assert wanted == dates(roadmap.items[0])
    assert [f"{headings[0]}; {headings[3]}", headings[1]] == texts(roadmap)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_of_columns_does_not_matter(order):
    groups = (["№"], ["Мероприятие"], ["1 кв", "2 кв", "3 кв"], ["Ответственный"])
    filled = (["1"], ["Осмотр площадок"], ["", "х", ""], ["Завхоз"])

    def line(parts):
        return "\t".join(text for at in order for text in parts[at])

    roadmap = plan(line(groups), line(filled))

    assert [("1", "Осмотр площадок", "2 кв", "Завхоз")] == [
        (item.number, item.title, item.deadline_text, item.executor_text) for item in roadmap.items
    ]
    assert [SECOND] == dates(roadmap.items[0])


def test_a_row_without_marks_has_no_deadline():
    roadmap = plan(
        f"№\tМероприятие\t{QUARTERS}\tОтветственный",
        "1\tОсмотр\tх\t\t\t\tЗавхоз",
        "2\tСверка\t\t-\t\t\tЗавхоз",
    )

    assert ("empty_deadline",) == roadmap.items[1].anomalies
    assert "" == roadmap.items[1].deadline_text
    assert [] == dates(roadmap.items[1])


def test_a_line_of_totals_does_not_turn_marks_into_figures():
    roadmap = plan(
        f"№\tМероприятие\t{QUARTERS}\tОтветственный", "1\tОсмотр\tх\t\t\t\tЗавхоз", "\tИтого\t1\t0\t0\t0\t"
    )

    assert ["I кв."] == texts(roadmap)


def test_a_text_instead_of_a_mark_is_read_where_it_stands_alone():
    roadmap = plan(
        f"№\tМероприятие\t{QUARTERS}\tОтветственный",
        "1\tОсмотр\tх\t\t\t\tЗавхоз",
        "2\tСверка\t\tдо 15 мая 2026 г.\t\t\tЗавхоз",
        "3\tОтчёт\tх\tдо 20 мая 2026 г.\t\t\tЗавхоз",
        "4\tСбор\tдо 20 мая 2026 г.\t\t\t\tЗавхоз",
    )
    _, alone, beside, outside = roadmap.items

    assert "II кв.: до 15 мая 2026 г." == alone.deadline_text
    assert [date(2026, 5, 15)] == [one.raw_due for one in alone.deadline.occurrences]
    assert "I кв.; II кв.: до 20 мая 2026 г." == beside.deadline_text
    assert [Confidence.UNREADABLE] * 2 == [item.deadline.confidence for item in (beside, outside)]
    assert beside.deadline.doubts
    assert outside.deadline.doubts
    assert all("deadline_from_marks" in item.anomalies for item in roadmap.items)
    assert 0 == roadmap.coverage.lost


def test_a_deadline_column_beside_the_marks_is_kept():
    roadmap = plan(
        f"№\tМероприятие\tСрок\t{QUARTERS}\tОтветственный",
        "1\tОсмотр\tдо 15.02.2026\tх\t\t\t\tЗавхоз",
        "2\tСверка\tдо 20.02.2026\t\t\t\t\tЗавхоз",
    )

    assert ["до 15.02.2026; I кв.", "до 20.02.2026"] == texts(roadmap)
    assert [("deadline_from_marks",), ()] == [item.anomalies for item in roadmap.items]


def test_a_title_in_small_letters_beside_a_mark_is_a_row_of_its_own():
    roadmap = plan(
        f"Мероприятие\t{QUARTERS}\tОтветственный", "осмотр\tх\t\t\t\tзавхоз", "сверка\t\tх\t\t\tзавхоз"
    )

    assert ["осмотр", "сверка"] == [item.title for item in roadmap.items]


def test_sections_and_a_repeated_header_stand_between_the_rows():
    roadmap = plan(
        "№\tМероприятие\tСроки\t\t\t\tОтветственный",
        f"\t\t{QUARTERS}\t",
        "I.\tХозяйство\t\t\t\t\t",
        "1\tОсмотр\tх\t\t\t\tЗавхоз",
        "",
        "№\tМероприятие\tСроки\t\t\t\tОтветственный",
        f"\t\t{QUARTERS}\t",
        "2\tСверка\t\tх\t\t\tЗавхоз",
    )

    assert ["Хозяйство"] == [one.title for one in roadmap.sections]
    assert [("1", "I кв."), ("2", "II кв.")] == [(item.number, item.deadline_text) for item in roadmap.items]


def test_a_marked_plan_may_follow_an_ordinary_one_in_the_same_table():
    ordinary = ("№\tМероприятие\tСрок\tОтветственный", "1\tЛинейка\tмай 2026 г.\tДиректор")
    one_row = (f"№\tМероприятие\t{QUARTERS}\tОтветственный", "1\tОсмотр\tх\t\t\t\tЗавхоз")

    assert ["май 2026 г.", "I кв."] == texts(plan(*ordinary, *one_row))


@pytest.mark.parametrize("cells", ["5\t7\t8\t9", "12,5\t13.5\tх\t14", "х\tх\t100\t200"])
def test_quarters_that_hold_figures_are_no_marks(cells):
    figures = (f"№\tНаименование показателя\t{QUARTERS}\tРезультат", f"1\tОхват питанием\t{cells}\t95")
    roadmap = plan(
        "№\tМероприятие\tСрок\tОтветственный",
        "1\tОсмотр\tдо 15 мая 2026 г.\tЗавхоз",
        "",
        "Показатели",
        *figures,
    )

    assert ["Осмотр"] == [item.title for item in roadmap.items]
    assert not any("deadline_from_marks" in item.anomalies for item in roadmap.items)
    with pytest.raises(DocumentError):
        plan(*figures)


def test_marks_of_what_was_done_are_no_deadlines():
    roadmap = plan(
        "№\tМероприятие\tСрок\tОтветственный\tОтметка об исполнении\t",
        "\t\t\t\tI кв.\tII кв.",
        "1\tОсмотр\tдо 15 мая 2026 г.\tЗавхоз\tх\t",
    )

    assert ["до 15 мая 2026 г."] == texts(roadmap)


def over(text, count):
    return cell(text, f'<w:gridSpan w:val="{count}"/>')


def tall(text, *, opens=False):
    return cell(text, '<w:vMerge w:val="restart"/>' if opens else "<w:vMerge/>")


def test_a_word_table_with_merged_headers_marks_quarters():
    titles = ("№ п/п", "Мероприятие", "Ответственный")
    number, title, executor = (tall(text, opens=True) for text in titles)
    below = tall("")
    document = body(
        paragraph("План на 2026 год")
        + table(
            row(number, title, over("Сроки", 4), executor),
            row(below, below, *QUARTERS.split("\t"), below),
            row(over("Раздел 1. Хозяйство", 7)),
            row("1", "Осмотр площадок", "", "х", "", "", "Завхоз"),
            row("2", "Сверка запасов", over("в течение года", 4), "Кладовщик"),
            row("3", "Уборка", over("х", 2), "", "", "Дворник Сидоров С.С."),
        )
    )
    roadmap = roadmap_of(package(document), "plan.docx")

    assert ["II кв.", "в течение года", "I кв.; II кв."] == texts(roadmap)
    assert [SECOND] == dates(roadmap.items[0])
    assert [(date(2026, 1, 1), date(2026, 12, 31))] == dates(roadmap.items[1])
    assert roadmap.items[2].deadline.doubts
    assert ["Осмотр площадок", "Сверка запасов", "Уборка"] == [item.title for item in roadmap.items]
    assert 1 == len(roadmap.sections)
    assert 0 == roadmap.coverage.lost


def test_a_table_cut_by_a_page_goes_on_with_its_marks():
    header = row("№", "Мероприятие", *QUARTERS.split("\t"), "Ответственный")
    document = body(
        paragraph("План на 2026 год")
        + table(header, row("1", "Осмотр", "+", "", "", "", "Завхоз"))
        + paragraph("")
        + table(
            row("2", "Сверка", "", "", "+", "", "Кладовщик"), row("3", "Уборка", "", "+", "", "", "Дворник")
        )
    )
    roadmap = roadmap_of(package(document), "plan.docx")

    assert ["I кв.", "III кв.", "II кв."] == texts(roadmap)


NUMBER, TITLE, EXECUTOR = (tall(text, opens=True) for text in ("№ п/п", "Мероприятие", "Ответственный"))
BELOW = tall("")
TWO_ROWS = (
    row(NUMBER, TITLE, over("Сроки", 4), EXECUTOR),
    row(BELOW, BELOW, *QUARTERS.split("\t"), BELOW),
)
MARKED = (
    row("2", "Осмотр площадок", "", "х", "", "", "Завхоз"),
    row("3", "Сверка запасов", "х", "", "", "", "Кладовщик"),
)


def ordinary(*numbers, deadline="Сроки", wide=False):
    """An ordinary plan of its own width, or of the width of the marked one."""

    def line(number, title, text, executor):
        return row(number, title, over(text, 4) if wide else text, executor)

    rows = (line(number, f"Линейка {number}", "май 2026 г.", "Директор") for number in numbers)
    return (line("№ п/п", "Мероприятие", deadline, "Ответственный"), *rows)


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("deadline", ["Сроки", "Срок", "Дата"])
def test_an_ordinary_plan_and_one_marked_under_two_rows_of_header_stand_in_one_word_table(deadline, wide):
    def read(*rows):
        found = roadmap_of(package(body(paragraph("План на 2026 год") + table(*rows))), "plan.docx")
        assert 0 == found.coverage.lost
        return [(one.number, one.deadline_text, one.executor_text) for one in found.items]

    marked = [("2", "II кв.", "Завхоз"), ("3", "I кв.", "Кладовщик")]
    above = ordinary("1", deadline=deadline, wide=wide)
    below = ordinary("4", "5", deadline=deadline, wide=wide)
    plain = [(number, "май 2026 г.", "Директор") for number in "145"]

    assert [plain[0], *marked] == read(*above, *TWO_ROWS, *MARKED)
    assert [*marked, *plain[1:]] == read(*TWO_ROWS, *MARKED, *below)
    assert [plain[0], *marked, *plain[1:]] == read(*above, *TWO_ROWS, *MARKED, *below)
    assert [*marked, plain[1], plain[2]] == read(*TWO_ROWS, MARKED[0], *TWO_ROWS, MARKED[1], *below)


def test_the_year_between_the_rows_of_a_header_below_another_plan_is_kept():
    year = row(BELOW, BELOW, over("2027 год", 4), BELOW)
    header = (TWO_ROWS[0], year, TWO_ROWS[1])
    document = body(paragraph("План на 2026-2027 годы") + table(*ordinary("1"), *header, *MARKED))
    found = roadmap_of(package(document), "plan.docx")

    assert [(date(2027, 4, 1), date(2027, 6, 30))] == dates(found.items[1])
