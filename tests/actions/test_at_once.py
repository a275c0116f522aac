"""Two people act at once on PostgreSQL: one wins, the other gets a clear answer, nothing is half done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from sqlalchemy import func, select
from tests import cast
from tests.obligation_rows import Plan, found_roadmap, owe

from vekha.actions.answer import Answer, answer
from vekha.actions.ask import Wish, ask
from vekha.actions.bulk import take_bulk
from vekha.actions.extend import Extending
from vekha.actions.measure import act_on
from vekha.actions.suspend import Suspending
from vekha.actions.undo import undo
from vekha.actions.verify import verify
from vekha.actions.waive import Waiving
from vekha.actions.withdraw import Withdrawing
from vekha.domain.deadlines import Span
from vekha.domain.life import Ground, PaperKind, RequestKind
from vekha.domain.organisations import Actor
from vekha.domain.refusals import RefusedError
from vekha.storage.choice_queries import Choice
from vekha.storage.obligation_tables import obligation_acts

HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
SPECIALIST = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
CONTROLLER = Actor(cast.CONTROLLER.id, cast.ZARECHNY_VIEW)
CHIEF = Actor(cast.CHIEF.id, cast.ZARECHNY_VIEW)
GROUND = Ground("Причина", PaperKind.ORDER, "5", date(2026, 2, 27))
MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEXT = datetime(2026, 3, 3, 9, tzinfo=UTC)
WISH = Wish(RequestKind.EXTENSION, "Ремонт", date(2026, 4, 10))


@pytest.fixture
def engine(postgres_database):
    cast.settle(postgres_database)
    found_roadmap(postgres_database)
    return postgres_database


def at_once(*deeds):
    """Do all at the same moment; return what each gave, a refusal as its text."""
    barrier = Barrier(len(deeds))

    def run(deed):
        barrier.wait()
        try:
            return deed()
        except RefusedError as refused:
            return str(refused)

    with ThreadPoolExecutor(len(deeds)) as threads:
        return [one.result() for one in [threads.submit(run, deed) for deed in deeds]]


def refusals(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, str)]


def acts(engine):
    with engine.begin() as conn:
        return conn.scalar(select(func.count()).select_from(obligation_acts))


def test_of_two_who_let_off_and_cancel_one_wins(engine):
    owed = owe(engine, cast.SCHOOL_1)
    outcomes = at_once(
        lambda: act_on(engine, owed, Waiving(GROUND), SPECIALIST, MOMENT),
        lambda: act_on(engine, owed, Withdrawing(GROUND), CHIEF, MOMENT),
    )
    (told,) = refusals(outcomes)
    assert told.startswith("Нельзя ")
    assert 1 == acts(engine)
    assert () == verify(engine)


def test_of_two_who_extend_to_one_day_one_wins(engine):
    owed = owe(engine, cast.SCHOOL_1)
    measure = Extending(date(2026, 4, 1), GROUND)
    outcomes = at_once(
        *(lambda who=who: act_on(engine, owed, measure, who, MOMENT) for who in (CONTROLLER, CHIEF))
    )
    (told,) = refusals(outcomes)
    assert "это не продление" in told
    assert 1 == acts(engine)


def test_of_two_who_suspend_one_wins(engine):
    owed = owe(engine, cast.SCHOOL_1, Plan(due=date(2026, 4, 15)))
    measure = Suspending(Span(date(2026, 3, 2), date(2026, 3, 20)), GROUND)
    outcomes = at_once(
        *(lambda who=who: act_on(engine, owed, measure, who, MOMENT) for who in (CONTROLLER, CHIEF))
    )
    (told,) = refusals(outcomes)
    assert "уже приостановлено" in told


def test_of_two_who_ask_and_two_who_answer_one_wins(engine):
    owed = owe(engine, cast.SCHOOL_1, Plan(due=date(2026, 3, 20)))
    (told,) = refusals(at_once(*(lambda: ask(engine, owed, WISH, HEAD, MOMENT) for _ in range(2))))
    assert "уже подана" in told
    refuse = Answer(RequestKind.EXTENSION, False, Ground("Времени хватает"))
    agree = Answer(RequestKind.EXTENSION, True, Ground("Согласен"))
    outcomes = at_once(
        lambda: answer(engine, owed, refuse, CONTROLLER, NEXT),
        lambda: answer(engine, owed, agree, CONTROLLER, NEXT),
    )
    (told,) = refusals(outcomes)
    assert "уже ответили" in told or "сейчас решает автор поручения" in told


def test_acts_over_many_that_overlap_do_not_wait_for_each_other_for_ever(engine):
    for school in cast.SCHOOLS:
        for item in ("1.1", "1.2", "1.3"):
            owe(engine, school, Plan(item))
    outcomes = at_once(
        lambda: take_bulk(engine, Choice(roadmap="12-од"), Waiving(GROUND), CONTROLLER, MOMENT),
        lambda: take_bulk(engine, Choice(item="1.2"), Withdrawing(GROUND), CHIEF, MOMENT),
        lambda: take_bulk(
            engine, Choice(organisations=("zar-01",)), Extending(date(2026, 4, 1), GROUND), CHIEF, MOMENT
        ),
    )
    assert len(refusals(outcomes)) < len(outcomes)
    assert sum(done.obligations for done in outcomes if not isinstance(done, str)) == acts(engine)
    assert () == verify(engine)


def test_an_act_over_many_is_taken_back_once(engine):
    owe(engine, cast.SCHOOL_1)
    done = take_bulk(engine, Choice(item="1.1"), Waiving(GROUND), CONTROLLER, MOMENT)
    outcomes = at_once(*(lambda: undo(engine, done.bulk_id, "", CONTROLLER, NEXT) for _ in range(2)))
    (told,) = refusals(outcomes)
    assert "взято назад" in told
    assert 2 == acts(engine)
