"""Indicators come into force with their items, under the journal's digest; plans are entered from acts."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, insert, select
from tests import cast, plans
from tests.plans import by, decisions, item, roadmap

from vekha.actions.confirm import confirm
from vekha.actions.issue import issue, roadmaps_to_issue
from vekha.actions.report import Order, PaperKind, report
from vekha.actions.target import Target, enter_target
from vekha.actions.verify import verify
from vekha.domain.deadlines import Span
from vekha.domain.organisations import Actor
from vekha.domain.refusals import RefusedError
from vekha.rules.grounds import read_act
from vekha.rules.indicators import plan_text, read_indicators
from vekha.storage import happening_queries, roadmap_queries, target_queries
from vekha.storage.roadmap_tables import indicator_targets, indicators, item_versions, items

TEXT = "Доля школ, имеющих паспорт, не менее 60 %; доля обученных педагогов, %"


def test_an_indicator_is_kept_with_its_target_or_without_a_plan(sqlite_settled):
    planned = replace(item(1, by(date(2026, 10, 1)), plans.SCHOOLS), indicator_readings=read_indicators(TEXT))
    confirm(sqlite_settled, roadmap(planned), decisions(), plans.BY, plans.NOW)

    with sqlite_settled.begin() as conn:
        found = conn.execute(select(indicators).order_by(indicators.c.position)).all()

    assert [(1, "at_least", 60.0, "%"), (2, None, None, "%")] == [
        (one.position, one.direction, one.target, one.unit) for one in found
    ]
    assert ("школ, имеющих паспорт", "школ") == (found[0].part, found[0].whole)
    assert () == verify(sqlite_settled)


BY_CENTRE = Target("1.1", "2", 75, None, read_act("постановление № 5 от 10.01.2026", "план из акта"))


def planned(engine, at=plans.NOW):
    with engine.begin() as conn:
        (found,) = roadmap_queries.roadmaps_seen(conn)
        return [plan_text(one) for one in target_queries.plans(conn, [(found.id, 1)], at)]


@pytest.fixture
def in_force(sqlite_settled):
    kept = replace(item(1, by(date(2026, 10, 1)), plans.SCHOOLS), indicator_readings=read_indicators(TEXT))
    confirm(sqlite_settled, roadmap(kept), decisions(), plans.BY, plans.NOW)
    return sqlite_settled


def test_a_plan_from_another_act_is_entered_and_the_next_act_rules(in_force):
    assert ["не менее 60 %", "план не задан"] == planned(in_force)

    assert "не менее 75 %" == enter_target(in_force, BY_CENTRE, plans.BY, plans.NOW).plan
    later = plans.NOW + timedelta(days=1)
    enter_target(in_force, replace(BY_CENTRE, value=80.5), plans.BY, later)

    assert ["не менее 60 %", "не менее 80,5 %"] == planned(in_force, later)
    assert ["не менее 60 %", "не менее 75 %"] == planned(in_force)
    assert () == verify(in_force)


def test_the_same_plan_entered_again_adds_nothing(in_force):
    assert [False, True] == [enter_target(in_force, BY_CENTRE, plans.BY, plans.NOW).already for _ in range(2)]
    with in_force.begin() as conn:
        assert 1 == conn.execute(select(func.count()).select_from(indicator_targets)).scalar_one()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"called": "9.9"}, "Мероприятия «9.9» нет среди ваших"),
        ({"indicator": "охват"}, "Показателя «охват» у мероприятия нет"),
        ({"indicator": "Доля"}, "Подходит несколько показателей"),
        ({"indicator": "1"}, "напечатан в самой карте: не менее 60 %"),
        ({"value": float("nan")}, "План показателя — число"),
        ({"ground": read_act("приказ № 1 от 01.02.2030", "план")}, "этот день ещё не наступил"),
    ],
)
def test_what_cannot_be_a_plan_is_refused(in_force, wrong, said):
    with pytest.raises(RefusedError, match=re.escape(said)):
        enter_target(in_force, replace(BY_CENTRE, **wrong), plans.BY, plans.NOW)


def test_an_outsider_enters_no_plan(in_force):
    outsider = Actor("person-1", cast.SCHOOL_1_VIEW)
    with pytest.raises(RefusedError, match="нет среди ваших"):
        enter_target(in_force, BY_CENTRE, outsider, plans.NOW)


def test_papers_print_the_plan_with_its_act_or_that_there_is_none(in_force, tmp_path):
    issue(in_force, roadmaps_to_issue(in_force, "", plans.BY.viewer, every=True)[0], plans.NOW)
    year = Span(date(2026, 1, 1), date(2026, 12, 31))
    seen = []
    for day in (0, 1):
        at = plans.NOW + timedelta(days=day)
        order = Order(PaperKind.REGISTER, cast.ZARECHNY.id, year, at)
        done = report(in_force, order, tmp_path / str(day), plans.BY, at)
        (path,) = done.files
        sheet = load_workbook(path)["Показатели"]
        seen.append([row[-1].value for row in sheet.iter_rows(min_row=2)])
        enter_target(in_force, BY_CENTRE, plans.BY, at)

    act = "постановление № 5 от 10.01.2026"
    assert [
        ["не менее 60 %", "план не задан"],
        ["не менее 60 %", f"не менее 75 % ({act})"],
    ] == seen


def test_a_number_of_the_plan_goes_before_the_beginning_of_an_id(in_force):
    with in_force.begin() as conn:
        (found,) = roadmap_queries.roadmaps_seen(conn)
        by_number = happening_queries.items_called(conn, "1.1", plans.BY.viewer)
        by_id = happening_queries.items_called(conn, by_number[0][0][:6], plans.BY.viewer)
        conn.execute(insert(items).values(id="1.1-another", roadmap_id=found.id))
        row = conn.execute(select(item_versions)).mappings().one()
        conn.execute(
            insert(item_versions).values({**row, "item_id": "1.1-another", "ordinal": 2, "number": "1.2"})
        )

        assert by_number == by_id == happening_queries.items_called(conn, "1.1", plans.BY.viewer)
