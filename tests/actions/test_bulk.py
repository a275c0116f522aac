from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, insert, select
from tests import cast
from tests.obligation_rows import Plan, found_roadmap, owe

from vekha.actions.bulk import ChoiceError, look, take_bulk
from vekha.actions.check_deadlines import check_deadlines
from vekha.actions.extend import Extending
from vekha.actions.measure import act_on
from vekha.actions.step import NotTheirsError
from vekha.actions.submit import Desk, submit
from vekha.actions.suspend import Suspending
from vekha.actions.undo import CannotUndoError, undo
from vekha.actions.verify import verify
from vekha.actions.waive import Waiving
from vekha.domain.deadlines import Span
from vekha.domain.life import Ground, PaperKind
from vekha.domain.obligations import Event, State
from vekha.domain.organisations import Actor, Level
from vekha.domain.watches import SubjectKind
from vekha.rules.incoming import IncomingFile, Paper
from vekha.storage import suspension_queries
from vekha.storage.choice_queries import Choice
from vekha.storage.journal_tables import journal
from vekha.storage.letter_tables import letter_rows, letters, mailboxes
from vekha.storage.life_tables import bulk_acts
from vekha.storage.obligation_tables import obligation_acts, obligations
from vekha.storage.watch_tables import notices

HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
CONTROLLER = Actor(cast.CONTROLLER.id, cast.ZARECHNY_VIEW)
SPECIALIST = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
GROUND = Ground("Пункт исключён", PaperKind.ORDER, "5", date(2026, 2, 27))
WAIVING = Waiving(GROUND)
ITEM = Choice(item="1.1")
MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEXT = datetime(2026, 3, 3, 9, tzinfo=UTC)


@pytest.fixture
def engine(settled):
    return owed_by_schools(settled)


@pytest.fixture
def quick(sqlite_settled):
    return owed_by_schools(sqlite_settled)


def owed_by_schools(engine):
    found_roadmap(engine)
    for school in cast.SCHOOLS:
        owe(engine, school)
        owe(engine, school, Plan("1.2", "Другой пункт", due=date(2026, 4, 15)))
    return engine


def rows(engine, statement):
    with engine.begin() as conn:
        return conn.execute(statement).all()


def standing(engine):
    one = obligations.c
    names = ("id", "state", "due", "due_at", "plan_date", "control_date", "remind_date", "provisional")
    return rows(engine, select(*(one[name] for name in names)).order_by(one.id))


def test_looking_tells_what_is_touched_and_writes_nothing(engine):
    before = standing(engine)
    seen = look(engine, ITEM, WAIVING, CONTROLLER, MOMENT)
    assert ("", 3, 3, 1, {}) == (seen.bulk_id, seen.obligations, seen.organisations, seen.items, seen.skipped)
    assert before == standing(engine)
    assert [] == rows(engine, select(obligation_acts))


def test_an_act_over_many_is_one_record_and_all_of_it(engine):
    records = select(func.count()).select_from(journal)
    ((before,),) = rows(engine, records)
    done = take_bulk(engine, ITEM, WAIVING, CONTROLLER, MOMENT)
    assert [(before + 1,)] == rows(engine, records)
    (act,) = rows(engine, select(bulk_acts))
    assert (done.bulk_id, "waive", 3, None) == (act.id, act.event, act.touched, act.undoes)
    assert {"waived": 3, "open": 3} == dict(
        rows(engine, select(obligations.c.state, func.count()).group_by(obligations.c.state))
    )
    assert () == verify(engine)


def test_what_is_done_already_stays_and_is_told(quick, tmp_path):
    desk = Desk(quick, tmp_path)
    submit(desk, owe_one(quick, "1.1"), Paper((IncomingFile("а.pdf", b"1"),)), HEAD, MOMENT)
    act_on(quick, owe_one(quick, "1.1", 1), WAIVING, CONTROLLER, MOMENT)
    seen = look(quick, ITEM, WAIVING, CONTROLLER, NEXT)
    assert (2, {"уже «освобождено»": 1}) == (seen.obligations, seen.skipped)
    later = look(quick, Choice(level=Level.SCHOOL), Extending(date(2026, 4, 1), GROUND), CONTROLLER, NEXT)
    assert (2, {"уже «освобождено»": 1, "срок и так не раньше нового": 3}) == (
        later.obligations,
        later.skipped,
    )


def owe_one(engine, item, which=0):
    plan = {"1.1": date(2026, 3, 5), "1.2": date(2026, 4, 15)}[item]
    one = obligations.c
    of_school = one.organisation_id == cast.SCHOOLS[which].id
    return rows(engine, select(one.id).where(one.original_due == plan, of_school))[0][0]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(), "условия"),
        (Choice(item="9.9"), "ни одно обязательство"),
        (Choice(organisations=("zar-01", "zar-99")), "zar-99"),
        (Choice(organisations=("pom-01",)), "pom-01"),
        (Choice(roadmap="нет такой"), "ни одно обязательство"),
    ],
)
def test_a_filter_that_names_nothing_is_refused(quick, choice, said):
    with pytest.raises(ChoiceError, match=said):
        look(quick, choice, WAIVING, CONTROLLER, MOMENT)


def test_a_filter_narrows_by_everything_it_names(quick):
    choice = Choice("1.1.", ("zar-01", "zar-03"), Level.SCHOOL, "12-од")
    assert 2 == look(quick, choice, WAIVING, CONTROLLER, MOMENT).obligations


def test_one_that_is_not_theirs_stops_all(quick):
    owe(quick, cast.ZARECHNY)
    with pytest.raises(NotTheirsError, match="УО Заречного"):
        take_bulk(quick, ITEM, WAIVING, SPECIALIST, MOMENT)
    assert [] == rows(quick, select(obligation_acts))


