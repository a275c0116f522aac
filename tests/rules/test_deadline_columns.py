"""Deadlines spread over columns: start and end, marked quarters and months."""

from datetime import date

import pytest
from tests.rules.deadline_table import written

from vekha.domain.deadlines import Confidence, Deadline, Span
from vekha.rules.deadline_columns import read_columns, read_marks
from vekha.rules.deadline_parts import Setting

YEAR = Setting(Span(date(2026, 1, 1), date(2026, 12, 31)))


def shown(deadline: Deadline) -> tuple[str, str, bool]:
    return deadline.kind.value, written(deadline, shortened=False), deadline.needs_review


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("01.03.2026", "15.04.2026", ("window", "2026-03-01..2026-04-15", False)),
        ("1 марта", "15 апреля 2026 г.", ("window", "2026-03-01..2026-04-15", False)),
        ("март", "май", ("window", "2026-03-01..2026-05-31", False)),
        ("с 1 марта", "до 15 апреля", ("window", "2026-03-01..2026-04-15", False)),
        ("не ранее 1 марта", "не позднее 15 апреля", ("window", "2026-03-01..2026-04-15", False)),
        ("I квартал", "III квартал 2026", ("window", "2026-01-01..2026-09-30", False)),
        ("сентябрь 2026", "сентябрь 2026", ("window", "2026-09-01..2026-09-30", False)),
        (
            "01.03, 01.06",
            "10.03, 10.06",
            ("recurring", "2026-03-01..2026-03-10; 2026-06-01..2026-06-10", False),
        ),
        ("", "до 1 мая", ("date", "2026-05-01", False)),
        ("1 мая", "", ("date", "2026-05-01", True)),
        ("", "", ("unspecified", "-", True)),
        ("01.05.2026", "01.03.2026", ("unspecified", "-", True)),
        ("1 мая", "абракадабра", ("unspecified", "-", True)),
        ("1 мая", "постоянно", ("unspecified", "-", True)),
        ("по графику", "по отдельному плану", ("external", "-", True)),
    ],
)
def test_the_start_and_the_end_of_a_row_are_read_together(start: str, end: str, expected: tuple):
    assert expected == shown(read_columns(start, end, YEAR))


def test_the_end_column_names_the_term_of_two_events():
    start = "В течение 40 дней после выхода приказа"
    deadline = read_columns(start, "По истечении 60 дней после выхода приказа", YEAR)

    assert (60, "выхода приказа") == (deadline.offset.count, deadline.offset.event)
    assert Confidence.PROPOSED is deadline.confidence


@pytest.mark.parametrize(
    ("marked", "over", "expected"),
    [
        (["II квартал"], "", ("window", "2026-04-01..2026-06-30", False)),
        (["I", "III"], "Кварталы", ("recurring", "2026-01-01..2026-03-31; 2026-07-01..2026-09-30", False)),
        (
            ["1", "2"],
            "Квартал 2026 года",
            ("recurring", "2026-01-01..2026-03-31; 2026-04-01..2026-06-30", True),
        ),
        (["3", "11"], "Месяцы", ("recurring", "2026-03-01..2026-03-31; 2026-11-01..2026-11-30", False)),
        (["янв.", "апр."], "", ("recurring", "2026-01-01..2026-01-31; 2026-04-01..2026-04-30", False)),
        (["2"], "Полугодие", ("window", "2026-07-01..2026-12-31", False)),
        (["столбец"], "", ("unspecified", "-", True)),
        ([], "Кварталы", ("unspecified", "-", True)),
    ],
)
def test_marked_columns_are_windows(marked: list[str], over: str, expected: tuple):
    assert expected == shown(read_marks(marked, YEAR, over=over))
