"""A deadline and an executor in one cell are two fields, and a person checks where the one ends."""

import pytest

from vekha.documents.combined_cells import Halves, halves_of
from vekha.documents.roadmap import roadmap_of


def plan(*lines):
    return roadmap_of("\n".join(("План мероприятий на 2026 год", *lines)).encode(), "plan.txt")


@pytest.mark.parametrize(
    ("cell", "deadline", "executor"),
    [
        ("до 15 мая 2026 г., Иванова И.И., методист", "до 15 мая 2026 г.", "Иванова И.И., методист"),
        ("Сентябрь 2026 г. Руководители ОО", "Сентябрь 2026 г.", "Руководители ОО"),
        ("Директор школы\nежеквартально", "ежеквартально", "Директор школы"),
        ("до 15.05.2026 (Иванова И.И.)", "до 15.05.2026", "Иванова И.И."),
        ("Кузнецов (август)", "август", "Кузнецов"),
        ("Сентябрь-октябрь\nЗавуч, соц. педагог", "Сентябрь-октябрь", "Завуч, соц. педагог"),
        ("с 1 по 15 сентября классные руководители", "с 1 по 15 сентября", "классные руководители"),
        ("постоянно; классные руководители (1-4)", "постоянно", "классные руководители (1-4)"),
        (
            "по отдельному графику, ответственный за питание",
            "по отдельному графику",
            "ответственный за питание",
        ),
    ],
)
def test_a_cell_is_cut_where_the_time_ends_and_the_people_begin(cell, deadline, executor):
    assert Halves(deadline, executor) == halves_of(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "до 15 мая 2026 г.",
        "Иванова И.И.",
        "Начальник управления образования",
        "в течение года",
        "",
        "х " * 90,
    ],
)
def test_a_cell_of_one_kind_is_not_cut(cell):
    assert halves_of(cell) is None


@pytest.mark.parametrize(
    "title", ["Срок, ответственный", "Ответственный / срок исполнения", "Кто и когда", "Сроки"]
)
def test_a_column_of_both_gives_both_fields_for_review(title):
    roadmap = plan(
        f"№\tМероприятие\t{title}\tРезультат",
        "1\tПроверка пищеблоков\tдо 15 мая 2026 г., Иванова И.И.\tАкт",
        "2\tСовещание поваров\tсентябрь 2026 г. Руководители ОО\tПротокол",
        "3\tРемонт столовой\tпо мере поступления\tАкт",
    )

    assert ["до 15 мая 2026 г.", "сентябрь 2026 г.", "по мере поступления"] == [
        item.deadline_text for item in roadmap.items
    ]
    assert ["Иванова И.И.", "Руководители ОО", ""] == [item.executor_text for item in roadmap.items]
    assert all("split_cell" in item.anomalies for item in roadmap.items)
    assert 0 == roadmap.coverage.lost
