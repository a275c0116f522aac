"""Obligations issued per second, with their watches and journal records, beside the bare rows alone.

`python -m benchmarks.issuing` measures a region: a million obligations of 13,000 organisations.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from benchmarks.figures import Figure, line
from benchmarks.servers import server
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
from vekha.storage.watch_tables import rearmed, watches

_TABLES = (obligations, watches, rearmed)
_AGAINST = "bare INSERT ... SELECT of the same rows into the same tables"
NOW = datetime(2026, 1, 12, 7, tzinfo=UTC)
PLAN = Span(date(2026, 1, 12), date(2026, 12, 31))
OFFICE = Organisation(
    1, "office", None, Level.MUNICIPALITY, Kind.AUTHORITY, "Управление", "УО", "Europe/Moscow", 5, "", 1
)


@dataclass(frozen=True, slots=True)
class Size:
    """How many schools owe how many items, and how often each."""

    schools: int
    items: int
    occurrences: int


SHORT = Size(1_000, 10, 10)
# A region: 13,000 organisations and 1,001,000 obligations.
LONG = Size(13_000, 7, 11)


def measure(size: Size = SHORT) -> Iterator[Figure]:
    """Yield the rate of `issue` beside its floor and the seconds of a second, empty run; both databases."""
    for kind in ("sqlite", "postgresql"):
        with server(kind) as url_of:
            engine, roadmap_id = confirmed(url_of("issuing"), size)
            first, seconds = _timed(engine, roadmap_id)
            again, idle = _timed(engine, roadmap_id)
            floor = _bare_seconds(engine)
            engine.dispose()
        note = f"N={first.created}, {kind}, chunks of {CHUNK}, watches and journal included"
        rate = first.created / seconds
        yield Figure(f"obligations_issued_{kind}", rate, "1/s", floor / seconds, _AGAINST, note)
        known = f"{again.known} known, {again.created} added"
        yield Figure(f"issued_again_{kind}", idle, "s", note=known)


def confirmed(url: str, size: Size = SHORT) -> tuple[Database, str]:
    """Return a new database with the schools and a confirmed roadmap for them, and its id."""
    engine = open_database(url)
    migrate(engine)
    _settle(engine, size.schools)
    done = confirm(engine, _roadmap(size), _decisions(), Actor("operator", Viewer(OFFICE.id)), NOW)
    return engine, done.roadmap_id


def _timed(engine: Database, roadmap_id: str) -> tuple[Issued, float]:
    began = time.perf_counter()
    return issue(engine, roadmap_id, NOW), time.perf_counter() - began


def _bare_seconds(engine: Database) -> float:
    """The floor: the same rows put back into the emptied tables, nothing planned or sealed.

    The copies lie in order of insertion in the same database; the same chunks, indexes and foreign keys.
    """
    rows = _set_aside(engine)
    began = time.perf_counter()
    for at in range(0, rows, CHUNK):
        with engine.begin() as conn:
            for table in _TABLES:
                names = ", ".join(f'"{column.name}"' for column in table.columns)
                piece = f"bench_row BETWEEN {at + 1} AND {at + CHUNK}"
                conn.exec_driver_sql(
                    f"INSERT INTO {table.name} ({names}) SELECT {names} FROM bare_{table.name} WHERE {piece}"
                )
    return time.perf_counter() - began


def _set_aside(engine: Database) -> int:
    """Copy the rows, numbered in order, and empty their tables; return the number of obligations."""
    postgresql = engine.dialect.name == "postgresql"
    order, emptied = ("ctid", "TRUNCATE {} CASCADE") if postgresql else ("rowid", "DELETE FROM {}")
    with engine.begin() as conn:
        for table in _TABLES:
            numbered = f"SELECT row_number() OVER (ORDER BY {order}) AS bench_row, * FROM {table.name}"
            conn.exec_driver_sql(f"CREATE TABLE bare_{table.name} AS {numbered}")
            conn.exec_driver_sql(f"CREATE INDEX bare_ix_{table.name} ON bare_{table.name} (bench_row)")
        rows = conn.exec_driver_sql("SELECT count(*) FROM obligations").scalar_one()
        for table in reversed(_TABLES):
            conn.exec_driver_sql(emptied.format(table.name))
    return int(rows)


def _settle(engine: Database, number_of_schools: int) -> None:
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
        for number in range(number_of_schools)
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


def _roadmap(size: Size) -> Roadmap:
    body = OrderBody(
        "Измерение", None, "1", PLAN.first, OFFICE.name, Level.MUNICIPALITY, PLAN.first, PLAN.last, ""
    )
    items = tuple(_item(ordinal, size.occurrences) for ordinal in range(1, size.items + 1))
    return Roadmap("bench.docx", "0" * 64, body, (), items, (), Coverage(0, 0, 0, 0, 0))


def _item(ordinal: int, occurrences: int) -> RoadmapItem:
    weeks = (timedelta(days=ordinal, weeks=each) for each in range(1, occurrences + 1))
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


if __name__ == "__main__":
    for figure in measure(LONG):
        print(line(figure), flush=True)
