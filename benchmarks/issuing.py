"""Obligations issued per second, with their watches and journal records, beside the bare rows alone."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.figures import Figure
from vekha.actions.confirm import confirm
from vekha.actions.issue import CHUNK, Issued, issue
from vekha.actions.record import record
from vekha.domain.deadlines import Deadline, DeadlineKind, Occurrence, Span
from vekha.domain.decisions import Decisions
from vekha.domain.executors import ExecutorLevel, ExecutorPart, ExecutorRole, Executors
from vekha.domain.obligations import ShiftPolicy
from vekha.domain.organisations import Actor, Kind, Level, Organisation, People, Post, Role, Viewer
from vekha.domain.places import Place
from vekha.domain.records import Deed
from vekha.domain.roadmaps import Coverage, OrderBody, Roadmap, RoadmapItem
from vekha.storage import settling_queries
from vekha.storage.database import Database, migrate, open_database
from vekha.storage.obligation_tables import obligations

SCHOOLS, ITEMS, OCCURRENCES = 1_000, 10, 10
NOW = datetime(2026, 1, 12, 7, tzinfo=UTC)
PLAN = Span(date(2026, 1, 12), date(2026, 12, 31))
OFFICE = Organisation(
    1, "office", None, Level.MUNICIPALITY, Kind.AUTHORITY, "Управление", "УО", "Europe/Moscow", 5, "", 1
)


def measure() -> Iterator[Figure]:
    """Yield the rate of `issue` on SQLite beside its floor, and the seconds of a second, empty run."""
    with tempfile.TemporaryDirectory(prefix="vekha-issue-") as folder:
        engine, roadmap_id = confirmed(Path(folder))
        first, seconds = _timed(engine, roadmap_id)
        bare = first.created / _bare_seconds(engine)
        rate = first.created / seconds
        note = f"N={first.created}, SQLite, chunks of {CHUNK}, watches and journal included"
        yield Figure(
            "obligations_issued", rate, "1/s", rate / bare, "the same rows by executemany alone", note
        )
        again, seconds = _timed(engine, roadmap_id)
        yield Figure("issued_again", seconds, "s", note=f"{again.known} known, {again.created} added")
        engine.dispose()


def confirmed(folder: Path) -> tuple[Database, str]:
    """Return a database with 1,000 schools and a confirmed roadmap of 100 obligations each, and its id."""
    engine = open_database(f"sqlite:///{folder / 'vekha.db'}")
    migrate(engine)
    _settle(engine)
    done = confirm(engine, _roadmap(), _decisions(), Actor("operator", Viewer(OFFICE.id)), NOW)
    return engine, done.roadmap_id


def _timed(engine: Database, roadmap_id: str) -> tuple[Issued, float]:
    began = time.perf_counter()
    return issue(engine, roadmap_id, NOW), time.perf_counter() - began


def _bare_seconds(engine: Database) -> float:
    """The floor: the same rows put back into the emptied table, nothing planned, watched or sealed."""
    with engine.begin() as conn:
        rows = [tuple(row) for row in conn.exec_driver_sql("SELECT * FROM obligations")]
        conn.exec_driver_sql("DELETE FROM obligations")
    marks = ", ".join("?" for _ in obligations.columns)
    began = time.perf_counter()
    for at in range(0, len(rows), CHUNK):
        with engine.begin() as conn:
            conn.exec_driver_sql(f"INSERT INTO obligations VALUES ({marks})", rows[at : at + CHUNK])
    return time.perf_counter() - began


def _settle(engine: Database) -> None:
    schools = [
        replace(
            OFFICE,
            id=10 + number,
            code=f"s{number}",
            parent_id=OFFICE.id,
            level=Level.SCHOOL,
            kind=Kind.SCHOOL,
            name=f"Школа № {number}",
        )
        for number in range(SCHOOLS)
    ]
    with engine.begin() as conn:
        settling_queries.add_organisations(conn, [OFFICE, *schools])
        settling_queries.add_ancestors(
            conn, {OFFICE.id: [OFFICE.id]} | {unit.id: [unit.id, OFFICE.id] for unit in schools}
        )
        head = Post(1, OFFICE.id, Role.HEAD, "Начальник", "office@example.test")
        settling_queries.add_people(conn, People((head,), (), ()))
        versions = [settling_queries.version_row(unit, 1, NOW) for unit in (OFFICE, *schools)]
        record(conn, Deed("organisations", "", NOW, "bench"), {"organisation_versions": versions})


def _roadmap() -> Roadmap:
    body = OrderBody(
        "Измерение", None, "1", PLAN.first, OFFICE.name, Level.MUNICIPALITY, PLAN.first, PLAN.last, ""
    )
    items = tuple(_item(ordinal) for ordinal in range(1, ITEMS + 1))
    return Roadmap("bench.docx", "0" * 64, body, (), items, (), Coverage(0, 0, 0, 0, 0))


def _item(ordinal: int) -> RoadmapItem:
    weeks = (timedelta(days=ordinal, weeks=each) for each in range(1, OCCURRENCES + 1))
    found = tuple(
        Occurrence(str(number), None, PLAN.first + away) for number, away in enumerate(weeks, start=1)
    )
    schools = ExecutorPart("ОО", ExecutorRole.SCHOOL, ExecutorLevel.SCHOOL, many=True)
    return RoadmapItem(
        ordinal=ordinal,
        number=str(ordinal),
        section=None,
        title=f"Мероприятие {ordinal}",
        deadline_text="еженедельно",
        deadline=Deadline("еженедельно", DeadlineKind.RECURRING, found),
        executor_text="ОО",
        executors=Executors("ОО", (schools,)),
        result_text="Отчёт",
        result_kind="report",
        indicators=(),
        anomalies=(),
        place=Place("bench.docx"),
    )


def _decisions() -> Decisions:
    return Decisions(
        "0" * 64, PLAN, OFFICE.code, "", ShiftPolicy.FOLLOWING, "ст. 193 ГК РФ", "accepted_version", None, ()
    )
