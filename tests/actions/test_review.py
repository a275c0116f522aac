from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from sqlalchemy import select
from tests import cast
from tests.obligation_rows import Plan, found_roadmap, owe

from vekha.actions.close import close
from vekha.actions.mending import MendingTermError
from vekha.actions.reopen import Ground, reopen
from vekha.actions.review import NoReasonError, Ruling, review
from vekha.actions.step import NotTheirsError
from vekha.actions.submit import Desk, submit
from vekha.domain.obligations import State
from vekha.domain.organisations import Actor
from vekha.domain.watches import SubjectKind
from vekha.rules.incoming import IncomingFile, Paper
from vekha.rules.states import IllegalStepError
from vekha.storage import watch_queries
from vekha.storage.obligation_tables import obligation_acts, obligations, verdicts
from vekha.storage.watch_tables import rearmed, schedules

HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
SPECIALIST = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
CONTROLLER = Actor(cast.CONTROLLER.id, cast.ZARECHNY_VIEW)
CHIEF = Actor(cast.CHIEF.id, cast.ZARECHNY_VIEW)
PAPER = Paper((IncomingFile("приказ.pdf", b"order"),))
ACCEPT = Ruling(True)
RETURN = Ruling(False, "Нет подписи директора")


def march(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.fixture
def desk(settled, tmp_path):
    found_roadmap(settled)
    return Desk(settled, tmp_path / "evidence")


@pytest.fixture
def quick(sqlite_settled, tmp_path):
    found_roadmap(sqlite_settled)
    return Desk(sqlite_settled, tmp_path / "evidence")


def rows(desk, statement):
    with desk.engine.begin() as conn:
        return conn.execute(statement).all()


def watch(desk, owed):
    with desk.engine.begin() as conn:
        found = watch_queries.watch_of(conn, SubjectKind.OBLIGATION, owed)
        dates = select(schedules.c.remind_date, schedules.c.due_date).where(
            schedules.c.id == found.schedule_id
        )
        return found, tuple(conn.execute(dates).one())


def test_an_accepted_paper_is_judged_by_its_own_instant(desk):
    owed = owe(desk.engine, cast.SCHOOL_1)
    submit(desk, owed, PAPER, HEAD, march(5, 15))  # 18:00 in Moscow, the last instant
    seen = review(desk.engine, owed, ACCEPT, SPECIALIST, march(12))
    assert (State.ACCEPTED, True, 0) == (seen.state, seen.in_time, seen.reviewer_days)
    (verdict,) = rows(desk, select(verdicts))
    assert (True, march(12)) == (verdict.accepted, verdict.decided_at)


def test_a_paper_after_the_closing_hour_is_late(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, PAPER, HEAD, march(5, 16))
    assert not review(quick.engine, owed, ACCEPT, SPECIALIST, march(6)).in_time


def test_a_return_gives_a_term_and_arms_the_watch_again(desk):
    owed = owe(desk.engine, cast.SCHOOL_1)
    submit(desk, owed, PAPER, HEAD, march(4))
    seen = review(desk.engine, owed, RETURN, SPECIALIST, march(6))
    # Friday 6 March + 5 working days; the 9th is a day off in 2026 (transfer of 8 March).
    assert (State.RETURNED, date(2026, 3, 16)) == (seen.state, seen.mend_by)
    found, dates = watch(desk, owed)
    assert (True, 2) == (found.live, found.arming)
    assert (date(2026, 3, 16), date(2026, 3, 16)) == dates
    of_obligations = rearmed.c.subject_kind == SubjectKind.OBLIGATION
    assert [(owed,)] == rows(desk, select(rearmed.c.subject_id).where(of_obligations))
    (now,) = rows(desk, select(obligations.c.state, obligations.c.arming, obligations.c.due))
    assert ("returned", 2, date(2026, 3, 5)) == tuple(now)


def test_a_return_long_before_the_term_leaves_the_watch_on_the_legal_day(quick):
    owed = owe(quick.engine, cast.SCHOOL_1, Plan(due=date(2026, 6, 30)))
    submit(quick, owed, PAPER, HEAD, march(4))
    review(quick.engine, owed, RETURN, SPECIALIST, march(5))
    assert (date(2026, 6, 30), date(2026, 6, 30)) == watch(quick, owed)[1]


def test_history_goes_back_without_a_watch(quick):
    owed = owe(quick.engine, cast.SCHOOL_1, Plan(due=date(2025, 12, 1), history=True))
    submit(quick, owed, PAPER, HEAD, march(4))
    assert review(quick.engine, owed, RETURN, SPECIALIST, march(5)).state is State.RETURNED
    with quick.engine.begin() as conn:
        assert watch_queries.watch_of(conn, SubjectKind.OBLIGATION, owed) is None


def test_sent_in_time_returned_late_and_mended_in_the_term_stays_in_time(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, PAPER, HEAD, march(4))
    review(quick.engine, owed, RETURN, SPECIALIST, march(10))
    assert submit(quick, owed, PAPER, HEAD, march(16)).in_time
    seen = review(quick.engine, owed, ACCEPT, SPECIALIST, march(18))
    assert (True, 5, 2) == (seen.in_time, seen.reviewer_days, seen.version)


def test_mended_after_the_return_term_is_late(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, PAPER, HEAD, march(4))
    review(quick.engine, owed, RETURN, SPECIALIST, march(10))
    submit(quick, owed, PAPER, HEAD, march(20))
    assert not review(quick.engine, owed, ACCEPT, SPECIALIST, march(21)).in_time


def test_by_the_first_version_a_late_mending_is_in_time(sqlite_settled, tmp_path):
    found_roadmap(sqlite_settled, returns="first_version")
    desk = Desk(sqlite_settled, tmp_path)
    owed = owe(desk.engine, cast.SCHOOL_1)
    submit(desk, owed, PAPER, HEAD, march(4))
    review(desk.engine, owed, RETURN, SPECIALIST, march(5))
    submit(desk, owed, PAPER, HEAD, march(25))
    assert review(desk.engine, owed, ACCEPT, SPECIALIST, march(26)).in_time


def test_nobody_reviews_a_paper_of_his_own(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, PAPER, SPECIALIST, march(4))
    with pytest.raises(NotTheirsError, match="Свою бумагу"):
        review(quick.engine, owed, ACCEPT, SPECIALIST, march(5))


def test_an_executor_does_not_review(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, PAPER, HEAD, march(4))
    deputy = Actor(cast.DEPUTY_1.id, cast.SCHOOL_1_VIEW)
    with pytest.raises(NotTheirsError, match="Проверяет не исполнитель"):
        review(quick.engine, owed, ACCEPT, deputy, march(5))


def test_an_issuer_reviews_what_it_owes_itself_by_another_person(quick):
    owed = owe(quick.engine, cast.ZARECHNY)
    submit(quick, owed, PAPER, SPECIALIST, march(4))
    assert review(quick.engine, owed, ACCEPT, CHIEF, march(5)).state is State.ACCEPTED


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_return_without_a_reason_is_refused(quick, reason):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, PAPER, HEAD, march(4))
    with pytest.raises(NoReasonError, match="что исправить"):
        review(quick.engine, owed, Ruling(False, reason), SPECIALIST, march(5))


