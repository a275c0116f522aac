"""The rows of the sweep's benchmark: a year of obligations under watch, with one busy day."""

import time
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, delete, func, insert, select, update

from vekha.actions.arm import Subject, arm
from vekha.calendar.days import DaySet
from vekha.calendar.shipped import calendar_for
from vekha.domain.organisations import Kind, Level, Organisation
from vekha.domain.watches import SubjectKind
from vekha.rules.ladders import shipped_ladder
from vekha.storage import settling_queries
from vekha.storage.journal_tables import chain_heads, journal
from vekha.storage.watch_tables import notices, progress, rearmed, schedules, sweeps, watches

SHARDS = 40
BUSY = 18_000
DUE_DATES = 250
CHUNK = 20_000
ARMED = datetime(2026, 1, 12, 6, tzinfo=UTC)
BUSY_DAY = date(2026, 9, 16)  # a Wednesday
EVE = datetime(2026, 9, 15, 21, tzinfo=UTC)
EVENING = datetime(2026, 9, 16, 15, tzinfo=UTC)


def fill(engine: Engine, obligations: int) -> float:
    """Put `obligations` under watch, a tenth of those past due still open; return arming's rows per second.

    18,000 fall due on the busy day, the rest is spread over 250 working days, in four zones.
    """
    organisations = _organisations()
    with engine.begin() as conn:
        settling_queries.add_organisations(conn, organisations)
    began = time.perf_counter()
    for first in range(0, obligations, CHUNK):
        subjects = [_subject(n, organisations) for n in range(first, min(first + CHUNK, obligations))]
        with engine.begin() as conn:
            arm(conn, shipped_ladder("normal"), subjects, ARMED + timedelta(days=first % 4))
    seconds = time.perf_counter() - began
    past = select(schedules.c.id).where(schedules.c.due_date < BUSY_DAY)
    done = watches.c.schedule_id.in_(past) & (func.substr(watches.c.subject_id, 20) != "7")
    with engine.begin() as conn:
        conn.execute(update(watches).where(done).values(live=False))
    settle_statistics(engine)
    return obligations / seconds


def rewind(engine: Engine, watermark: datetime = EVE) -> None:
    """Put the database back to the eve of the busy day."""
    marks = [
        {"flow": "check_deadlines", "shard_id": shard, "watermark": watermark}
        for shard in range(1, SHARDS + 1)
    ]
    with engine.begin() as conn:
        for table in (notices, sweeps, journal, chain_heads, rearmed, progress):
            conn.execute(delete(table))
        conn.execute(insert(progress), marks)
    settle_statistics(engine)


def settle_statistics(engine: Engine) -> None:
    """Let the planner see the rows, as autovacuum and a nightly ANALYZE would have."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("analyze" if engine.dialect.name == "sqlite" else "vacuum analyze")


def _organisations() -> list[Organisation]:
    zones = ("Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Novosibirsk")
    return [
        Organisation(
            id=number,
            code=f"m-{number}",
            parent_id=None,
            level=Level.MUNICIPALITY,
            kind=Kind.AUTHORITY,
            name=f"Округ {number}",
            short_name=f"Округ {number}",
            zone=zones[number % 4],
            week=5 + number % 2,
            subject="",
            shard_id=number,
        )
        for number in range(1, SHARDS + 1)
    ]


def _subject(number: int, organisations: list[Organisation]) -> Subject:
    place = organisations[number % SHARDS]
    calendar = calendar_for("", 5, DaySet.LABOUR)
    due = BUSY_DAY
    if number >= BUSY:
        due = calendar.add_workdays(date(2026, 1, 30), 1 + number * 7919 % DUE_DATES)
    return Subject(
        SubjectKind.OBLIGATION, f"{number * 2654435761 % 2**40:020d}", 1, place.shard_id, place, due, due
    )
