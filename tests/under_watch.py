"""Duties under the normal ladder, swept at will, for tests of the watch."""

from datetime import UTC, date, datetime

from sqlalchemy import func, select
from tests import cast

from vekha.actions.arm import Subject, arm, disarm
from vekha.actions.check_deadlines import check_deadlines
from vekha.domain.watches import SubjectKind
from vekha.rules.ladders import shipped_ladder
from vekha.storage.database import Database
from vekha.storage.watch_tables import notices, progress

NORMAL = shipped_ladder("normal")
SHARD = cast.ZARECHNY.id
ARMED = datetime(2026, 3, 2, 7, tzinfo=UTC)
DUE = date(2026, 4, 15)  # a Wednesday; its ladder runs from 1 April to 29 April


def moscow_nine(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 6, tzinfo=UTC)


def duty(name: str, due: date = DUE, remind: date | None = None, school=cast.SCHOOL_1, arming: int = 1):
    kind = SubjectKind.OBLIGATION
    return Subject(kind, name, arming, school.shard_id, school, remind or due, due)


def put_under_watch(engine: Database, *duties: Subject, now: datetime = ARMED) -> None:
    with engine.begin() as conn:
        arm(conn, NORMAL, duties, now)


def take_off(engine: Database, *names: str) -> None:
    with engine.begin() as conn:
        disarm(conn, SubjectKind.OBLIGATION, names)


def sweep(engine: Database, *moments: datetime):
    return [check_deadlines(engine, moment, shards=[SHARD]) for moment in moments]


def noticed(engine: Database) -> set[tuple[str, int, str, str]]:
    key = (notices.c.subject_id, notices.c.arming, notices.c.stage, notices.c.audience)
    with engine.connect() as conn:
        return {tuple(row) for row in conn.execute(select(*key))}


def count(engine: Database, table) -> int:
    with engine.connect() as conn:
        return conn.scalar(select(func.count()).select_from(table))


def watermark(engine: Database, shard: int = SHARD) -> datetime | None:
    with engine.connect() as conn:
        return conn.scalar(select(progress.c.watermark).where(progress.c.shard_id == shard))
