"""A plan written as a list whose points name their terms is proposed row by row."""

import pytest

from vekha.documents.errors import DocumentError
from vekha.documents.roadmap import roadmap_of

PLAN = """План подготовки к зиме школы № 3
на 2026 год

1. Здание
1.1. Проверить котельную. Срок: до 1 сентября 2026 г. Ответственный: завхоз Лукин П.А.
1.2. Заключить договор на уголь.
Срок исполнения – август 2026 года.
Ответственные – директор, бухгалтер.
Результат: договор
2. Классы
2.1. Утеплить окна (срок: октябрь 2026 г.; отв.: классные руководители)

Директор школы Н.Н. Орлов
"""


def read(text):
    return roadmap_of(text.encode(), "plan.txt")


def test_labels_part_the_fields_of_a_point():
    roadmap = read(PLAN)

    rows = [(one.title, one.deadline_text, one.executor_text, one.result_text) for one in roadmap.items]
    assert [
        ("Проверить котельную", "до 1 сентября 2026 г.", "завхоз Лукин П.А.", ""),
        ("Заключить договор на уголь", "август 2026 года", "директор, бухгалтер", "договор"),
        ("Утеплить окна", "октябрь 2026 г.", "классные руководители", ""),
    ] == rows
    assert ["Здание", "Классы"] == [one.title for one in roadmap.sections]
    assert all("flat_text" in one.anomalies for one in roadmap.items)
    assert 0 == roadmap.coverage.lost


@pytest.mark.parametrize(
    "text",
    [
        "ПРИКАЗЫВАЮ:\n1. Утвердить план. Срок: до 01.02.2026.\n2. Собрать отчёты. Срок: до 01.03.2026.",
        "План на 2026 год\n1. Утвердить. Срок: до 01.02.2026.\n2. Контроль.\n3. Разослать.\n4. Учесть.",
    ],
)
def test_points_of_an_order_and_a_list_that_names_no_terms_are_no_plan(text):
    with pytest.raises(DocumentError, match="не найден план"):
        read(text)
