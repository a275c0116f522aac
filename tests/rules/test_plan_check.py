"""Each rule of the plan check on an invented plan, what it leaves alone, and the five real plans."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from tests.documents.material import needs_real, read, real_text
from tests.plans import roadmap

from vekha.domain.deadlines import Span
from vekha.domain.organisations import Level
from vekha.domain.places import Place
from vekha.domain.roadmaps import Controller, RoadmapItem
from vekha.rules.deadlines import read_deadline
from vekha.rules.executors import read_executors
from vekha.rules.plan_check import RULES, plan_remarks

MONITORING = "Мониторинг реализации программ наставничества в школах"
SUMMARY = "Сбор результатов мониторинга реализации программ наставничества"
PLAN = Span(date(2026, 1, 12), date(2026, 12, 31))


def row(ordinal, deadline, executor="Управление образования", title="Провести совещание", result="Приказ"):
    return RoadmapItem(
        ordinal=ordinal,
        number=f"2.{ordinal}.",
        section="2",
        title=title,
        deadline_text=deadline,
        deadline=read_deadline(deadline, PLAN),
        executor_text=executor,
        executors=read_executors(executor, Level.MUNICIPALITY),
        result_text=result,
        result_kind="order",
        indicators=(),
        anomalies=(),
        place=Place("план.docx", table=1, row=ordinal + 1),
    )


def plan(*rows, controllers=()):
    made = roadmap(*rows)
    body = replace(made.body, plan_start=PLAN.first, plan_end=PLAN.last, controllers=controllers)
    return replace(made, body=body)


def found(*rows, controllers=()):
    return [(one.code, one.place.row) for one in plan_remarks(plan(*rows, controllers=controllers))]


KEEPER = Controller("Громова Н.Н.", "начальник отдела (контроль за исполнением)", "«...»", "control")


@pytest.mark.parametrize(
    ("expected", "rows"),
    [
        ([("year_typo", 2)], [row(1, "Сентябрь-октябрь 20266")]),
        ([("year_typo", 2), ("outside_plan_period", 2)], [row(1, "до 15.05.2036")]),
        ([("outside_plan_period", 2)], [row(1, "до 15.02.2027")]),
        ([("deadline_on_day_off", 2)], [row(1, "до 17 мая 2026 г.")]),
        ([("deadline_on_day_off", 2)], [row(1, "12.06.2026")]),
        (
            [("person_without_post", 2)],
            [row(1, "до 15.05.2026", "Петрова А.А."), row(2, "до 15.05.2026", "Петрова А.А.")],
        ),
        (
            [("no_room_before_summary", 2)],
            [
                row(1, "до 15.05.2026", "Руководители ОО", MONITORING, "Отчёт"),
                row(2, "до 15.05.2026", title=SUMMARY, result="Свод"),
            ],
        ),
    ],
)  # fmt: skip
def test_a_rule_finds_its_slip(expected, rows):
    assert expected == found(*rows)


@pytest.mark.parametrize(
    "rows",
    [
        [row(1, "до 15 мая 2026 г.")],
        [row(1, "в течение года")],
        [row(1, "октябрь 2026 года")],
        [row(1, "до 15.05.2026", "Начальник отдела Петрова А.А.")],
        [
            row(
                1,
                "до 13.05.2026",
                "Руководители ОО",
                "Мониторинг реализации программ наставничества",
                "Отчёт",
            ),
            row(
                2, "до 27.05.2026", title="Сбор мониторинга реализации программ наставничества", result="Свод"
            ),
        ],
        [
            row(1, "до 15.05.2026", "Руководители ОО", "Отчёт о горячем питании", "Отчёт"),
            row(2, "до 15.05.2026", title="Анализ подготовки к аттестации выпускников", result="Справка"),
        ],
    ],
)
def test_a_plan_without_slips_has_no_remarks(rows):
    assert [] == found(*rows)


def test_a_controller_who_executes_is_named_once_with_all_rows():
    rows = [row(1, "до 15.05.2026", "Громова Н.Н."), row(2, "до 15.05.2026", "Н.Н. Громова")]

    (remark,) = plan_remarks(plan(*rows, controllers=(KEEPER,)))

    assert "controller_executes" == remark.code
    assert "Громова Н.Н. ведёт контроль и сам исполняет: строки 2.1, 2.2." == remark.text
    assert remark.advice


def test_a_post_said_in_the_order_is_known_in_the_rows():
    named = Controller("Петрова А.А.", "методист", "«...»", "responsible")

    assert [] == found(row(1, "до 15.05.2026", "Петрова А.А."), controllers=(named,))


def test_a_year_the_reading_had_to_move_is_a_slip_of_the_document():
    school_year = Span(date(2025, 9, 1), date(2026, 8, 31))
    moved = replace(row(1, "До мая 2025"), deadline=read_deadline("До мая 2025", school_year))

    (remark,) = plan_remarks(plan(moved))

    assert "year_typo" == remark.code
    assert "год «2025»" in remark.text


def test_every_rule_has_its_own_code_and_advice():
    assert len(RULES) == len({rule.code for rule in RULES})
    assert all(rule.advice.endswith(".") for rule in RULES)


# Looked at by eye: each of these is a slip of the document, none is noise.
REAL = {
    "kavkazsky": {"deadline_on_day_off": 2, "no_room_before_summary": 1},
    "novoalexandrovsk": {"year_typo": 1, "deadline_on_day_off": 4, "no_room_before_summary": 1},
    "kahun": {"year_typo": 1, "outside_plan_period": 1},
    "kogalym": {"controller_executes": 1, "person_without_post": 2},
    "azov": {"deadline_on_day_off": 1, "no_room_before_summary": 2},
}


@needs_real
@pytest.mark.parametrize("name", REAL)
def test_the_real_plans_have_the_remarks_a_reader_would_make(name):
    codes = {rule.code for rule in RULES}
    remarks = [one for one in read(real_text(name)).remarks if one.code in codes]

    assert REAL[name] == dict(Counter(one.code for one in remarks))
    assert all(one.place for one in remarks)
