from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from tests import cast
from tests.obligation_rows import Plan, found_roadmap, owe

from vekha.actions.check_deadlines import check_deadlines
from vekha.actions.extend import Extending
from vekha.actions.measure import act_on
from vekha.actions.reinstate import Reinstating
from vekha.actions.review import Ruling, review
from vekha.actions.step import NotTheirsError, TooEarlyError
from vekha.actions.submit import Desk, submit
from vekha.actions.suspend import Resuming, Suspending, SuspensionError
from vekha.actions.verify import verify
from vekha.actions.waive import Waiving
from vekha.actions.withdraw import Withdrawing
from vekha.domain.deadlines import Span
from vekha.domain.life import Ground, PaperKind
from vekha.domain.obligations import Event, State
from vekha.domain.organisations import Actor
from vekha.domain.watches import SubjectKind
from vekha.rules.extensions import ExtensionError
from vekha.rules.grounds import GroundError
from vekha.rules.incoming import IncomingFile, Paper
from vekha.rules.states import IllegalStepError
from vekha.storage import suspension_queries, watch_queries
from vekha.storage.case_queries import ObligationNotFoundError
from vekha.storage.life_tables import act_grounds
from vekha.storage.obligation_tables import obligation_acts, obligations
from vekha.storage.watch_tables import notices, stages

HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
SPECIALIST = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
CONTROLLER = Actor(cast.CONTROLLER.id, cast.ZARECHNY_VIEW)
CHIEF = Actor(cast.CHIEF.id, cast.ZARECHNY_VIEW)
STRANGER = Actor(cast.FOREIGN_CHIEF.id, cast.ZARECHNY_VIEW)
FOREIGN = Actor(cast.FOREIGN_CHIEF.id, cast.POMORSKY_VIEW)
PAPER = Paper((IncomingFile("приказ.pdf", b"order"),))
GROUND = Ground("Пункт не касается школы", PaperKind.ORDER, "5", date(2026, 2, 27))
MEASURES = (Waiving(GROUND), Withdrawing(GROUND), Extending(date(2026, 4, 1), GROUND))


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


def live(desk, owed, kind=SubjectKind.OBLIGATION) -> bool:
    with desk.engine.begin() as conn:
        found = watch_queries.watch_of(conn, kind, owed)
    return found is not None and found.live


@pytest.mark.parametrize(("measure", "state"), [(MEASURES[0], State.WAIVED), (MEASURES[1], State.WITHDRAWN)])
def test_what_is_let_off_rests_and_comes_back_as_it_was(desk, measure, state):
    owed = owe(desk.engine, cast.SCHOOL_1)
    assert state == act_on(desk.engine, owed, measure, SPECIALIST, march(2)).state
    assert not live(desk, owed)
    (paper,) = rows(desk, select(act_grounds))
    assert ("order", "5", date(2026, 2, 27)) == (paper.paper_kind, paper.number, paper.date)
    back = act_on(desk.engine, owed, Reinstating(GROUND), SPECIALIST, march(3))
    assert (State.OPEN, date(2026, 3, 5)) == (back.state, back.due)
    assert live(desk, owed)
    assert () == verify(desk.engine)


def test_a_paper_under_review_lies_there_again_after_a_mistaken_waiver(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, PAPER, HEAD, march(4))
    act_on(quick.engine, owed, Waiving(GROUND), SPECIALIST, march(5))
    assert not live(quick, owed, SubjectKind.REVIEW)
    assert State.SUBMITTED == act_on(quick.engine, owed, Reinstating(GROUND), SPECIALIST, march(20)).state
    assert live(quick, owed, SubjectKind.REVIEW)
    seen = review(quick.engine, owed, Ruling(True), SPECIALIST, march(23))
    assert (True, 1) == (seen.in_time, seen.version)


def test_what_went_back_keeps_its_term_for_mending_through_a_waiver(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, PAPER, HEAD, march(4))
    mend_by = review(quick.engine, owed, Ruling(False, "Нет подписи"), SPECIALIST, march(6)).mend_by
    act_on(quick.engine, owed, Waiving(GROUND), SPECIALIST, march(10))
    assert State.RETURNED == act_on(quick.engine, owed, Reinstating(GROUND), SPECIALIST, march(11)).state
    newest = select(obligation_acts.c.return_due).order_by(obligation_acts.c.seq.desc()).limit(1)
    assert [(mend_by,)] == rows(quick, newest)


def test_an_extension_keeps_the_first_term_and_arms_the_watch_for_the_new_one(desk):
    owed = owe(desk.engine, cast.SCHOOL_1)
    done = act_on(desk.engine, owed, Extending(date(2026, 4, 4), GROUND), CONTROLLER, march(2))
    # 4 April is a Saturday: the obligation's own policy moves it on.
    assert (date(2026, 4, 6), date(2026, 3, 5)) == (done.due, done.original_due)
    (now,) = rows(desk, select(obligations))
    assert (2, date(2026, 4, 6), date(2026, 3, 5)) == (now.arming, now.plan_date, now.original_due)
    assert march(5, 15).replace(month=4, day=6) == now.due_at
    check_deadlines(desk.engine, datetime(2026, 4, 5, 9, tzinfo=UTC))
    said = rows(desk, select(notices.c.arming, notices.c.stage))
    assert [(2, "advance-1")] == said


