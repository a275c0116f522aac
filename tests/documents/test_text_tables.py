"""A text may draw its table with bars or semicolons instead of tabs."""

import pytest

from vekha.documents.roadmap import roadmap_of
from vekha.documents.text_tables import tabbed

BARS = """План на 2026 год

| № | Мероприятие | Срок | Ответственный |
|---|:-----------|------|---------------|
| 1 | Осмотр классов | до 20.08.2026 | Завхоз |
| 2 | Собрание |  | Директор |
"""
BOX = """План на 2026 год
┌───┬────────────────┬───────────────┬───────────────┐
│ № │ Мероприятие    │ Срок          │ Ответственный │
├───┼────────────────┼───────────────┼───────────────┤
│ 1 │ Осмотр классов │ до 20.08.2026 │ Завхоз        │
│ 2 │ Собрание       │               │ Директор      │
└───┴────────────────┴───────────────┴───────────────┘
"""
SEMICOLONS = """План на 2026 год
№;Мероприятие;Срок;Ответственный
1;"Осмотр
классов";до 20.08.2026;Завхоз
2;Собрание;;Директор
"""


@pytest.mark.parametrize("text", [BARS, BOX, SEMICOLONS], ids=["bars", "box", "semicolons"])
def test_a_drawn_table_is_a_table(text):
    roadmap = roadmap_of(text.encode(), "plan.txt")

    rows = [(one.number, one.title, one.deadline_text, one.executor_text) for one in roadmap.items]
    assert [("1", "Осмотр классов", "до 20.08.2026", "Завхоз"), ("2", "Собрание", "", "Директор")] == rows
    assert 0 == roadmap.coverage.lost


def test_the_place_of_a_record_is_its_first_line():
    roadmap = roadmap_of(SEMICOLONS.encode(), "plan.csv")

    assert [3, 5] == [item.place.line for item in roadmap.items]


@pytest.mark.parametrize(
    "lines", [["один; два", "три", "четыре"], ["a | b", "проза"], ["a\tb|c|d", "|e|f|"], [""]]
)
def test_prose_and_tabs_stay_as_they_are(lines):
    assert list(enumerate(lines, start=1)) == tabbed(lines)


def test_an_empty_cell_too_many_pushes_no_field_out_of_its_column():
    text = (
        "План на 2026 год\n\nМероприятие\tОтветственный\tСрок\tИтог\n"
        "День открытых дверей\tРуководители ОО\tдо 15.03.2026\tОтчёт\n"
        "Ярмарка профессий\t\tУправление образования\tапрель 2026 г.\tФотоотчёт\n"
    )

    item = roadmap_of(text.encode("cp1251"), "plan.txt").items[1]

    assert ("Управление образования", "апрель 2026 г.", "Фотоотчёт") == (
        item.executor_text,
        item.deadline_text,
        item.result_text,
    )
    assert "extra_cell" in item.anomalies
