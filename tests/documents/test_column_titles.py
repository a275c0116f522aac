"""Columns by the words of their titles, in the many ways offices name them."""

import pytest

from vekha.documents.roadmap import roadmap_of
from vekha.documents.vocabulary import Column
from vekha.documents.wording import header_role


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("№ п/п", Column.NUMBER),
        ("Кто отвечает", Column.EXECUTOR),
        ("Отв.", Column.EXECUTOR),
        ("Чем подтверждается", Column.RESULT),
        ("Подтверждающий документ", Column.RESULT),
        ("К какому сроку", Column.DEADLINE),
        ("Месяц", Column.DEADLINE),
        ("Срок исполнения", Column.DEADLINE),
        ("Срок, ответственный", Column.DEADLINE_EXECUTOR),
        ("Дата / отв.", Column.DEADLINE_EXECUTOR),
        ("Что необходимо сделать", Column.TITLE),
        ("Меры", Column.TITLE),
        ("Мера", Column.TITLE),
        ("Отметка об исполнении", Column.OTHER),
        ("Исполнение (дата, подпись)", Column.OTHER),
        ("Форма проведения", Column.OTHER),
        ("Форма отчётности", Column.RESULT),
        ("Целевой показатель", Column.INDICATOR),
        ("Проверка столовых", None),
    ],
)
def test_a_title_says_what_its_column_holds(title, role):
    assert role == header_role(title)


def page(*rows):
    cells = "".join("<tr>" + "".join(f"<td{one}" for one in row) for row in rows)
    return roadmap_of(f"<p>План на 2026 год<table>{cells}</table>".encode(), "plan.html")


def test_a_column_of_stages_beside_the_activities_makes_headings():
    roadmap = page(
        (">Этапы", ">Сроки", ">Мероприятия", ">Ответственный"),
        (" rowspan=2>Подготовительный", " rowspan=2>январь 2026 г.", ">Создать группу", ">Завуч"),
        (">Провести педсовет", ">Директор"),
        (">Основной", ">март 2026 г.", ">Открытые уроки", ">Учителя"),
    )

    assert ["Подготовительный", "Основной"] == [one.title for one in roadmap.sections]
    assert ["Создать группу", "Провести педсовет", "Открытые уроки"] == [item.title for item in roadmap.items]
    assert ["январь 2026 г.", "январь 2026 г.", "март 2026 г."] == [
        item.deadline_text for item in roadmap.items
    ]


def test_stages_alone_are_the_activities():
    roadmap = page((">Этап", ">Срок", ">Ответственный"), (">Сбор заявок", ">май 2026 г.", ">Завуч"))

    assert ["Сбор заявок"] == [item.title for item in roadmap.items]


def test_co_executors_are_executors():
    roadmap = page(
        (">Мероприятие", ">Срок", " colspan=2>Исполнители"),
        (">Медосмотр", ">май 2026 г.", ">Больница", ">Школы"),
    )
    titled = page(
        (">Мероприятие", ">Срок", ">Ответственные исполнители", ">Соисполнители"),
        (">Медосмотр", ">май 2026 г.", ">Больница", ">Школы"),
    )

    assert {"Больница Школы"} == {one.items[0].executor_text for one in (roadmap, titled)}
    assert 2 == len(titled.items[0].executors.parts)


def test_a_text_prints_the_parts_of_a_title_below_it():
    lines = (
        "План на 2026 год", "№\tМероприятие\tИсполнители\t\tСрок", "\t\tосновной\tсоисполнители\t",
        "1\tМедосмотр\tБольница\tШколы\tмай 2026 г.",
    )  # fmt: skip
    roadmap = roadmap_of("\n".join(lines).encode(), "plan.txt")

    assert [("Медосмотр", "Больница Школы")] == [(one.title, one.executor_text) for one in roadmap.items]


def test_a_column_nobody_knows_is_no_result():
    roadmap = page(
        (">Мероприятие", ">Классы", ">Срок", ">Ответственный"), (">Урок", ">5-9", ">май 2026 г.", ">Завуч")
    )

    assert "" == roadmap.items[0].result_text
    assert "Классы: 5-9" in [one.text for one in roadmap.rest]


def test_a_merged_line_of_totals_is_no_heading():
    roadmap = page(
        (">Мероприятие", ">Срок", ">Ответственный"),
        (">Урок", ">май 2026 г.", ">Завуч"),
        (" colspan=3>ИТОГО по разделу: 1 мероприятие",),
    )

    assert () == roadmap.sections
    assert "totals" in {one.kind for one in roadmap.rest}


def test_a_direction_is_no_activity_where_another_column_holds_longer_texts():
    roadmap = page(
        (">Направление", ">Суть", ">Срок", ">Ответственный"),
        (">Кадры", ">Обучить методистов новым программам", ">май 2026 г.", ">Завуч"),
        (">Кадры", ">Провести конкурс мастерства педагогов", ">июнь 2026 г.", ">Директор"),
    )

    assert ["Обучить методистов новым программам", "Провести конкурс мастерства педагогов"] == [
        item.title for item in roadmap.items
    ]


@pytest.mark.parametrize("end", ["Оконча ние", "Срок"])
def test_the_column_beside_the_beginnings_holds_the_ends_whatever_its_title(end):
    roadmap = page(
        (">Мероприятие", ">Начало", f">{end}", ">Ответственный"),
        (">Осмотр классов", ">01.09.2026", ">15.09.2026", ">Завхоз"),
        (">Ревизия", ">01.10.2026", ">20.10.2026", ">Завхоз"),
    )

    assert ["с 01.09.2026 по 15.09.2026", "с 01.10.2026 по 20.10.2026"] == [
        item.deadline_text for item in roadmap.items
    ]
