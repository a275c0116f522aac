"""Letters per second into a real SMTP server in its own process, and how fast a busy day is composed.

Ours claims, sends and marks each letter, the mark committed before the connection's next letter. Beside it:
bare aiosmtplib over as many connections that keeps no books, and smtplib with a connection per letter.
"""

import asyncio
import multiprocessing
import smtplib
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import aiosmtplib
from aiosmtpd.controller import Controller
from sqlalchemy import insert, select, update

from benchmarks.figures import Figure
from vekha.actions.arm import Subject, arm
from vekha.actions.check_deadlines import check_deadlines
from vekha.actions.compose_letters import Composed, Desk, compose_letters
from vekha.actions.deliver import deliver
from vekha.actions.mail_room import line_to
from vekha.domain.organisations import Kind, Level, Organisation, People, Post, Role
from vekha.domain.watches import SubjectKind
from vekha.notifications.message import Sender
from vekha.notifications.smtp import Relay
from vekha.rules.ladders import shipped_ladder
from vekha.serve.demo_mail import free_port
from vekha.storage import settling_queries
from vekha.storage.database import Database, migrate, open_database
from vekha.storage.letter_tables import letter_bytes, letters, mailboxes
from vekha.storage.obligation_tables import obligations
from vekha.storage.roadmap_tables import editions, item_versions, items, roadmaps

SCHOOLS = 2_000
ITEMS = 10  # 20,000 notices: a busy day
CONNECTIONS = 2
SENT = 2_000
SAMPLE = 200
RUNS = 3
ISSUED = datetime(2026, 9, 1, 6, tzinfo=UTC)
NOW = datetime(2026, 10, 27, 7, tzinfo=UTC)
DUE = date(2026, 10, 30)
SENDER = Sender("vekha@example.test", "Веха")
DESK = Desk(SENDER, "http://127.0.0.1:8080", "bench")
OFFICES = 40

Letter = tuple[str, bytes]


def measure() -> Iterator[Figure]:
    """Yield the figures, SQLite in a file of its own."""
    with tempfile.TemporaryDirectory(prefix="vekha-bench-") as folder, _relay() as port:
        engine = open_database(f"sqlite:///{Path(folder) / 'vekha.db'}")
        migrate(engine)
        _fill(engine)
        composed, seconds = _composed(engine)
        notices = SCHOOLS * ITEMS
        note = (
            f"{notices} notices became {composed.letters} letters of {ITEMS} rows, SQLite, journal included"
        )
        yield Figure("notices_composed", round(notices / seconds), "1/s", note=f"{note}, {seconds:.1f} s")
        yield Figure("letters_composed", round(composed.letters / seconds), "1/s", note=note)
        frozen = _frozen(engine)
        runs = [_run(engine, frozen, port) for _ in range(RUNS)]
        ours, bare, each = (max(rates) for rates in zip(*runs, strict=True))
        note = f"{SENT} letters, {CONNECTIONS} connections, marked before the next letter, best of {RUNS}"
        against = f"bare aiosmtplib, as many connections, no books: {bare:.0f}"
        yield Figure("letters_sent", round(ours), "1/s", round(ours / bare, 2), against, note)
        against = f"smtplib, a connection per letter: {each:.0f}"
        note = f"sample of {SAMPLE}"
        yield Figure("letters_sent_beside_smtplib", round(ours), "1/s", round(ours / each, 2), against, note)
        engine.dispose()


def _run(engine: Database, frozen: list[Letter], port: int) -> tuple[float, float, float]:
    """Return the rates of all three, one after another: what else the machine does falls on each."""
    with engine.begin() as conn:
        conn.execute(update(letters).values(status="queued", next_attempt_at=NOW, finished_at=None))
    return (
        _rate(lambda: _ours(engine, port)),
        _rate(lambda: _bare(frozen, port)),
        _rate(lambda: _one_by_one(frozen[:SAMPLE], port), SAMPLE),
    )


def _rate(act: Callable[[], object], letters_sent: int = SENT) -> float:
    began = time.perf_counter()
    act()
    return letters_sent / (time.perf_counter() - began)


def _composed(engine: Database) -> tuple[Composed, float]:
    began = time.perf_counter()
    return compose_letters(engine, NOW, DESK), time.perf_counter() - began


def _ours(engine: Database, port: int) -> None:
    open_line = line_to(Relay("127.0.0.1", port), SENDER, virtual=True)
    delivered = asyncio.run(deliver(engine, NOW, open_line, CONNECTIONS))
    if delivered.sent != SENT:
        raise RuntimeError(f"{delivered.counts}")


def _bare(frozen: list[Letter], port: int) -> None:
    async def send(part: list[Letter]) -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            for address, raw in part:
                await client.sendmail(SENDER.address, [address], raw)

    async def at_once() -> None:
        parts: list[Awaitable[None]] = [send(frozen[n::CONNECTIONS]) for n in range(CONNECTIONS)]
        await asyncio.gather(*parts)

    asyncio.run(at_once())


def _one_by_one(frozen: list[Letter], port: int) -> None:
    for address, raw in frozen:
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.sendmail(SENDER.address, [address], raw)


def _frozen(engine: Database) -> list[Letter]:
    with engine.connect() as conn:
        statement = (
            select(mailboxes.c.address, letter_bytes.c.raw)
            .join(letters, letters.c.mailbox_id == mailboxes.c.id)
            .join(letter_bytes, letter_bytes.c.letter_id == letters.c.id)
        )
        return [(row.address, row.raw) for row in conn.execute(statement)]


