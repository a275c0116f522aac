"""Continuous work: asked about at checkpoints, one form for all its items of one day, done at its end."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from tests import cast, plans
from tests.plans import decisions, item, roadmap

from vekha.actions.confirm import confirm
from vekha.actions.issue import issue
from vekha.actions.review import Ruling, review
from vekha.actions.submit import Desk, submit
from vekha.actions.verify import verify
from vekha.domain.deadlines import Deadline, DeadlineKind, Occurrence
from vekha.domain.decisions import CheckpointChoice, Decision, DecisionKind
from vekha.domain.organisations import Actor
from vekha.rules.incoming import Paper
from vekha.storage.obligation_tables import obligations, submissions

END = date(2026, 12, 31)
JULY = date(2026, 7, 10)
HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)


def all_year():
    return Deadline(
        "в течение года",
        DeadlineKind.CONTINUOUS,
        (Occurrence("1", plans.PLAN.first, END),),
        explain=("весь год",),
    )


def confirmed(engine, *items, chosen=(), **others):
    return confirm(engine, roadmap(*items), decisions(*chosen, **others), plans.BY, plans.NOW)


def issued(engine, *items, chosen=(), **others):
    done = confirmed(engine, *items, chosen=chosen, **others)
    issue(engine, done.roadmap_id, plans.NOW)
    return done


def rows(engine, unit=cast.SCHOOL_1):
    mine = select(obligations).where(obligations.c.organisation_id == unit.id)
    with engine.begin() as conn:
        return conn.execute(mine.order_by(obligations.c.due, obligations.c.id)).all()


def test_work_all_year_long_is_asked_about_in_july_and_due_at_its_end(settled):
    done = issued(settled, item(1, all_year(), plans.SCHOOLS))
    assert [("c2026-H1", JULY), ("1", END)] == [(row.occurrence_key, row.raw_due) for row in rows(settled)]
    assert 2 == done.forms_a_year


@pytest.mark.parametrize(
    ("choice", "forms"), [("none", 1), ("yearly", 1), ("half_yearly", 2), ("quarterly", 4)]
)
def test_a_person_chooses_how_often_and_is_told_how_many_reports_it_makes(sqlite_settled, choice, forms):
    items = (item(1, all_year(), plans.SCHOOLS), item(2, all_year(), plans.SCHOOLS))
    assert forms == confirmed(sqlite_settled, *items, checkpoints=CheckpointChoice(choice)).forms_a_year


def test_one_item_may_be_asked_about_otherwise_than_the_rest(sqlite_settled):
    own = Decision(
        1, DecisionKind.ACCEPT, checkpoints=CheckpointChoice.NONE, who="Тропинина Н.Л.", why="тихий пункт"
    )
    issued(
        sqlite_settled, item(1, all_year(), plans.SCHOOLS), item(2, all_year(), plans.SCHOOLS), chosen=(own,)
    )
    assert 3 == len(rows(sqlite_settled))


def test_the_roadmaps_own_reporting_dates_are_the_checkpoints(sqlite_settled):
    quarters = tuple(Occurrence(str(n), None, date(2026, 3 * n, 15)) for n in (1, 2, 3, 4))
    report = Deadline("15 числа", DeadlineKind.RECURRING, quarters, explain=("список",))
    issued(
        sqlite_settled,
        item(1, all_year(), plans.SCHOOLS),
        item(2, report, plans.OFFICE, result_kind="report"),
    )
    assert [3, 6, 9, 12, 12] == [row.raw_due.month for row in rows(sqlite_settled)]


def in_july(engine):
    return [row.id for row in rows(engine) if row.raw_due == JULY]


def test_one_form_answers_every_checkpoint_of_its_day(settled, tmp_path):
    issued(settled, *(item(n, all_year(), plans.SCHOOLS) for n in (1, 2, 3)))
    number, *others = in_july(settled)
    now = datetime(2026, 7, 6, 8, tzinfo=plans.NOW.tzinfo)
    done = submit(Desk(settled, tmp_path), number, Paper(note="Работа идёт по всем трём пунктам"), HEAD, now)
    assert 3 == done.answered
    with settled.begin() as conn:
        sent = conn.execute(select(submissions.c.obligation_id, submissions.c.record_id)).all()
    assert {number, *others} == {row.obligation_id for row in sent}
    assert 1 == len({row.record_id for row in sent})
    assert () == verify(settled)


def test_the_end_of_the_work_is_a_form_of_its_own(sqlite_settled, tmp_path):
    issued(sqlite_settled, *(item(n, all_year(), plans.SCHOOLS) for n in (1, 2)))
    last = next(row.id for row in rows(sqlite_settled) if row.raw_due == END)
    done = submit(
        Desk(sqlite_settled, tmp_path), last, Paper(note="всё"), HEAD, plans.NOW + timedelta(days=9)
    )
    assert 1 == done.answered


def test_the_reviewer_decides_about_the_whole_form(settled, tmp_path):
    issued(settled, *(item(n, all_year(), plans.SCHOOLS) for n in (1, 2)))
    number = in_july(settled)[0]
    now = datetime(2026, 7, 6, 8, tzinfo=plans.NOW.tzinfo)
    submit(Desk(settled, tmp_path), number, Paper(note="идёт"), HEAD, now)
    back = review(
        settled, number, Ruling(accepted=False, reason="нет пункта 1.2"), plans.BY, now + timedelta(hours=1)
    )
    assert (2, {"returned"}) == (back.answered, states_in_july(settled))
    submit(Desk(settled, tmp_path), number, Paper(note="дополнено"), HEAD, now + timedelta(hours=2))
    done = review(settled, number, Ruling(accepted=True), plans.BY, now + timedelta(hours=3))
    assert (2, {"accepted"}) == (done.answered, states_in_july(settled))
    assert () == verify(settled)


def states_in_july(engine):
    return {row.state for row in rows(engine) if row.raw_due == JULY}
