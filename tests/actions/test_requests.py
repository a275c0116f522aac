from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from tests import cast
from tests.obligation_rows import Plan, found_roadmap, owe

from vekha.actions.acknowledge import NoteError, Word, acknowledge
from vekha.actions.answer import Answer, answer
from vekha.actions.ask import RequestError, Wish, ask
from vekha.actions.extend import Extending
from vekha.actions.measure import act_on
from vekha.actions.step import NotTheirsError
from vekha.actions.verify import verify
from vekha.actions.waive import Waiving
from vekha.domain.life import Ground, NoteKind, PaperKind, RequestKind
from vekha.domain.obligations import State
from vekha.domain.organisations import Actor
from vekha.domain.watches import SubjectKind
from vekha.rules.extensions import ExtensionError
from vekha.rules.grounds import GroundError
from vekha.storage import note_queries, watch_queries
from vekha.storage.life_tables import act_grounds, request_steps
from vekha.storage.obligation_tables import obligation_acts, obligations

HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
OTHER_HEAD = Actor(cast.HEAD_3.id, cast.ZARECHNY_VIEW)
CONTROLLER = Actor(cast.CONTROLLER.id, cast.ZARECHNY_VIEW)
SPECIALIST = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
CHIEF = Actor(cast.CHIEF.id, cast.ZARECHNY_VIEW)
MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEXT = datetime(2026, 3, 3, 9, tzinfo=UTC)
PLAN = Plan(due=date(2026, 3, 20))
WISH = Wish(RequestKind.EXTENSION, "Ремонт спортзала", date(2026, 4, 10))
FOREIGN = Wish(RequestKind.NOT_APPLICABLE, "В школе нет старших классов")
PAPER = Ground("", PaperKind.ORDER, "7", date(2026, 3, 2))


@pytest.fixture
def engine(settled):
    found_roadmap(settled)
    return settled


@pytest.fixture
def quick(sqlite_settled):
    found_roadmap(sqlite_settled)
    return sqlite_settled


def rows(engine, statement):
    with engine.begin() as conn:
        return conn.execute(statement).all()


def agree(ground=PAPER, kind=RequestKind.EXTENSION):
    return Answer(kind, True, ground)


def refuse(reason, kind=RequestKind.EXTENSION):
    return Answer(kind, False, Ground(reason))


def watched(engine, request):
    with engine.begin() as conn:
        return watch_queries.watch_of(conn, SubjectKind.REQUEST, request).live


def test_an_extension_is_asked_agreed_in_turn_and_granted_with_the_last_word(engine):
    owed = owe(engine, cast.SCHOOL_1, PLAN)
    asked = ask(engine, owed, WISH, HEAD, MOMENT)
    assert (date(2026, 3, 5), False) == (asked.answer_by, asked.too_late)
    assert watched(engine, asked.request_id)
    with pytest.raises(NotTheirsError, match="контролёр \\(Мостовая"):
        answer(engine, owed, agree(), CHIEF, MOMENT)
    seen = answer(engine, owed, agree(Ground("")), CONTROLLER, NEXT)
    assert ("автор поручения", date(2026, 3, 20)) == (seen.waits_for, seen.due)
    with pytest.raises(GroundError, match="--act"):
        answer(engine, owed, agree(Ground("")), CHIEF, NEXT)
    done = answer(engine, owed, agree(), CHIEF, NEXT)
    assert ("", date(2026, 4, 10), State.OPEN) == (done.waits_for, done.due, done.state)
    assert not watched(engine, asked.request_id)
    (act,) = rows(engine, select(obligation_acts.c.event, obligation_acts.c.due))
    assert ("extend", date(2026, 4, 10)) == tuple(act)
    assert [("7",)] == rows(engine, select(act_grounds.c.number))
    assert () == verify(engine)