class _Taker:
    """Takes every letter and keeps none."""

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802, ARG002  the name aiosmtpd calls
        return "250 OK"


def _serve(port_to: Pipe) -> None:
    port = free_port()
    controller = Controller(_Taker(), hostname="127.0.0.1", port=port)
    controller.start()
    port_to.send(port)
    port_to.recv()
    controller.stop()


@contextmanager
def _relay() -> Iterator[int]:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours.recv()
    finally:
        ours.send(None)
        process.join(5)


def _fill(engine: Database) -> None:
    """Put 20,000 obligations of 2,000 schools under watch; one stage of each has come."""
    units = _units()
    schools = [unit for unit in units if unit.level is Level.SCHOOL]
    with engine.begin() as conn:
        settling_queries.add_organisations(conn, units)
        lines = {unit.id: [unit.id] + ([unit.parent_id] if unit.parent_id else []) for unit in units}
        settling_queries.add_ancestors(conn, lines)
        posts = [Post(unit.id, unit.id, Role.HEAD, "Директор", f"u{unit.id}@example.test") for unit in units]
        settling_queries.add_people(conn, People(tuple(posts), (), ()))
        conn.execute(insert(roadmaps).values(_roadmap()))
        conn.execute(insert(editions).values(_edition()))
        conn.execute(insert(items), [{"id": f"item-{n}", "roadmap_id": "roadmap"} for n in range(ITEMS)])
        conn.execute(insert(item_versions), [_item(number) for number in range(ITEMS)])
        rows = [_obligation(school, number) for school in schools for number in range(ITEMS)]
        conn.execute(insert(obligations), rows)
        by_id = {unit.id: unit for unit in units}
        subjects = [_subject(by_id[int(str(row["organisation_id"]))], str(row["id"])) for row in rows]
        arm(conn, shipped_ladder("normal"), subjects, ISSUED)
    check_deadlines(engine, NOW)


def _units() -> list[Organisation]:
    offices = [_unit(number, None) for number in range(1, OFFICES + 1)]
    return offices + [_unit(100 + number, 1 + number % OFFICES) for number in range(SCHOOLS)]


def _unit(number: int, parent: int | None) -> Organisation:
    return Organisation(
        id=number,
        code=f"u-{number}",
        parent_id=parent,
        level=Level.SCHOOL if parent else Level.MUNICIPALITY,
        kind=Kind.SCHOOL if parent else Kind.AUTHORITY,
        name=f"МБОУ «Средняя школа № {number}»" if parent else f"Управление образования округа {number}",
        short_name=f"СШ № {number}" if parent else f"УО {number}",
        zone="Europe/Moscow",
        week=5,
        subject="",
        shard_id=parent or number,
    )


def _subject(unit: Organisation, obligation_id: str) -> Subject:
    return Subject(SubjectKind.OBLIGATION, obligation_id, 1, unit.shard_id, unit, DUE, DUE)


def _roadmap() -> dict[str, object]:
    return {
        "id": "roadmap",
        "identity": "bench",
        "issuer_id": 1,
        "number": "14",
        "date": date(2026, 1, 20),
        "title": "Дорожная карта",
        "plan_start": date(2026, 1, 20),
        "plan_end": date(2026, 12, 31),
        "controller_post_id": None,
        "shift_policy": "following",
        "policy_basis": "ГК РФ ст. 193",
        "returns": "accepted_version",
        "ladder_id": shipped_ladder("normal").id,
    }


def _edition() -> dict[str, object]:
    return {
        "id": "edition",
        "roadmap_id": "roadmap",
        "edition": 1,
        "file_sha256": "0" * 64,
        "file_name": "order.docx",
        "confirmed_at": ISSUED,
        "record_id": 1,
        "shard_id": 1,
    }


def _item(number: int) -> dict[str, object]:
    return {
        "item_id": f"item-{number}",
        "edition_id": "edition",
        "shard_id": 1,
        "record_id": 1,
        "ordinal": number,
        "number": f"2.{number + 1}.",
        "title": "Организация и проведение недели профессий с участием работодателей округа",
        "deadline_text": "до 30 октября 2026 года",
        "executor_text": "Руководители ОО",
        "result_text": "Информационно-аналитическая справка",
        "result_kind": "analytical_note",
        "indicators": [],
        "kind": "date",
        "occurrences": [],
        "policy": "following",
        "policy_basis": "ГК РФ ст. 193",
        "explain": [],
        "place": {},
        "decision": "accept",
        "decided_by": "",
        "left_out": False,
    }


def _obligation(school: Organisation, number: int) -> dict[str, object]:
    due_at = datetime(DUE.year, DUE.month, DUE.day, 15, tzinfo=UTC)
    return {
        "id": f"{school.id:010}{number:010}",
        "item_id": f"item-{number}",
        "roadmap_id": "roadmap",
        "organisation_id": school.id,
        "shard_id": school.shard_id,
        "occurrence_key": "1",
        "kind": "date",
        "executor_role": "school_head",
        "executor_missing": False,
        "policy": "following",
        "policy_basis": "ГК РФ ст. 193",
        "day_table_id": "",
        "provisional": False,
        "history": False,
        "raw_due": DUE,
        "original_due": DUE,
        "original_due_at": due_at,
        "issued_at": ISSUED,
        "record_id": 1,
        "state": "open",
        "due": DUE,
        "due_at": due_at,
        "plan_date": DUE,
        "remind_date": DUE,
        "arming": 1,
    }
