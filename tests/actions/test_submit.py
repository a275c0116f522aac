import hashlib
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from tests import cast
from tests.obligation_rows import ISSUED_AT, Plan, found_roadmap, owe

from vekha.actions.review import Ruling, review
from vekha.actions.step import NotTheirsError, TooEarlyError
from vekha.actions.submit import Desk, submit
from vekha.domain.obligations import Figure, State
from vekha.domain.organisations import Actor
from vekha.domain.refusals import RefusedError
from vekha.domain.watches import SubjectKind
from vekha.rules.incoming import IncomingFile, Paper, PaperError, Received
from vekha.rules.states import IllegalStepError
from vekha.storage import evidence_files, watch_queries
from vekha.storage.case_queries import ObligationNotFoundError
from vekha.storage.journal_tables import journal, journal_texts
from vekha.storage.obligation_tables import obligation_acts, obligations, submission_files, submissions

HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
SPECIALIST = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
FOREIGNER = Actor(cast.FOREIGN_CHIEF.id, cast.POMORSKY_VIEW)
ORDER = IncomingFile("приказ № 7.pdf", b"%PDF the order")


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


def rows(desk, table):
    with desk.engine.begin() as conn:
        return conn.execute(select(table)).all()


def live(desk, obligation):
    with desk.engine.begin() as conn:
        return watch_queries.watch_of(conn, SubjectKind.OBLIGATION, obligation).live


def test_a_paper_goes_to_the_reviewer_and_its_watch_rests(desk):
    owed = owe(desk.engine, cast.SCHOOL_1)
    assert live(desk, owed)
    paper = Paper((ORDER,), (Figure("доля педагогов", 12, 40),), "Приказ издан")
    done = submit(desk, owed[:8], paper, HEAD, march(4))
    assert (State.SUBMITTED, 1, True) == (done.state, done.version, done.in_time)
    assert not live(desk, owed)
    (act,) = rows(desk, obligation_acts)
    assert ("submit", "submitted", march(4), 1) == (act.event, act.state, act.counted_at, act.version)
    assert [text.text for text in rows(desk, journal_texts)] == ["Приказ издан"]
    digest = hashlib.sha256(ORDER.content).hexdigest()
    assert ORDER.content == evidence_files.read(desk.evidence, digest)
    assert [(digest, "приказ № 7.pdf", 14)] == [
        (file.sha256, file.name, file.size_bytes) for file in rows(desk, submission_files)
    ]


def test_a_second_paper_waits_until_the_first_is_returned(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, Paper((ORDER,)), HEAD, march(4))
    with pytest.raises(IllegalStepError, match="на проверке"):
        submit(quick, owed, Paper((ORDER,)), HEAD, march(4, 10))
    review(quick.engine, owed, Ruling(False, "Нет подписи"), SPECIALIST, march(5))
    again = submit(quick, owed, Paper((ORDER,)), HEAD, march(6))
    assert again.version == 2


@pytest.mark.parametrize(
    ("paper", "complaint"),
    [
        (Paper(), "Сдавать нечего"),
        (Paper(note="  \n"), "Сдавать нечего"),
        (Paper((IncomingFile("скан.tif", b"x" * (25 * 1024 * 1024 + 1)),)), r"скан.tif.*больше 25 МБ"),
        (Paper((IncomingFile("пусто.pdf", b""),)), "пусто.pdf.*пуст"),
        (Paper(figures=(Figure("доля", 3, 0),)), "знаменатель равен нулю"),
        (Paper(figures=(Figure("доля", 1, 2), Figure("доля", 1, 3))), "вписан дважды"),
        (Paper((ORDER,), received=Received(march(20), "person-5", "почта")), "позже, чем её вносят"),
        (Paper((ORDER,), received=Received(march(3), "person-5", " ")), "причину"),
    ],
)
def test_a_bad_paper_is_refused_and_nothing_is_written(quick, paper, complaint):
    owed = owe(quick.engine, cast.SCHOOL_1)
    with pytest.raises(PaperError, match=complaint):
        submit(quick, owed, paper, SPECIALIST, march(4))
    assert [] == rows(quick, submissions)
    assert not quick.evidence.exists()


