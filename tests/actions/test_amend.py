"""A new edition of a roadmap: what was done stays, the rest follows the new text (design 4.6)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from tests import cast, plans
from tests.plans import by, decisions, item, roadmap, undated

from vekha.actions.amend import Amendment, Reading, amend
from vekha.actions.confirm import confirm
from vekha.actions.find_issuer import IssuerUnknownError
from vekha.actions.issue import issue
from vekha.actions.ready import ConfirmRefusedError
from vekha.actions.submit import Desk, submit
from vekha.actions.verify import verify
from vekha.domain.life import Ground
from vekha.domain.organisations import Actor
from vekha.rules.editions import Change, MatchError
from vekha.rules.incoming import Paper
from vekha.storage.life_tables import act_grounds
from vekha.storage.obligation_tables import obligation_acts, obligations
from vekha.storage.watch_tables import watches

SPRING, SUMMER, AUTUMN = date(2026, 4, 15), date(2026, 6, 15), date(2026, 10, 15)
LATER = plans.NOW + timedelta(days=30)
GROUND = Ground("новая редакция", number="21", dated=date(2026, 2, 10))
NEW_FILE = "b" * 64


def titled(ordinal, title, deadline, *parts, **others):
    return replace(item(ordinal, deadline, *parts, **others), title=title)


PROGRAMME = titled(1, "Разработка программы наставничества", by(SPRING), plans.OFFICE)
PAIRS = titled(2, "Формирование пар наставников", by(SUMMER), plans.SCHOOLS)
REPORT = titled(3, "Представление отчёта о наставничестве", by(AUTUMN), plans.SCHOOLS)


def in_force(engine, *items):
    done = confirm(engine, roadmap(*items), decisions(), plans.BY, plans.NOW)
    issue(engine, done.roadmap_id, plans.NOW)
    return done.roadmap_id


def amended(engine, *items, accept=True, actor=plans.BY, number="17", **said):
    document = roadmap(*items, sha256=NEW_FILE, number=number)
    reading = Reading(document, decisions(sha256=NEW_FILE))
    return amend(engine, reading, Amendment(GROUND, **said), actor, LATER, accept=accept)


def rows(engine, *where):
    with engine.begin() as conn:
        ordered = select(obligations).where(*where).order_by(obligations.c.item_id, obligations.c.id)
        return conn.execute(ordered).all()


def test_the_difference_is_shown_and_nothing_is_written_before_it_is_accepted(settled):
    in_force(settled, PROGRAMME, PAIRS)
    before = rows(settled)
    done = amended(settled, replace(PROGRAMME, deadline=by(SUMMER)), accept=False)
    assert {Change.CHANGED: 1, Change.REMOVED: 1} == dict(done.changes)
    assert (False, 3, 1) == (done.accepted, done.withdrawn, done.re_dated)
    assert before == rows(settled)
    assert () == verify(settled)


def test_a_changed_deadline_moves_the_term_and_keeps_the_original_one(settled):
    in_force(settled, PROGRAMME, PAIRS)
    amended(settled, replace(PROGRAMME, deadline=by(SUMMER), deadline_text="до 15 июня"), PAIRS)
    (moved,) = rows(settled, obligations.c.organisation_id == cast.ZARECHNY.id)
    assert (SUMMER, SPRING, 2) == (moved.due, moved.original_due, moved.arming)
    with settled.begin() as conn:
        act = conn.execute(select(obligation_acts)).one()
        ground = conn.execute(select(act_grounds)).one()
        live = conn.execute(select(watches.c.live).where(watches.c.subject_id == moved.id)).scalar_one()
    assert ("amend", "open", "21", True) == (act.event, act.state, ground.number, live)
    assert () == verify(settled)


def test_an_item_that_is_gone_is_withdrawn_with_the_act_as_ground_and_what_was_done_stays(settled, tmp_path):
    in_force(settled, PROGRAMME, PAIRS)
    done = rows(settled, obligations.c.organisation_id == cast.SCHOOL_1.id)[0].id
    head = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
    submit(Desk(settled, tmp_path), done, Paper(note="пары есть"), head, plans.NOW + timedelta(days=9))
    with settled.begin() as conn:
        conn.execute(obligations.update().where(obligations.c.id == done).values(state="accepted"))
    amended(settled, PROGRAMME)
    states = {
        row.organisation_id: row.state for row in rows(settled) if row.organisation_id != cast.ZARECHNY.id
    }
    expected = {unit.id: "withdrawn" for unit in cast.SCHOOLS} | {cast.SCHOOL_1.id: "accepted"}
    assert expected == states


def test_an_added_item_is_issued_and_a_renumbered_one_keeps_its_obligations(settled):
    in_force(settled, PROGRAMME, PAIRS)
    known = {row.id for row in rows(settled)}
    done = amended(settled, replace(PAIRS, ordinal=1, number="1.1"), replace(PROGRAMME, ordinal=2), REPORT)
    assert {Change.MOVED: 1, Change.SAME: 1, Change.ADDED: 1} == dict(done.changes)
    assert 3 == done.issued.created
    assert known < {row.id for row in rows(settled)}
    assert {"open"} == {row.state for row in rows(settled)}


def test_a_person_says_which_item_is_which(sqlite_settled):
    in_force(sqlite_settled, PROGRAMME, PAIRS)
    reworded = titled(2, "Организация работы пар", by(SUMMER), plans.SCHOOLS, number="9.9")
    proposed = amended(sqlite_settled, PROGRAMME, reworded, accept=False)
    assert {Change.SAME: 1, Change.ADDED: 1, Change.REMOVED: 1} == dict(proposed.changes)
    done = amended(sqlite_settled, PROGRAMME, reworded, said={2: "1.2"})
    assert {Change.SAME: 1, Change.CHANGED: 1} == dict(done.changes)
    assert (0, 0) == (done.withdrawn, done.issued.created)


def test_an_executor_who_is_no_longer_named_owes_it_no_more(sqlite_settled):
    in_force(sqlite_settled, PAIRS)
    amended(
        sqlite_settled,
        replace(PAIRS, executors=replace(PAIRS.executors, parts=(plans.OFFICE,)), executor_text="УО"),
    )
    states = {row.organisation_id: row.state for row in rows(sqlite_settled)}
    assert {cast.ZARECHNY.id: "open"} | {unit.id: "withdrawn" for unit in cast.SCHOOLS} == states


def test_an_edition_that_takes_a_date_back_moves_the_term_back(sqlite_settled):
    in_force(sqlite_settled, PROGRAMME)
    amended(sqlite_settled, replace(PROGRAMME, deadline=by(SUMMER)))
    again = Reading(roadmap(PROGRAMME, sha256="c" * 64), decisions(sha256="c" * 64))
    amend(sqlite_settled, again, Amendment(GROUND), plans.BY, LATER + timedelta(days=1), accept=True)
    assert [SPRING] == [row.due for row in rows(sqlite_settled)]
    assert () == verify(sqlite_settled)


def test_a_date_instead_of_a_wait_withdraws_the_wait(sqlite_settled):
    waiting = titled(1, "Проведение семинара", undated(), plans.OFFICE)
    in_force(sqlite_settled, waiting)
    amended(sqlite_settled, replace(waiting, deadline=by(AUTUMN)))
    assert {("waiting", "withdrawn"), ("1", "open")} == {
        (row.occurrence_key, row.state) for row in rows(sqlite_settled)
    }


def test_an_order_of_another_number_names_the_roadmap_it_changes(sqlite_settled):
    in_force(sqlite_settled, PROGRAMME)
    with pytest.raises(ConfirmRefusedError, match="нет прежней редакции"):
        amended(sqlite_settled, PROGRAMME, PAIRS, number="21")
    assert 2 == amended(sqlite_settled, PROGRAMME, PAIRS, number="21", of="17").edition


def test_the_same_file_is_no_new_edition(sqlite_settled):
    in_force(sqlite_settled, PROGRAMME)
    same = Reading(roadmap(PROGRAMME), decisions())
    with pytest.raises(ConfirmRefusedError, match="менять нечего"):
        amend(sqlite_settled, same, Amendment(GROUND), plans.BY, LATER, accept=True)


@pytest.mark.parametrize("said", [{7: "1.1"}, {1: "8.8"}, {1: "1.1", 2: "1.1"}])
def test_a_pair_that_names_what_is_not_there_is_refused(sqlite_settled, said):
    in_force(sqlite_settled, PROGRAMME)
    with pytest.raises(MatchError):
        amended(sqlite_settled, PROGRAMME, PAIRS, said=said)


def test_nobody_below_the_issuer_changes_his_roadmap(sqlite_settled):
    in_force(sqlite_settled, PROGRAMME)
    with pytest.raises(IssuerUnknownError):
        amended(sqlite_settled, PAIRS, actor=Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW))
    assert ["open"] == [row.state for row in rows(sqlite_settled)]


def test_an_executor_a_person_named_and_now_does_not_is_a_change(sqlite_settled):
    named = plans.accept(1, executor="Руководители ОО")
    done = confirm(sqlite_settled, roadmap(PROGRAMME), decisions(named), plans.BY, plans.NOW)
    issue(sqlite_settled, done.roadmap_id, plans.NOW)
    (pair,) = amended(sqlite_settled, PROGRAMME, accept=False).pairs
    assert (Change.CHANGED, ("исполнитель",)) == (pair.change, pair.what)
