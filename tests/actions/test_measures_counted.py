"""What measures make of the figures: by the day, as recorded by then, never less late by the first term."""

from datetime import UTC, date, datetime

import pytest
from tests import cast
from tests.obligation_rows import Plan, found_roadmap, owe

from vekha.actions.extend import Extending
from vekha.actions.measure import act_on
from vekha.actions.reinstate import Reinstating
from vekha.actions.review import Ruling, review
from vekha.actions.roll_up import roll_up
from vekha.actions.submit import Desk, submit
from vekha.actions.suspend import Resuming, Suspending
from vekha.actions.waive import Waiving
from vekha.actions.withdraw import Withdrawing
from vekha.domain.deadlines import Span
from vekha.domain.life import Ground, PaperKind
from vekha.domain.organisations import Actor
from vekha.rules.incoming import IncomingFile, Paper
from vekha.storage import register_queries
from vekha.storage.as_of_queries import Cut

HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
SPECIALIST = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
CONTROLLER = Actor(cast.CONTROLLER.id, cast.ZARECHNY_VIEW)
GROUND = Ground("Ремонт", PaperKind.ORDER, "5", date(2026, 2, 27))
PAPER = Paper((IncomingFile("приказ.pdf", b"order"),))
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def engine(settled):
    found_roadmap(settled)
    return settled


@pytest.fixture
def quick(sqlite_settled):
    found_roadmap(sqlite_settled)
    return sqlite_settled


def figures(engine, as_of):
    return roll_up(engine, cast.ZARECHNY_VIEW, cast.ZARECHNY.id, YEAR, as_of).tree.total


def told(engine, as_of):
    with engine.begin() as conn:
        (row,) = register_queries.register(conn, Cut(cast.ZARECHNY_VIEW, YEAR, as_of), [cast.SCHOOL_1.id])
    return row


def test_what_is_let_off_leaves_the_base_from_then_on(engine):
    owed = [owe(engine, school) for school in cast.SCHOOLS]
    act_on(engine, owed[0], Waiving(GROUND), SPECIALIST, at(3, 10))
    act_on(engine, owed[1], Withdrawing(GROUND), SPECIALIST, at(3, 11))
    before, after = figures(engine, at(3, 9)), figures(engine, at(3, 12))
    assert (3, 0, 0) == (before.base, before.waived, before.withdrawn)
    assert (1, 1, 1) == (after.base, after.waived, after.withdrawn)
    act_on(engine, owed[0], Reinstating(GROUND), SPECIALIST, at(3, 13))
    assert (2, 0, 1) == (figures(engine, at(3, 14)).base, *_let_off(figures(engine, at(3, 14))))


def _let_off(found):
    return found.waived, found.withdrawn


def test_what_is_suspended_stands_apart_while_it_is_and_as_recorded_by_then(engine):
    owed = owe(engine, cast.SCHOOL_1, Plan(due=date(2026, 4, 15)))
    act_on(engine, owed, Suspending(Span(date(2026, 3, 5), date(2026, 4, 3)), GROUND), CONTROLLER, at(3, 2))
    act_on(engine, owed, Resuming("Закончили раньше"), CONTROLLER, at(3, 20))
    seen = {day: figures(engine, at(*day)) for day in [(3, 1), (3, 4), (3, 5), (3, 19), (3, 20), (4, 1)]}
    suspended = {day: found.suspended for day, found in seen.items()}
    assert {(3, 1): 0, (3, 4): 0, (3, 5): 1, (3, 19): 1, (3, 20): 1, (4, 1): 0} | {(3, 20): 0} == suspended
    assert {1} == {found.total - found.base for found in seen.values()}


def test_an_extension_is_counted_and_its_paper_named(engine):
    owed = owe(engine, cast.SCHOOL_1)
    act_on(engine, owed, Extending(date(2026, 3, 20), GROUND), CONTROLLER, at(3, 3))
    act_on(engine, owed, Extending(date(2026, 4, 1), GROUND), CONTROLLER, at(3, 10))
    submit(Desk(engine, None), owed, Paper(figures=PAPER.figures, note="Готово"), HEAD, at(3, 25))
    review(engine, owed, Ruling(True), SPECIALIST, at(3, 26))
    found = figures(engine, at(4, 2))
    assert (1, 1, 1, 0) == (found.base, found.in_time, found.extended, found.in_time_original)
    row = told(engine, at(4, 2))
    assert (2, "приказ № 5 от 27.02.2026") == (row.extensions, row.paper)
    assert (date(2026, 3, 5), date(2026, 4, 1)) == (row.original_due, row.due)
    assert (1, date(2026, 3, 20)) == (told(engine, at(3, 9)).extensions, told(engine, at(3, 9)).due)


def test_an_extension_after_the_term_leaves_the_row_late_by_the_first_term(quick, tmp_path):
    owed = owe(quick, cast.SCHOOL_1)
    submit(Desk(quick, tmp_path), owed, PAPER, HEAD, at(3, 9))
    act_on(quick, owed, Extending(date(2026, 3, 20), GROUND), CONTROLLER, at(3, 10))
    review(quick, owed, Ruling(True), SPECIALIST, at(3, 11))
    found = figures(quick, at(3, 21))
    assert (1, 0, 0) == (found.in_time, found.late, found.in_time_original)