@pytest.mark.parametrize("days", [0, -3, 61])
def test_a_return_term_out_of_bounds_is_refused(quick, days):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, PAPER, HEAD, march(4))
    with pytest.raises(MendingTermError, match="рабочих дней"):
        review(quick.engine, owed, Ruling(False, "Нет подписи", days), SPECIALIST, march(5))


def test_what_was_decided_is_not_decided_again(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, PAPER, HEAD, march(4))
    review(quick.engine, owed, ACCEPT, SPECIALIST, march(5))
    with pytest.raises(IllegalStepError, match="принято"):
        review(quick.engine, owed, RETURN, CHIEF, march(6))


def test_the_controller_accepts_and_closes_in_one_step(desk):
    owed = owe(desk.engine, cast.SCHOOL_1)
    submit(desk, owed, PAPER, HEAD, march(4))
    seen = review(desk.engine, owed, ACCEPT, CONTROLLER, march(6))
    assert (State.CLOSED, True) == (seen.state, seen.in_time)
    events = rows(desk, select(obligation_acts.c.event).order_by(obligation_acts.c.seq))
    assert ["submit", "accept", "close"] == [event for (event,) in events]


def test_only_the_controller_closes(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, PAPER, HEAD, march(4))
    review(quick.engine, owed, ACCEPT, SPECIALIST, march(5))
    for other in (SPECIALIST, CHIEF, HEAD):
        with pytest.raises(NotTheirsError, match="только контролёр"):
            close(quick.engine, owed, "", other, march(6))
    assert close(quick.engine, owed, "Приказ представлен", CONTROLLER, march(6)).state is State.CLOSED
    judged = select(obligation_acts.c.counted_at).where(obligation_acts.c.event == "close")
    assert [(march(4),)] == rows(quick, judged)