def test_a_paper_before_its_first_day_is_refused_with_that_day(quick):
    owed = owe(quick.engine, cast.SCHOOL_1, Plan(due=date(2026, 4, 10), opens_on=date(2026, 4, 1)))
    with pytest.raises(TooEarlyError, match=r"принимают с 01\.04\.2026"):
        submit(quick, owed, Paper((ORDER,)), HEAD, march(31))
    assert not quick.evidence.exists()
    assert submit(quick, owed, Paper((ORDER,)), HEAD, datetime(2026, 3, 31, 21, tzinfo=UTC)).in_time


def test_a_paper_received_outside_counts_from_that_day_and_keeps_both_instants(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    paper = Paper((ORDER,), received=Received(march(4), cast.SPECIALIST.id, "принесли на бумаге"))
    taken = submit(quick, owed, paper, SPECIALIST, march(10))
    assert taken.in_time
    (kept,) = rows(quick, submissions)
    assert (march(10), march(4), cast.SPECIALIST.id) == (
        kept.submitted_at,
        kept.received_at,
        kept.receiver_id,
    )


def test_an_executor_cannot_date_his_own_paper_back(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    paper = Paper((ORDER,), received=Received(march(4), cast.HEAD_1.id, "забыли"))
    with pytest.raises(NotTheirsError, match="управление, а не исполнитель"):
        submit(quick, owed, paper, HEAD, march(10))


def test_an_outside_paper_cannot_be_older_than_the_return_before_it(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, Paper((ORDER,)), HEAD, march(4))
    review(quick.engine, owed, Ruling(False, "Нет подписи"), SPECIALIST, march(6))
    paper = Paper((ORDER,), received=Received(march(5), cast.SPECIALIST.id, "почта"))
    with pytest.raises(PaperError, match="раньше, чем возвращена"):
        submit(quick, owed, paper, SPECIALIST, march(10))


def test_what_is_not_theirs_is_not_found(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    for beginning in (owed, "", "%", "_" * 8):
        with pytest.raises(ObligationNotFoundError, match="нет среди тех"):
            submit(quick, beginning, Paper((ORDER,)), FOREIGNER, march(4))


def test_a_beginning_that_fits_several_names_them(quick):
    owed = [owe(quick.engine, cast.SCHOOL_1, Plan(item=str(number))) for number in range(1, 40)]
    common = next(one[0] for one in owed if sum(other[0] == one[0] for other in owed) > 1)
    with pytest.raises(ObligationNotFoundError, match="несколько обязательств"):
        submit(quick, common, Paper((ORDER,)), HEAD, march(4))


def test_an_act_cannot_stand_before_what_is_recorded(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    with pytest.raises(TooEarlyError, match="уже есть запись"):
        submit(quick, owed, Paper((ORDER,)), HEAD, ISSUED_AT.replace(year=2025))


def test_one_submission_is_one_record_of_the_schools_shard(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    before = len(rows(quick, journal))
    submit(quick, owed, Paper((ORDER,), note="см. файл"), HEAD, march(4))
    found = [record for record in rows(quick, journal) if record.action == "submit"]
    assert [(cast.ZARECHNY.id, owed, 3)] == [(one.shard_id, one.subject, one.row_count) for one in found]
    assert before + 1 == len(rows(quick, journal))


def test_a_refusal_is_one_tree_for_every_door():
    assert all(issubclass(error, RefusedError) for error in (PaperError, TooEarlyError, NotTheirsError))


def test_the_state_beside_is_that_of_the_newest_act(quick):
    owed = owe(quick.engine, cast.SCHOOL_1)
    submit(quick, owed, Paper((ORDER,)), HEAD, march(4))
    with quick.engine.begin() as conn:
        newest = select(obligation_acts.c.state, obligation_acts.c.arming).where(
            obligation_acts.c.seq == select(func.max(obligation_acts.c.seq)).scalar_subquery()
        )
        now = select(obligations.c.state, obligations.c.arming).where(obligations.c.id == owed)
        assert conn.execute(newest).one() == conn.execute(now).one()
