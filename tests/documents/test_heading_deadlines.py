"""Rows without a deadline of their own take the one printed in their heading, as a proposal."""

from datetime import date

import pytest

from vekha.documents.contract import needs_review
from vekha.documents.heading_deadlines import deadline_in
from vekha.documents.roadmap import roadmap_of
from vekha.domain.deadlines import Confidence

HEADER = "№\tМероприятие\tСрок\tОтветственный"


def plan(*lines, title="План на 2025-2026 учебный год"):
    return roadmap_of("\n".join((title, *lines)).encode(), "plan.txt")


def dates(item):
    return [(one.start, one.raw_due) for one in item.deadline.occurrences]


def test_rows_under_a_month_are_due_in_it_and_a_person_looks():
    roadmap = plan(
        "№\tМероприятие\tОтветственный",
        "Сентябрь\t\t",
        "1\tЛинейка\tДиректор",
        "Январь\t\t",
        "1\tОсмотр здания\tЗавхоз",
    )

    first, second = roadmap.items
    assert [(date(2025, 9, 1), date(2025, 9, 30))] == dates(first)
    assert [(date(2026, 1, 1), date(2026, 1, 31))] == dates(second)
    assert ["Сентябрь", "Январь"] == [first.deadline_text, second.deadline_text]
    assert {("deadline_inherited",)} == {item.anomalies for item in roadmap.items}
    assert {Confidence.PROPOSED} == {item.deadline.confidence for item in roadmap.items}
    assert all(needs_review(item, roadmap) for item in roadmap.items)
    assert 0 == roadmap.coverage.lost


def test_a_deadline_of_its_own_wins_over_the_heading():
    roadmap = plan(HEADER, "Сентябрь\t\t\t", "1\tУчения\tдо 15.09.2025\tЗавхоз", "2\tЛинейка\t\tДиректор")

    assert [(None, date(2025, 9, 15))] == dates(roadmap.items[0])
    assert [(), ("deadline_inherited",)] == [item.anomalies for item in roadmap.items]


@pytest.mark.parametrize(
    ("own", "day"),
    [
        ("до 15 числа", date(2025, 10, 15)),
        ("1 неделя", date(2025, 10, 7)),
        ("в течение месяца", date(2025, 10, 31)),
        ("20", date(2025, 10, 20)),
        ("с 6-10", date(2025, 10, 10)),
        ("-", date(2025, 10, 31)),
    ],
)
def test_a_part_of_a_month_is_one_of_the_month_above(own, day):
    roadmap = plan(HEADER, "Октябрь\t\t\t", f"1\tУчения\t{own}\tЗавхоз", "2\tСмотр\tноябрь 2025\tЗавхоз")

    assert [day] == [one.raw_due for one in roadmap.items[0].deadline.occurrences]
    assert "deadline_inherited" in roadmap.items[0].anomalies
    assert 0 == roadmap.coverage.lost


def test_a_heading_under_a_month_keeps_the_month():
    roadmap = plan(
        HEADER,
        "Октябрь\t\t\t",
        "\tРабота с родителями\t\t",
        "1\tСобрание\t\tДиректор",
        "2\tЛекторий\t\tПсихолог",
        "Ноябрь\t\t\t",
        "\tРабота с кадрами\t\t",
        "3\tПедсовет\t\tДиректор",
    )

    assert ["Октябрь", "Октябрь", "Ноябрь"] == [item.deadline_text for item in roadmap.items]


def test_a_sibling_heading_gives_nothing():
    roadmap = plan(
        HEADER,
        "1\tПодготовительный этап (до 1 марта 2026 г.)\t\t",
        "1.1\tКомиссия\t\tДиректор",
        "2\tОсновной этап\t\t",
        "2.1\tРемонт\t\tЗавхоз",
    )

    assert ["до 1 марта 2026 г.", ""] == [item.deadline_text for item in roadmap.items]
    assert ("empty_deadline",) == roadmap.items[1].anomalies


@pytest.mark.parametrize(
    ("title", "phrase"),
    [
        ("СЕНТЯБРЬ 2025", "СЕНТЯБРЬ 2025"),
        ("II квартал", "II квартал"),
        ("Подготовительный этап (до 1 марта 2026 г.)", "до 1 марта 2026 г."),
        ("II этап – октябрь 2025 г.", "октябрь 2025 г"),
        ("Март: месяц безопасности", "Март"),
        ("Мероприятия на декабрь", "декабрь"),
        ("Подготовка к 2026 году", ""),
        ("Праздник 9 мая", ""),
        ("Организация питания", ""),
    ],
)
def test_a_heading_tells_a_deadline_by_itself_in_brackets_or_after_a_stop(title, phrase):
    assert phrase == deadline_in(title)