def test_a_controller_who_sent_the_paper_is_replaced_by_the_head(quick):
    owed = owe(quick.engine, cast.ZARECHNY)
    submit(quick, owed, PAPER, CONTROLLER, march(4))
    review(quick.engine, owed, ACCEPT, SPECIALIST, march(5))
    with pytest.raises(NotTheirsError, match="не по своей же бумаге"):
        close(quick.engine, owed, "", CONTROLLER, march(6))
    assert close(quick.engine, owed, "", CHIEF, march(6)).state is State.CLOSED


def test_without_a_controller_the_head_of_the_issuer_closes(sqlite_settled, tmp_path):
    found_roadmap(sqlite_settled, controller=None)
    desk = Desk(sqlite_settled, tmp_path)
    owed = owe(desk.engine, cast.SCHOOL_1)
    submit(desk, owed, PAPER, HEAD, march(4))
    assert review(desk.engine, owed, ACCEPT, CHIEF, march(5)).state is State.CLOSED


def test_reopening_gives_a_term_and_a_paper_mended_in_it_stays_in_time(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, PAPER, HEAD, march(4))
    review(quick.engine, owed, ACCEPT, CONTROLLER, march(5))
    again = reopen(quick.engine, owed, Ground("Не тот приказ", 3), CONTROLLER, march(17))
    assert (State.RETURNED, date(2026, 3, 20)) == (again.state, again.mend_by)
    assert watch(quick, owed)[0].live
    submit(quick, owed, PAPER, HEAD, march(19))
    seen = review(quick.engine, owed, ACCEPT, SPECIALIST, march(20))
    assert (True, 12) == (seen.in_time, seen.reviewer_days)


def test_only_the_controller_reopens(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, PAPER, HEAD, march(4))
    review(quick.engine, owed, ACCEPT, SPECIALIST, march(5))
    with pytest.raises(NotTheirsError, match="только контролёр"):
        reopen(quick.engine, owed, Ground("Ошибка"), SPECIALIST, march(6))


def test_of_two_reviewers_at_once_one_wins_and_the_other_is_told(settled, tmp_path):
    found_roadmap(settled)
    desk = Desk(settled, tmp_path)
    owed = owe(desk.engine, cast.SCHOOL_1)
    submit(desk, owed, PAPER, HEAD, march(4))
    together = Barrier(2)

    def decide(ruling, actor):
        together.wait()
        try:
            return review(desk.engine, owed, ruling, actor, march(5)).state
        except IllegalStepError as told:
            return str(told)

    with ThreadPoolExecutor(2) as both:
        one, other = both.submit(decide, ACCEPT, SPECIALIST), both.submit(decide, RETURN, CHIEF)
        outcomes = [one.result(), other.result()]
    told = [outcome for outcome in outcomes if not isinstance(outcome, State)]
    assert len(told) == 1
    assert told[0].startswith("Нельзя")
    assert len(rows(desk, select(verdicts))) == 1