def test_a_paper_under_review_is_judged_by_the_extended_term(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, PAPER, HEAD, march(6))
    act_on(quick.engine, owed, Extending(date(2026, 3, 20), GROUND), CONTROLLER, march(7))
    assert review(quick.engine, owed, Ruling(True), SPECIALIST, march(8)).in_time


@pytest.mark.parametrize(
    ("until", "said"),
    [(date(2026, 3, 5), "не позже действующего"), (date(2026, 2, 1), "не позже"), (date(2100, 1, 1), "2099")],
)
def test_a_term_is_only_moved_on(quick, until, said):
    owed = owe(quick.engine, cast.SCHOOL_1)
    with pytest.raises(ExtensionError, match=said):
        act_on(quick.engine, owed, Extending(until, GROUND), CONTROLLER, march(2))


def test_a_term_is_not_moved_to_a_day_that_has_passed(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    with pytest.raises(ExtensionError, match="уже прошёл"):
        act_on(quick.engine, owed, Extending(date(2026, 3, 10), GROUND), CONTROLLER, march(20))


def test_what_has_no_term_is_not_extended(quick):
    owed = owe(quick.engine, cast.SCHOOL_1, Plan(due=None, kind="external"))
    with pytest.raises(ExtensionError, match="срока ещё нет"):
        act_on(quick.engine, owed, Extending(date(2026, 4, 1), GROUND), CONTROLLER, march(2))


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("who", [HEAD, STRANGER, Actor("operator", cast.ZARECHNY_VIEW)])
def test_only_who_is_in_charge_changes_what_is_owed(quick, measure, who):
    owed = owe(quick.engine, cast.SCHOOL_1)
    with pytest.raises(NotTheirsError, match="автор поручения"):
        act_on(quick.engine, owed, measure, who, march(2))
    assert [] == rows(quick, select(obligation_acts))


def test_nobody_acts_on_what_he_does_not_see(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    with pytest.raises(ObligationNotFoundError):
        act_on(quick.engine, owed, Waiving(GROUND), FOREIGN, march(2))


def test_what_the_issuer_owes_itself_only_its_head_or_the_controller_changes(quick):
    owed = owe(quick.engine, cast.ZARECHNY)
    with pytest.raises(NotTheirsError, match="исполнитель, проверяющий"):
        act_on(quick.engine, owed, Extending(date(2026, 4, 1), GROUND), SPECIALIST, march(2))
    assert date(2026, 4, 1) == act_on(quick.engine, owed, MEASURES[2], CHIEF, march(2)).due


@pytest.mark.parametrize(
    ("ground", "said"),
    [
        (Ground("", PaperKind.ORDER, "5", date(2026, 2, 1)), "причину"),
        (Ground("Причина"), "--act"),
        (Ground("Причина", PaperKind.ORDER, "5"), "--act"),
        (Ground("Причина", PaperKind.ORDER, "5", date(2026, 3, 3)), "ещё не наступил"),
    ],
)
def test_every_measure_needs_a_reason_and_a_paper_of_today_at_the_latest(quick, ground, said):
    owed = owe(quick.engine, cast.SCHOOL_1)
    measures = (Waiving(ground), Withdrawing(ground), Extending(date(2026, 4, 1), ground))
    for measure in (*measures, Suspending(Span(date(2026, 3, 2), date(2026, 3, 3)), ground)):
        with pytest.raises(GroundError, match=said):
            act_on(quick.engine, owed, measure, CONTROLLER, march(2))


def test_what_is_done_is_neither_waived_nor_extended(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, PAPER, HEAD, march(2))
    review(quick.engine, owed, Ruling(True), SPECIALIST, march(3))
    for measure in MEASURES:
        with pytest.raises(IllegalStepError, match="принято"):
            act_on(quick.engine, owed, measure, CONTROLLER, march(4))


def test_a_measure_is_not_dated_before_what_is_recorded(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    act_on(quick.engine, owed, MEASURES[2], CONTROLLER, march(4))
    with pytest.raises(TooEarlyError):
        act_on(quick.engine, owed, Waiving(GROUND), CONTROLLER, march(3))


PAUSE = Span(date(2026, 3, 2), date(2026, 3, 31))
LATER = Plan(due=date(2026, 4, 15))


def test_nothing_is_written_while_a_duty_is_suspended_and_everything_after(desk):
    owed = owe(desk.engine, cast.SCHOOL_1, LATER)
    done = act_on(desk.engine, owed, Suspending(PAUSE, GROUND), CONTROLLER, march(2))
    assert (State.OPEN, date(2026, 4, 15)) == (done.state, done.due)
    check_deadlines(desk.engine, datetime(2026, 4, 1, 9, tzinfo=UTC))
    assert [] == rows(desk, select(notices.c.stage))
    check_deadlines(desk.engine, datetime(2026, 4, 10, 9, tzinfo=UTC))
    assert [("advance-3",)] == rows(desk, select(notices.c.stage))
    assert () == verify(desk.engine)


def test_every_stage_of_a_suspended_duty_lies_after_the_pause(quick):
    owed = owe(quick.engine, cast.SCHOOL_1, LATER)
    act_on(quick.engine, owed, Suspending(PAUSE, GROUND), CONTROLLER, march(2))
    with quick.engine.begin() as conn:
        schedule = watch_queries.watch_of(conn, SubjectKind.OBLIGATION, owed).schedule_id
    first = min(at for (at,) in rows(quick, select(stages.c.at).where(stages.c.schedule_id == schedule)))
    assert datetime(2026, 4, 2, tzinfo=UTC) < first


def test_a_term_inside_the_pause_is_moved_in_the_same_record(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    with pytest.raises(SuspensionError, match=r"не раньше 01\.04\.2026"):
        act_on(quick.engine, owed, Suspending(PAUSE, GROUND), CONTROLLER, march(2))
    with pytest.raises(SuspensionError, match=r"не раньше 01\.04\.2026"):
        act_on(quick.engine, owed, Suspending(PAUSE, GROUND, date(2026, 3, 31)), CONTROLLER, march(2))
    done = act_on(quick.engine, owed, Suspending(PAUSE, GROUND, date(2026, 4, 1)), CONTROLLER, march(2))
    assert date(2026, 4, 1) == done.due
    acts = rows(quick, select(obligation_acts.c.event, obligation_acts.c.record_id))
    assert [Event.EXTEND, Event.SUSPEND] == [event for event, _ in acts]
    assert 1 == len({record for _, record in acts})


def test_a_pause_ended_early_ends_yesterday_and_reminders_run_again(quick):
    owed = owe(quick.engine, cast.SCHOOL_1, LATER)
    act_on(quick.engine, owed, Suspending(PAUSE, GROUND), CONTROLLER, march(2))
    act_on(quick.engine, owed, Resuming("Ремонт закончен"), CONTROLLER, march(17))
    with quick.engine.begin() as conn:
        (pause,) = suspension_queries.ledger(conn, [owed])[owed]
    assert (date(2026, 3, 2), date(2026, 3, 16)) == (pause.first, pause.last)
    check_deadlines(quick.engine, datetime(2026, 4, 1, 9, tzinfo=UTC))
    assert [("advance-10",)] == rows(quick, select(notices.c.stage))
    with pytest.raises(SuspensionError, match="не приостановлено"):
        act_on(quick.engine, owed, Resuming("Ещё раз"), CONTROLLER, march(18))


@pytest.mark.parametrize(
    ("pause", "said"),
    [
        (Span(date(2026, 3, 20), date(2026, 3, 10)), "раньше, чем начинается"),
        (Span(date(2026, 2, 1), date(2026, 2, 20)), "уже прошла"),
        (Span(date(2026, 3, 2), date(2099, 3, 20)), "далёк"),
    ],
)
def test_a_pause_lies_ahead_and_ends(quick, pause, said):
    owed = owe(quick.engine, cast.SCHOOL_1, LATER)
    with pytest.raises(SuspensionError, match=said):
        act_on(quick.engine, owed, Suspending(pause, GROUND), CONTROLLER, march(2))


def test_a_duty_is_suspended_once_at_a_time(quick):
    owed = owe(quick.engine, cast.SCHOOL_1, LATER)
    act_on(quick.engine, owed, Suspending(PAUSE, GROUND), CONTROLLER, march(2))
    again = Suspending(Span(date(2026, 3, 20), date(2026, 4, 3)), GROUND)
    with pytest.raises(SuspensionError, match="уже приостановлено"):
        act_on(quick.engine, owed, again, CONTROLLER, march(3))


def test_a_paper_that_comes_back_during_the_pause_is_not_asked_for_before_its_end(quick):
    owed = owe(quick.engine, cast.SCHOOL_1, LATER)
    act_on(quick.engine, owed, Suspending(PAUSE, GROUND), CONTROLLER, march(2))
    submit(quick, owed, PAPER, HEAD, march(3))
    review(quick.engine, owed, Ruling(False, "Нет подписи"), SPECIALIST, march(4))
    check_deadlines(quick.engine, datetime(2026, 3, 31, 20, tzinfo=UTC))
    mine = notices.c.subject_kind == SubjectKind.OBLIGATION
    assert [] == rows(quick, select(notices.c.stage).where(mine))
