"""Delivery to a real SMTP server that misbehaves on purpose: each fault with its rule."""

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from sqlalchemy import insert, select, update
from tests import cast, owed
from tests.certificates import certificate
from tests.smtp_server import DROP, HANG, Inbox, smtp_server

from vekha.actions.check_deadlines import check_deadlines
from vekha.actions.compose_letters import Desk, compose_letters
from vekha.actions.deliver import Delivered, deliver
from vekha.actions.mail_room import line_to
from vekha.notifications.errors import CertificateFileError
from vekha.notifications.message import Sender
from vekha.notifications.smtp import Relay
from vekha.storage.database import Database
from vekha.storage.letter_tables import letter_bytes, letters, mailboxes
from vekha.storage.organisation_tables import posts

SENDER = Sender("vekha@example.test", "Веха")
DESK = Desk(SENDER, "http://127.0.0.1:8080", "test-secret")
NOW = datetime.fromisoformat("2026-10-27T07:00:00+00:00")
FIRST_RETRY = NOW + timedelta(minutes=6)


@pytest.fixture
def outbox(sqlite_settled: Database) -> Database:
    """Three schools have a letter each in the outbox."""
    owed.roadmap(sqlite_settled)
    for number, school in enumerate((cast.SCHOOL_1, cast.SCHOOL_3, cast.SCHOOL_2), start=1):
        owed.owe(sqlite_settled, f"o{number}", school, date(2026, 10, 30))
    check_deadlines(sqlite_settled, NOW)
    compose_letters(sqlite_settled, NOW, DESK)
    return sqlite_settled


def send(engine: Database, relay: Relay, now: datetime = NOW, lines: int = 1) -> Delivered:
    return asyncio.run(deliver(engine, now, line_to(relay, SENDER, virtual=True), lines))


def plain(port: int, seconds: float = 5.0) -> Relay:
    return Relay("127.0.0.1", port, timeout_seconds=seconds)


def statuses(engine: Database) -> list[str]:
    with engine.connect() as conn:
        return sorted(conn.scalars(select(letters.c.status)))


def replies(engine: Database) -> set[str]:
    with engine.connect() as conn:
        return {each for each in conn.scalars(select(letters.c.last_reply)) if each}


def each_once(inbox: Inbox) -> bool:
    return len(inbox.letters) == len({letter.content for letter in inbox.letters}) == 3


def test_greylisting_waits_and_then_sends_the_same_letters(outbox: Database) -> None:
    inbox = Inbox(faults={"RCPT": ["450 4.2.0 Greylisted"] * 3})
    with smtp_server(inbox) as port:
        first = send(outbox, plain(port))
        later = send(outbox, plain(port), FIRST_RETRY)

    assert ({"later": 3}, {"sent": 3}) == (first.counts, later.counts)
    assert ((), True) == (first.troubles, each_once(inbox))


def test_an_unknown_mailbox_fails_alone(outbox: Database) -> None:
    inbox = Inbox(faults={"RCPT": ["550 5.1.1 No such user"]})
    with smtp_server(inbox) as port:
        delivered = send(outbox, plain(port))

    assert {"failed": 1, "sent": 2} == delivered.counts
    assert {"550 5.1.1 No such user", "OK"} == replies(outbox)


def test_a_refused_text_is_tried_again_or_given_up_by_its_code(outbox: Database) -> None:
    inbox = Inbox(answers=["451 4.3.0 disk", "554 no"])
    with smtp_server(inbox) as port:
        delivered = send(outbox, plain(port))

    assert {"later": 1, "failed": 1, "sent": 1} == delivered.counts


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_a_connection_dropped_before_the_final_dot_repeats_only_that_letter(
    outbox: Database, stage: str
) -> None:
    inbox = Inbox(faults={stage: [DROP]})
    with smtp_server(inbox) as port:
        first = send(outbox, plain(port))
        second = send(outbox, plain(port), FIRST_RETRY)

    assert ({"later": 1, "sent": 2}, {"sent": 1}) == (first.counts, second.counts)
    assert each_once(inbox)


def test_a_connection_dropped_after_the_final_dot_repeats_the_same_bytes(outbox: Database) -> None:
    inbox = Inbox(faults={"DOT": [DROP]})
    with smtp_server(inbox) as port:
        first = send(outbox, plain(port))
        second = send(outbox, plain(port), FIRST_RETRY)

    assert ({"later": 1, "sent": 2}, {"sent": 1}) == (first.counts, second.counts)
    assert (4, 3) == (len(inbox.letters), len({letter.content for letter in inbox.letters}))


def test_a_relay_that_breaks_every_time_is_left_alone_until_the_next_run(outbox: Database) -> None:
    inbox = Inbox(faults={"RCPT": [DROP] * 9})
    with outbox.begin() as conn:
        row = dict(conn.execute(select(letters)).mappings().first() or {})
        for number in range(2):
            box = conn.execute(insert(mailboxes).values(address=f"more-{number}@example.test")).lastrowid
            more = {"id": f"more-{number}", "message_id": f"<{number}@x>", "mailbox_id": box}
            conn.execute(insert(letters).values(row | more))
            conn.execute(insert(letter_bytes).values(letter_id=f"more-{number}", raw=b"Subject: x"))
    with smtp_server(inbox) as port:
        delivered = send(outbox, plain(port))

    assert {"later": 3} == delivered.counts
    assert ["queued"] * 5 == statuses(outbox)
    with outbox.connect() as conn:
        assert [0, 0, 1, 1, 1] == sorted(conn.scalars(select(letters.c.attempts)))


