"""A sender killed in mid-dialogue, started as an operator starts it: nothing missing, little repeated.

`python -m vekha deliver` runs as a process with VEKHA_* settings against a real SMTP server that falls silent
at a drawn point of the dialogue; then kill -9. The seed is printed: VEKHA_TEST_SEED repeats a run.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from threading import Event

import pytest
from aiosmtpd.smtp import SMTP
from sqlalchemy import select
from tests import many_schools, owed
from tests.smtp_server import HANG, Inbox, smtp_server

from vekha.actions.check_deadlines import check_deadlines
from vekha.actions.deliver import LEASE
from vekha.storage.database import Database
from vekha.storage.letter_tables import letter_bytes, letters
from vekha.storage.watch_tables import notices

NOW = datetime(2026, 10, 27, 7, tzinfo=UTC)
AFTER_LEASE = LEASE + timedelta(minutes=1)
SCHOOLS = 24
KILLS = 6
CONNECTIONS = 2
POINTS = ("MAIL", "RCPT", "DATA", "DOT")
LONGEST_WAIT_SECONDS = 30


class Trap(Inbox):
    """Falls silent the n-th time a stage is reached, and says so."""

    def set_at(self, stage: str, passes: int) -> Event:
        self.faults = {stage: [""] * passes + [HANG] * CONNECTIONS}
        self.sprung = Event()
        return self.sprung

    async def misbehave(self, server: SMTP, stage: str) -> str:
        if self.faults.get(stage, [""])[0] == HANG:
            self.sprung.set()
        return await super().misbehave(server, stage)


@contextmanager
def sender(data: Path, port: int, now: datetime) -> Iterator[subprocess.Popen[bytes]]:
    settings = {
        "VEKHA_DATA": str(data),
        "VEKHA_SMTP_HOST": "127.0.0.1",
        "VEKHA_SMTP_PORT": str(port),
        "VEKHA_SMTP_CONNECTIONS": str(CONNECTIONS),
        "VEKHA_SENDER": "vekha@example.test",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "vekha", "deliver", "--now", now.isoformat()],
        env={**os.environ, **settings},
        cwd=data,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def kill_when(process: subprocess.Popen[bytes], sprung: Event, draw: random.Random) -> None:
    """Kill at the trap, or, every third time, at any moment of the process's life."""
    if draw.random() < 1 / 3:
        time.sleep(draw.uniform(0.3, 1.5))
    else:
        until = time.monotonic() + LONGEST_WAIT_SECONDS
        while process.poll() is None and not sprung.wait(0.02) and time.monotonic() < until:
            pass
    process.send_signal(signal.SIGKILL)


def numbered(inbox: Inbox) -> Counter[str]:
    return Counter(message_from_bytes(letter.content)["Message-ID"] for letter in inbox.letters)


@pytest.mark.system
def test_letters_survive_a_sender_that_is_killed_again_and_again(
    sqlite_settled: Database, tmp_path: Path
) -> None:
    seed = int(os.environ.get("VEKHA_TEST_SEED") or random.SystemRandom().randrange(10**6))
    print(f"VEKHA_TEST_SEED={seed}")
    draw = random.Random(seed)
    owed.roadmap(sqlite_settled)
    for number, school in enumerate(many_schools.settle(sqlite_settled, SCHOOLS)):
        owed.owe(sqlite_settled, f"many-{number}", school, date(2026, 10, 30))
    check_deadlines(sqlite_settled, NOW)
    inbox, at = Trap(), NOW
    with smtp_server(inbox) as port:
        for _ in range(KILLS):
            sprung = inbox.set_at(draw.choice(POINTS), draw.randrange(4))
            with sender(tmp_path, port, at) as process:
                kill_when(process, sprung, draw)
            at += AFTER_LEASE
        inbox.faults = {}
        for _ in range(2):  # the second: those whose connection broke at the kill wait for their next attempt
            with sender(tmp_path, port, at) as process:
                said = process.communicate(timeout=LONGEST_WAIT_SECONDS)[0].decode()
                assert 0 == process.returncode, said
            at += AFTER_LEASE
    _nothing_missing(sqlite_settled, inbox)


def _nothing_missing(engine: Database, inbox: Inbox) -> None:
    received = numbered(inbox)
    with engine.connect() as conn:
        frozen = dict(
            conn.execute(
                select(letters.c.message_id, letter_bytes.c.raw).join(
                    letter_bytes, letter_bytes.c.letter_id == letters.c.id
                )
            ).all()
        )
        assert {"sent"} == set(conn.scalars(select(letters.c.status)))
        assert {"lettered"} == set(conn.scalars(select(notices.c.status)))
    assert SCHOOLS == len(frozen) == len(received)
    assert sum(received.values()) - SCHOOLS <= KILLS * CONNECTIONS
    assert set(frozen.values()) == {letter.content for letter in inbox.letters}
    assert set(frozen) == set(received)
