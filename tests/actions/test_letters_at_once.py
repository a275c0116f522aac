"""Two composers and two senders at once, each in a thread of its own: nothing doubled, nothing lost."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import event, func, select, update
from tests import many_schools, owed
from tests.smtp_server import Inbox, smtp_server

from vekha.actions import compose_letters as composing
from vekha.actions.check_deadlines import check_deadlines
from vekha.actions.compose_letters import Composed, Desk, compose_letters
from vekha.actions.deliver import LEASE, Delivered, deliver
from vekha.actions.mail_room import line_to
from vekha.actions.verify import verify
from vekha.domain.letters import Envelope, NoticeKey, Outcome, Reply
from vekha.domain.watches import Audience, SubjectKind
from vekha.notifications.message import Sender
from vekha.notifications.smtp import Relay
from vekha.storage import letter_queries, pending_queries
from vekha.storage.database import Database
from vekha.storage.letter_tables import letter_bytes, letter_rows, letters
from vekha.storage.obligation_tables import obligations
from vekha.storage.watch_tables import notices

pytestmark = pytest.mark.system  # takes long: `make test-all`

SENDER = Sender("vekha@example.test", "Веха")
DESK = Desk(SENDER, "http://127.0.0.1:8080", "test-secret")
NOW = datetime(2026, 10, 27, 7, tzinfo=UTC)
SCHOOLS = 150


@pytest.fixture
def reminded(settled: Database) -> Database:
    """Every one of many schools owes the item, and a stage has come."""
    owed.roadmap(settled)
    for number, school in enumerate(many_schools.settle(settled, SCHOOLS)):
        owed.owe(settled, f"many-{number:03}", school, date(2026, 10, 30))
    check_deadlines(settled, NOW)
    return settled


def count(engine: Database, table) -> int:
    with engine.connect() as conn:
        return conn.scalar(select(func.count()).select_from(table)) or 0


def fates(engine: Database) -> Counter[str]:
    with engine.connect() as conn:
        return Counter(conn.scalars(select(notices.c.status)))


def test_two_composers_at_once_write_each_letter_once(reminded: Database) -> None:
    together = Barrier(2)
    before = verify(reminded)  # the builders' rows have no journal

    def compose(_: int) -> Composed:
        together.wait()
        return compose_letters(reminded, NOW, DESK)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(compose, range(2)))

    assert SCHOOLS == sum(each.letters for each in done) == count(reminded, letters)
    assert SCHOOLS == count(reminded, letter_bytes) == count(reminded, letter_rows)
    assert {"lettered": SCHOOLS} == fates(reminded)
    assert before == verify(reminded)


def test_a_composer_with_an_older_picture_adds_nothing_to_a_day_that_has_its_letter(
    reminded: Database,
) -> None:
    late, directory, _ = composing._read(reminded, NOW, DESK)
    compose_letters(reminded, NOW, DESK)
    for chunk in composing._rendered(reminded, late, directory, NOW, DESK):
        assert [] == composing._write(reminded, chunk, NOW)

    assert SCHOOLS == count(reminded, letters)


def test_what_is_done_between_reading_and_writing_falls_silent(reminded: Database) -> None:
    plan, directory, _ = composing._read(reminded, NOW, DESK)
    chunks = list(composing._rendered(reminded, plan, directory, NOW, DESK))
    with reminded.begin() as conn:
        conn.execute(update(obligations).where(obligations.c.id == "many-007").values(state="submitted"))
    written = [each for chunk in chunks for each in composing._write(reminded, chunk, NOW)]
    composed = compose_letters(reminded, NOW, DESK)

    assert (SCHOOLS - 1, 0, {"silent": 1}) == (len(written), composed.letters, composed.settled)
    assert {"lettered": SCHOOLS - 1, "silent": 1} == fates(reminded)


def test_writers_do_not_wait_while_letters_are_rendered(reminded: Database) -> None:
    plan, directory, _ = composing._read(reminded, NOW, DESK)
    chunks = composing._rendered(reminded, plan, directory, NOW, DESK)
    next(chunks)

    with ThreadPoolExecutor(1) as other:
        other.submit(_write_something, reminded).result(timeout=5)

    assert 1 == len(list(chunks))


def _write_something(engine: Database) -> None:
    with engine.begin() as conn:
        conn.execute(update(obligations).where(obligations.c.id == "o-none").values(state="open"))


def test_two_senders_at_once_send_each_letter_once(reminded: Database) -> None:
    compose_letters(reminded, NOW, DESK)
    inbox = Inbox()
    together = Barrier(2)

    def send(port: int) -> Delivered:
        together.wait()
        open_line = line_to(Relay("127.0.0.1", port), SENDER, virtual=True)
        return asyncio.run(deliver(reminded, NOW, open_line, 2))

    with smtp_server(inbox) as port, ThreadPoolExecutor(2) as pool:
        done = list(pool.map(send, (port, port)))

    assert SCHOOLS == sum(each.sent for each in done) == len(inbox.letters)
    assert SCHOOLS == len({letter.content for letter in inbox.letters})


class _SlowLine:
    """Takes a letter only after its lease has run out and another sender was at work."""

    def __init__(self, meanwhile) -> None:
        self._meanwhile = meanwhile
        self.taken: list[str] = []

    async def send(self, envelope: Envelope) -> Reply:
        if not self.taken:
            await asyncio.to_thread(self._meanwhile)
        self.taken.append(envelope.id)
        return Reply(Outcome.TAKEN, "slow")

    async def close(self) -> None:
        """Nothing is held open."""


def test_a_sender_that_outlived_its_lease_changes_nothing_and_sends_no_more_of_it(reminded: Database) -> None:
    compose_letters(reminded, NOW, DESK)
    other = _SlowLine(lambda: None)

    def takes_over() -> None:
        asyncio.run(deliver(reminded, NOW + LEASE + timedelta(minutes=1), lambda: other, 1))

    slow = _SlowLine(takes_over)
    delivered = asyncio.run(deliver(reminded, NOW, lambda: slow, 1))

    assert SCHOOLS == len(set(other.taken)) == len(other.taken)
    assert 1 == len(slow.taken)
    assert {} == {name: number for name, number in delivered.counts.items() if name != "lost"}


def plans_of(engine: Database, act) -> str:
    """Return how SQLite goes about every statement that `act` runs on a connection."""
    ran = []
    with engine.begin() as conn:
        event.listen(conn, "before_cursor_execute", lambda *given: ran.append(given[2:4]))
        act(conn)
    with engine.connect() as conn:
        explained = [conn.exec_driver_sql(f"explain query plan {sql}", values) for sql, values in ran]
        return "\n".join(row[3] for found in explained for row in found)


def test_sqlite_finds_what_waits_by_the_partial_indexes(sqlite_settled: Database) -> None:
    key = NoticeKey(SubjectKind.OBLIGATION, "o1", 1, "due-day", Audience.EXECUTOR)
    pending = plans_of(sqlite_settled, pending_queries.pending_notices)
    claimed = plans_of(sqlite_settled, lambda conn: letter_queries.claim(conn, NOW, NOW, "one", 4))
    free = plans_of(sqlite_settled, lambda conn: letter_queries.hold_days(conn, [(1, NOW.date())]))
    again = plans_of(sqlite_settled, lambda conn: pending_queries.still_pending(conn, [key]))
    lettered = plans_of(sqlite_settled, _asks_for_todays_letters)

    assert 4 == pending.count("ix_notices_pending")
    assert "ix_letters_waiting" in claimed
    assert "uq_letters_service_day" in free
    assert "sqlite_autoindex_notices_1 (subject_kind=? AND subject_id=?" in again
    assert "uq_letters_service_day (mailbox_id=? AND local_day=?)" in lettered


def _asks_for_todays_letters(conn) -> None:
    letter_queries.ensure_mailboxes(conn, ["a@example.test"])
    letter_queries.service_letters_on(conn, [NOW.date()], ["a@example.test"])