MEASURES = {
    "waive": (ITEM, WAIVING),
    "extend": (ITEM, Extending(date(2026, 4, 4), GROUND)),
    "suspend": (Choice(item="1.2"), Suspending(Span(date(2026, 3, 2), date(2026, 3, 20)), GROUND)),
    "suspend-and-extend": (
        ITEM,
        Suspending(Span(date(2026, 3, 2), date(2026, 3, 20)), GROUND, date(2026, 4, 1)),
    ),
}


@pytest.mark.parametrize("name", MEASURES)
def test_taken_back_everything_is_as_it_was(engine, name):
    choice, measure = MEASURES[name]
    before = standing(engine)
    done = take_bulk(engine, choice, measure, CONTROLLER, MOMENT)
    seen = undo(engine, done.bulk_id, "Не тот пункт", CONTROLLER, NEXT)
    assert (done.bulk_id, 3, 3) == (seen.undone, seen.obligations, seen.organisations)
    assert before == standing(engine)
    check_deadlines(engine, datetime(2026, 3, 4, 9, tzinfo=UTC))
    said = select(notices.c.stage).where(notices.c.subject_id == owe_one(engine, "1.1"))
    assert [("advance-1",)] == rows(engine, said)
    with engine.begin() as conn:
        assert {} == suspension_queries.unfinished(conn, done.obligation_ids, date(2026, 3, 1))
    assert () == verify(engine)


def test_a_second_extension_taken_back_leaves_the_first(quick):
    act_on(quick, owe_one(quick, "1.1"), Extending(date(2026, 3, 20), GROUND), CONTROLLER, MOMENT)
    before = standing(quick)
    done = take_bulk(quick, ITEM, Extending(date(2026, 4, 4), GROUND), CONTROLLER, MOMENT)
    undo(quick, done.bulk_id, "", CONTROLLER, NEXT)
    assert before == standing(quick)


def test_what_was_under_review_is_under_review_again(quick, tmp_path):
    submit(Desk(quick, tmp_path), owe_one(quick, "1.1"), Paper((IncomingFile("а.pdf", b"1"),)), HEAD, MOMENT)
    done = take_bulk(quick, ITEM, WAIVING, CONTROLLER, MOMENT)
    undo(quick, done.bulk_id, "", CONTROLLER, NEXT)
    states = dict(rows(quick, select(obligations.c.id, obligations.c.state)))
    assert State.SUBMITTED == states[owe_one(quick, "1.1")]
    judged = select(obligation_acts.c.counted_at).where(obligation_acts.c.event == Event.UNDO)
    assert {MOMENT, None} == {at for (at,) in rows(quick, judged)}


def test_an_act_is_taken_back_once_and_not_after_another_step(quick):
    done = take_bulk(quick, ITEM, Extending(date(2026, 3, 20), GROUND), CONTROLLER, MOMENT)
    undo(quick, done.bulk_id, "", CONTROLLER, NEXT)
    with pytest.raises(CannotUndoError, match="уже взято назад"):
        undo(quick, done.bulk_id, "", CONTROLLER, NEXT)
    again = take_bulk(quick, ITEM, Extending(date(2026, 3, 20), GROUND), CONTROLLER, NEXT)
    act_on(quick, owe_one(quick, "1.1"), WAIVING, CONTROLLER, NEXT)
    with pytest.raises(CannotUndoError, match="1 обязательство"):
        undo(quick, again.bulk_id, "", CONTROLLER, NEXT)


@pytest.mark.parametrize("who", [HEAD, Actor(cast.FOREIGN_CHIEF.id, cast.POMORSKY_VIEW)])
def test_nobody_takes_back_what_he_does_not_see_whole(quick, who):
    done = take_bulk(quick, ITEM, WAIVING, CONTROLLER, MOMENT)
    with pytest.raises(CannotUndoError, match="видны"):
        undo(quick, done.bulk_id, "", who, NEXT)
    with pytest.raises(CannotUndoError, match="видны"):
        undo(quick, "", "", CONTROLLER, NEXT)


@pytest.mark.parametrize(("status", "left"), [("sent", True), ("queued", True), ("expired", False)])
def test_once_a_letter_has_left_nothing_is_taken_back(quick, status, left):
    done = take_bulk(quick, ITEM, Extending(date(2026, 3, 20), GROUND), CONTROLLER, MOMENT)
    write_about(quick, owe_one(quick, "1.1"), status)
    if not left:
        assert 3 == undo(quick, done.bulk_id, "", CONTROLLER, NEXT).obligations
        return
    with pytest.raises(CannotUndoError, match="1 письмо"):
        undo(quick, done.bulk_id, "", CONTROLLER, NEXT)


def write_about(engine, owed, status):
    """A letter about it as the outbox keeps it."""
    letter = {
        "id": "letter-1", "mailbox_id": 1, "organisation_id": cast.SCHOOL_1.id, "shard_id": cast.ZARECHNY.id,
        "record_id": 1, "local_day": date(2026, 3, 2), "letter_class": "service", "status": status,
        "row_count": 1, "message_id": "<1@example.test>", "raw_sha256": "0" * 64, "composed_at": NEXT,
        "best_before": NEXT, "attempts": 0, "next_attempt_at": NEXT,
    }  # fmt: skip
    key = {"subject_kind": SubjectKind.OBLIGATION, "subject_id": owed, "arming": 2, "stage": "advance-3"}
    with engine.begin() as conn:
        conn.execute(insert(mailboxes).values(id=1, address="zar-01@example.test"))
        conn.execute(insert(letters).values(**letter))
        row = {"letter_id": "letter-1", "position": 0, **key, "audience": "executor", "part": "due_soon"}
        conn.execute(insert(letter_rows).values(**row))
