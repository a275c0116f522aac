"""From a stage that has come to a letter in a mailbox, over a real SMTP server."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select, update
from tests import cast, owed
from tests.smtp_server import Inbox, smtp_server

from vekha.actions.check_deadlines import check_deadlines
from vekha.actions.compose_letters import Desk, compose_letters
from vekha.actions.deliver import Delivered, deliver
from vekha.actions.mail_room import line_to, link_secret
from vekha.notifications.errors import UnsafeLoginError, VirtualFolderError
from vekha.notifications.message import Sender
from vekha.notifications.smtp import Relay
from vekha.storage.database import Database
from vekha.storage.letter_tables import letter_bytes, letters
from vekha.storage.obligation_tables import obligations
from vekha.storage.watch_tables import notices

SENDER = Sender("vekha@example.test", "Веха")
DESK = Desk(SENDER, "http://127.0.0.1:8080", "test-secret")
DUE = date(2026, 10, 30)
THREE_DAYS_BEFORE = datetime(2026, 10, 27, 7, tzinfo=UTC)


@pytest.fixture
def reminded(settled: Database) -> Database:
    """Two schools owe the item, and the stage three working days before has come."""
    owed.roadmap(settled)
    owed.owe(settled, "o1", cast.SCHOOL_1, DUE)
    owed.owe(settled, "o3", cast.SCHOOL_3, DUE)
    check_deadlines(settled, THREE_DAYS_BEFORE)
    return settled


def send(engine: Database, port: int, now: datetime) -> Delivered:
    open_line = line_to(Relay("127.0.0.1", port), SENDER, virtual=True)
    return asyncio.run(deliver(engine, now, open_line, 2))


def statuses(engine: Database) -> list[str]:
    with engine.connect() as conn:
        return sorted(conn.execute(select(letters.c.status)).scalars())


def test_each_school_gets_one_letter_with_its_own_rows(reminded: Database) -> None:
    inbox = Inbox()
    with smtp_server(inbox) as port:
        composed = compose_letters(reminded, THREE_DAYS_BEFORE, DESK)
        delivered = send(reminded, port, THREE_DAYS_BEFORE)

    assert (2, 2) == (composed.letters, delivered.sent)
    assert [1, 1] == [len(letter.rcpt_tos) for letter in inbox.letters]
    assert {cast.SCHOOL_1.name, cast.SCHOOL_3.name} == {
        name
        for letter in inbox.letters
        for name in (cast.SCHOOL_1.name, cast.SCHOOL_2.name, cast.SCHOOL_3.name)
        if name
        in message_from_bytes(letter.content, policy=policy.default).get_body(("plain",)).get_content()
    }


def test_running_everything_twice_adds_no_letter(reminded: Database) -> None:
    inbox = Inbox()
    with smtp_server(inbox) as port:
        for _ in range(2):
            check_deadlines(reminded, THREE_DAYS_BEFORE)
            compose_letters(reminded, THREE_DAYS_BEFORE, DESK)
            send(reminded, port, THREE_DAYS_BEFORE)

    assert 2 == len(inbox.letters)


def test_a_4xx_is_tried_again_with_the_same_bytes_and_a_5xx_is_final(reminded: Database) -> None:
    inbox = Inbox(answers=["451 try later", "554 no"])
    compose_letters(reminded, THREE_DAYS_BEFORE, DESK)
    with reminded.connect() as conn:
        frozen = {bytes(raw) for raw in conn.execute(select(letter_bytes.c.raw)).scalars()}
    with smtp_server(inbox) as port:
        first = send(reminded, port, THREE_DAYS_BEFORE)
        at_once = send(reminded, port, THREE_DAYS_BEFORE)
        later = send(reminded, port, THREE_DAYS_BEFORE + timedelta(minutes=5))

    assert {"later": 1, "failed": 1} == first.counts
    assert {} == at_once.counts
    assert {"sent": 1} == later.counts
    assert inbox.letters[0].content in frozen


def test_no_server_postpones_and_loses_nothing(reminded: Database) -> None:
    compose_letters(reminded, THREE_DAYS_BEFORE, DESK)
    with smtp_server(Inbox()) as port:
        pass

    delivered = send(reminded, port, THREE_DAYS_BEFORE)

    assert {"later"} == set(delivered.counts)
    assert "VEKHA_SMTP_HOST" in delivered.troubles[0]
    assert ["queued", "queued"] == statuses(reminded)


def test_a_letter_is_cancelled_when_everything_in_it_was_done_meanwhile(reminded: Database) -> None:
    compose_letters(reminded, THREE_DAYS_BEFORE, DESK)
    with reminded.begin() as conn:
        conn.execute(update(obligations).where(obligations.c.id == "o1").values(state="submitted"))
    inbox = Inbox()
    with smtp_server(inbox) as port:
        delivered = send(reminded, port, THREE_DAYS_BEFORE)

    assert {"cancelled": 1, "sent": 1} == delivered.counts


def test_a_stale_letter_expires_and_is_counted(reminded: Database) -> None:
    compose_letters(reminded, THREE_DAYS_BEFORE, DESK)
    inbox = Inbox()
    with smtp_server(inbox) as port:
        delivered = send(reminded, port, THREE_DAYS_BEFORE + timedelta(days=2))

    assert {"expired": 2} == delivered.counts
    assert [] == inbox.letters


def test_a_sender_that_died_is_taken_over_when_its_lease_runs_out(reminded: Database) -> None:
    compose_letters(reminded, THREE_DAYS_BEFORE, DESK)
    with reminded.begin() as conn:
        conn.execute(
            update(letters).values(
                status="in_flight", lease_owner="dead", lease_until=THREE_DAYS_BEFORE + timedelta(minutes=15)
            )
        )
    inbox = Inbox()
    with smtp_server(inbox) as port:
        during = send(reminded, port, THREE_DAYS_BEFORE)
        after = send(reminded, port, THREE_DAYS_BEFORE + timedelta(minutes=15))

    assert ({}, {"sent": 2}) == (during.counts, after.counts)


def test_what_arises_after_todays_letter_waits_for_tomorrows(reminded: Database) -> None:
    compose_letters(reminded, THREE_DAYS_BEFORE, DESK)
    owed.owe(reminded, "o2", cast.SCHOOL_1, date(2026, 10, 28))
    check_deadlines(reminded, THREE_DAYS_BEFORE + timedelta(minutes=15))
    same_day = compose_letters(reminded, THREE_DAYS_BEFORE + timedelta(hours=1), DESK)
    next_day = compose_letters(reminded, THREE_DAYS_BEFORE + timedelta(days=1), DESK)

    assert 0 == same_day.letters
    assert next_day.letters >= 1


def test_a_done_subject_is_silent_and_the_notice_says_so(reminded: Database) -> None:
    with reminded.begin() as conn:
        conn.execute(update(obligations).values(state="accepted"))
    composed = compose_letters(reminded, THREE_DAYS_BEFORE, DESK)

    assert (0, {"silent": 2}) == (composed.letters, composed.settled)
    with reminded.connect() as conn:
        assert {"silent"} == set(conn.execute(select(notices.c.status)).scalars())


def test_a_password_never_leaves_without_tls() -> None:
    with pytest.raises(UnsafeLoginError):
        line_to(Relay("127.0.0.1", 25, user="vekha", password="secret"), SENDER, virtual=False)


def test_virtual_time_writes_to_no_real_relay() -> None:
    with pytest.raises(VirtualFolderError, match=r"mail\.example\.test"):
        line_to(Relay("mail.example.test", 25), SENDER, virtual=True)


def test_the_link_secret_is_made_once(tmp_path) -> None:
    assert link_secret(tmp_path) == link_secret(tmp_path)