def test_where_the_controller_is_the_head_of_the_issuer_one_word_is_enough(sqlite_settled):
    found_roadmap(sqlite_settled, controller=cast.CHIEF)
    owed = owe(sqlite_settled, cast.SCHOOL_1, PLAN)
    ask(sqlite_settled, owed, WISH, HEAD, MOMENT)
    assert date(2026, 4, 10) == answer(sqlite_settled, owed, agree(), CHIEF, NEXT).due
    stages = rows(sqlite_settled, select(request_steps.c.stage, request_steps.c.agreed))
    assert [("issuer", True)] == stages


def test_a_refusal_needs_a_reason_and_leaves_the_term(quick):
    owed = owe(quick, cast.SCHOOL_1, PLAN)
    asked = ask(quick, owed, WISH, HEAD, MOMENT)
    with pytest.raises(RequestError, match="почему отказано"):
        answer(quick, owed, refuse(""), CONTROLLER, NEXT)
    done = answer(quick, owed, refuse("Времени достаточно"), CONTROLLER, NEXT)
    assert (False, date(2026, 3, 20)) == (done.agreed, done.due)
    assert not watched(quick, asked.request_id)
    with pytest.raises(RequestError, match="уже ответили"):
        answer(quick, owed, agree(), CONTROLLER, NEXT)
    ask(quick, owed, WISH, HEAD, NEXT)


def test_a_late_request_is_agreed_only_with_the_controllers_own_reason(quick):
    owed = owe(quick, cast.SCHOOL_1, PLAN)
    late = datetime(2026, 3, 18, 9, tzinfo=UTC)  # two working days before the term, the rule is three
    assert not ask(quick, owed, WISH, HEAD, datetime(2026, 3, 17, 9, tzinfo=UTC)).too_late
    answer(quick, owed, refuse("Подайте заново"), CONTROLLER, datetime(2026, 3, 17, 10, tzinfo=UTC))
    assert ask(quick, owed, WISH, HEAD, late).too_late
    with pytest.raises(RequestError, match="позже, чем разрешено"):
        answer(quick, owed, agree(Ground("")), CONTROLLER, late)
    assert answer(quick, owed, agree(Ground("Авария подтверждена")), CONTROLLER, late).agreed


def test_a_decision_at_once_answers_the_open_request(quick):
    owed = owe(quick, cast.SCHOOL_1, PLAN)
    asked = ask(quick, owed, WISH, HEAD, MOMENT)
    ground = Ground("Ремонт", PaperKind.ORDER, "7", date(2026, 3, 2))
    act_on(quick, owed, Extending(date(2026, 4, 1), ground), SPECIALIST, NEXT)
    assert [(asked.request_id, "issuer", True)] == rows(
        quick, select(request_steps.c.request_id, request_steps.c.stage, request_steps.c.agreed)
    )
    assert not watched(quick, asked.request_id)


def test_what_was_let_off_has_nothing_to_extend_and_its_request_falls_away(quick):
    owed = owe(quick, cast.SCHOOL_1, PLAN)
    ask(quick, owed, WISH, HEAD, MOMENT)
    ground = Ground("Не касается", PaperKind.ORDER, "7", date(2026, 3, 2))
    act_on(quick, owed, Waiving(ground), SPECIALIST, NEXT)
    assert [(False,)] == rows(quick, select(request_steps.c.agreed))
    with pytest.raises(RequestError, match="освобождено"):
        ask(quick, owed, WISH, HEAD, NEXT)


def test_not_applicable_is_agreed_by_the_controller_alone_and_lets_off(engine):
    owed = owe(engine, cast.SCHOOL_1, PLAN)
    ask(engine, owed, FOREIGN, HEAD, MOMENT)
    with pytest.raises(NotTheirsError, match="контролёр"):
        answer(engine, owed, agree(kind=RequestKind.NOT_APPLICABLE), CHIEF, NEXT)
    done = answer(engine, owed, agree(kind=RequestKind.NOT_APPLICABLE), CONTROLLER, NEXT)
    assert State.WAIVED is done.state
    assert [("waived",)] == rows(engine, select(obligations.c.state))
    assert () == verify(engine)