def test_silence_ends_at_the_time_out(outbox: Database) -> None:
    inbox = Inbox(faults={"DOT": [HANG]})
    with smtp_server(inbox) as port:
        first = send(outbox, plain(port, 0.4))
        told = replies(outbox)
        second = send(outbox, plain(port), FIRST_RETRY)

    assert ({"later": 1, "sent": 2}, {"sent": 1}) == (first.counts, second.counts)
    assert any(reply.startswith("связь прервалась: Timed out") for reply in told)


def test_a_refused_sender_stops_the_run_and_tells_the_operator(outbox: Database) -> None:
    inbox = Inbox(faults={"MAIL": ["553 5.7.1 <vekha@example.test>: not owned by user"] * 9})
    with smtp_server(inbox) as port:
        delivered = send(outbox, plain(port), lines=2)

    assert 2 >= delivered.counts["later"] == len(inbox.senders)
    assert ["queued"] * 3 == statuses(outbox)
    assert "VEKHA_SENDER" in delivered.troubles[0]
    assert "vekha@example.test" not in delivered.troubles[0]


def test_a_policy_refusal_fails_no_letter_and_is_told(outbox: Database) -> None:
    inbox = Inbox(answers=["554 5.7.1 Message rejected as spam"] * 3)
    with smtp_server(inbox) as port:
        delivered = send(outbox, plain(port))
        later = send(outbox, plain(port), FIRST_RETRY)

    assert ({"later": 3}, {"sent": 3}) == (delivered.counts, later.counts)
    assert "SPF" in delivered.troubles[0]


def secured(port: int, trusted: Path | None, security: str = "starttls", password: str = "") -> Relay:
    user = "vekha" if password else ""
    return Relay("127.0.0.1", port, security, user, password, trusted, timeout_seconds=5.0)


def test_letters_go_over_starttls_to_a_relay_whose_certificate_is_trusted(outbox: Database, tmp_path) -> None:
    context, trusted = certificate(tmp_path)
    inbox = Inbox()
    with smtp_server(inbox, require_starttls=True, tls_context=context) as port:
        assert {"sent": 3} == send(outbox, secured(port, trusted)).counts

    assert each_once(inbox)


def test_a_relay_that_requires_starttls_gets_no_letter_without(outbox: Database, tmp_path) -> None:
    context, _ = certificate(tmp_path)
    inbox = Inbox()
    with smtp_server(inbox, require_starttls=True, tls_context=context) as port:
        delivered = send(outbox, plain(port))

    assert ({"later": 1}, []) == (delivered.counts, inbox.letters)
    assert delivered.troubles


def test_a_relay_without_starttls_gets_no_letter_when_it_is_asked_for(outbox: Database, tmp_path) -> None:
    _, trusted = certificate(tmp_path)
    inbox = Inbox()
    with smtp_server(inbox) as port:
        delivered = send(outbox, secured(port, trusted))

    assert ({"later": 1}, []) == (delivered.counts, inbox.letters)
    assert "VEKHA_SMTP_SECURITY" in delivered.troubles[0]


@pytest.mark.parametrize("wrong", ["unknown issuer", "another host"])
def test_a_wrong_certificate_is_refused(outbox: Database, tmp_path, wrong: str) -> None:
    context, trusted = certificate(tmp_path, "127.0.0.2" if wrong == "another host" else "127.0.0.1")
    inbox = Inbox()
    with smtp_server(inbox, require_starttls=True, tls_context=context) as port:
        delivered = send(outbox, secured(port, trusted if wrong == "another host" else None))

    assert ({"later": 1}, [], ["queued"] * 3) == (delivered.counts, inbox.letters, statuses(outbox))
    assert delivered.troubles


def test_a_wrong_password_fails_no_letter_and_a_mended_one_sends_them(outbox: Database, tmp_path) -> None:
    context, trusted = certificate(tmp_path)

    def check(server, session, envelope, mechanism, data) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    inbox = Inbox()
    guarded = {
        "require_starttls": True,
        "tls_context": context,
        "authenticator": check,
        "auth_required": True,
    }
    with smtp_server(inbox, **guarded) as port:
        refused = send(outbox, secured(port, trusted, password="wrong"))
        after = send(outbox, secured(port, trusted, password="right"), FIRST_RETRY)

    assert ({"later": 1}, {"sent": 3}) == (refused.counts, after.counts)
    assert "535" in refused.troubles[0]
    assert "VEKHA_SMTP_USER" in refused.troubles[0]


def test_a_broken_certificate_file_is_refused_before_anything_is_sent(tmp_path) -> None:
    broken = tmp_path / "ca.pem"
    broken.write_text("not a certificate")

    with pytest.raises(CertificateFileError, match=r"ca\.pem"):
        line_to(secured(25, broken), SENDER, virtual=False)


def test_a_cyrillic_domain_is_written_to_by_its_idna_name(sqlite_settled: Database) -> None:
    owed.roadmap(sqlite_settled)
    owed.owe(sqlite_settled, "o1", cast.SCHOOL_1, date(2026, 10, 30))
    with sqlite_settled.begin() as conn:
        conn.execute(
            update(posts).where(posts.c.id == cast.HEAD_1.post.id).values(address="head@пример.test")
        )
    check_deadlines(sqlite_settled, NOW)
    compose_letters(sqlite_settled, NOW, DESK)
    inbox = Inbox()
    with smtp_server(inbox) as port:
        assert {"sent": 1} == send(sqlite_settled, plain(port)).counts

    assert ["head@xn--e1afmkfd.test"] == inbox.letters[0].rcpt_tos