@pytest.mark.parametrize(
    ("wish", "error", "said"),
    [
        (Wish(RequestKind.EXTENSION, " ", date(2026, 4, 1)), RequestError, "причину"),
        (Wish(RequestKind.EXTENSION, "Причина", date(2026, 3, 20)), ExtensionError, "не позже действующего"),
        (Wish(RequestKind.EXTENSION, "Причина", date(2026, 3, 1)), ExtensionError, "не позже действующего"),
        (Wish(RequestKind.NOT_APPLICABLE, ""), RequestError, "причину"),
    ],
)
def test_a_request_that_cannot_be_granted_is_not_taken(quick, wish, error, said):
    owed = owe(quick, cast.SCHOOL_1, PLAN)
    with pytest.raises(error, match=said):
        ask(quick, owed, wish, HEAD, MOMENT)


def test_only_the_executor_asks_and_only_once_at_a_time(quick):
    owed = owe(quick, cast.SCHOOL_1, PLAN)
    with pytest.raises(NotTheirsError, match="просит исполнитель"):
        ask(quick, owed, WISH, OTHER_HEAD, MOMENT)
    ask(quick, owed, WISH, HEAD, MOMENT)
    with pytest.raises(RequestError, match=r"до 05\.03\.2026"):
        ask(quick, owed, FOREIGN, HEAD, NEXT)


def test_the_executor_does_not_agree_with_himself(quick):
    owed = owe(quick, cast.SCHOOL_1, PLAN)
    ask(quick, owed, WISH, HEAD, MOMENT)
    for actor in (HEAD, OTHER_HEAD, Actor(cast.CONTROLLER.id, cast.SCHOOL_1_VIEW)):
        with pytest.raises(NotTheirsError, match="решает контролёр"):
            answer(quick, owed, agree(), actor, NEXT)


def test_notes_change_neither_state_nor_term_nor_reminders(engine):
    owed = owe(engine, cast.SCHOOL_1, PLAN)
    before = rows(engine, select(obligations))
    acknowledge(engine, owed, Word(NoteKind.ACKNOWLEDGED), HEAD, MOMENT)
    acknowledge(engine, owed, Word(NoteKind.INTERIM, "Сделана половина"), HEAD, NEXT)
    acknowledge(engine, owed, Word(NoteKind.REFUSED, "Нет средств"), HEAD, NEXT)
    assert before == rows(engine, select(obligations))
    with engine.begin() as conn:
        told = [(note.kind, note.text) for note in note_queries.notes_of(conn, [owed])[owed]]
        assert watch_queries.watch_of(conn, SubjectKind.OBLIGATION, owed).live
    assert [("acknowledged", ""), ("interim", "Сделана половина"), ("refused", "Нет средств")] == told
    assert () == verify(engine)


def test_a_note_says_something_once_and_by_the_executor(quick):
    owed = owe(quick, cast.SCHOOL_1, PLAN)
    acknowledge(quick, owed, Word(NoteKind.ACKNOWLEDGED), HEAD, MOMENT)
    with pytest.raises(NoteError, match="уже принято"):
        acknowledge(quick, owed, Word(NoteKind.ACKNOWLEDGED), HEAD, NEXT)
    with pytest.raises(NoteError, match="Напишите"):
        acknowledge(quick, owed, Word(NoteKind.INTERIM), HEAD, NEXT)
    with pytest.raises(NoteError, match="длиннее"):
        acknowledge(quick, owed, Word(NoteKind.INTERIM, "а" * 4_001), HEAD, NEXT)
    with pytest.raises(NotTheirsError, match="сам исполнитель"):
        acknowledge(quick, owed, Word(NoteKind.ACKNOWLEDGED), CONTROLLER, NEXT)
