"""Open a database and bring its schema up to date. SQLite (WAL) on one machine, PostgreSQL beyond."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from vekha.domain.refusals import RefusedError
from vekha.storage import (
    calendar_tables,
    journal_tables,
    letter_tables,
    life_tables,
    link_tables,
    obligation_tables,
    organisation_tables,
    roadmap_tables,
    watch_tables,
)
from vekha.storage.migrations.history import newest_revision, stored_revision, upgrade
from vekha.storage.schema import metadata

TABLE_MODULES = (
    organisation_tables,
    calendar_tables,
    roadmap_tables,
    obligation_tables,
    life_tables,
    link_tables,
    watch_tables,
    letter_tables,
    journal_tables,
)
BUSY_TIMEOUT_MS = 30_000
MIGRATION_LOCK = 8_355_841  # any number that is ours
READS_ONLY = "vekha_reads_only"


class DatabaseRefusedError(RefusedError):
    """The database's URL is none, its driver is absent, or it does not answer."""


# What doors hold without knowing SQLAlchemy.
Database = Engine
OpenDatabase = Connection


def _prepare_sqlite(dbapi: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver must not open transactions of its own: `_begin` does, so that a writer waits at
    # the start of its transaction instead of failing at the first write.
    dbapi.isolation_level = None
    cursor = dbapi.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(conn: Connection) -> None:
    reads_only = conn.get_execution_options().get(READS_ONLY, False)
    conn.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def open_database(url: str) -> Database:
    """Return an engine for `sqlite:///path` or `postgresql+psycopg://...`. Every transaction may write.

    Raises DatabaseRefusedError where the URL is none; nothing is connected yet.
    """
    try:
        engine = create_engine(make_url(url))
    except (ArgumentError, ModuleNotFoundError) as error:
        raise DatabaseRefusedError(
            f"Адрес базы не разобран: {error}. "
            "Исправьте VEKHA_DATABASE_URL, например postgresql+psycopg://vekha@127.0.0.1/vekha."
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def reading(engine: Database) -> Iterator[Connection]:
    """Yield a connection that sees one moment of the database and keeps no writer waiting."""
    options: dict[str, Any] = {READS_ONLY: True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect() as conn:
        yield conn.execution_options(**options)


def migrate(engine: Database) -> None:
    """Bring the schema to the newest revision, one process at a time. Idempotent.

    Raises DatabaseRefusedError where the database does not answer or is of another version of the program.
    """
    _reach(engine)
    newest = newest_revision()
    with engine.begin() as conn:
        if conn.dialect.name == "postgresql":
            conn.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        if not newest:
            metadata.create_all(conn)
        elif (stored := stored_revision(conn)) != newest:
            _check_revision(conn, stored, newest)
            upgrade(conn)


def _check_revision(conn: Connection, stored: str, newest: str) -> None:
    if stored > newest:
        raise DatabaseRefusedError(
            f"База создана более новой версией программы (схема {stored}, знакомы до {newest}). "
            "Обновите программу."
        )
    if not stored and inspect(conn).has_table("journal"):
        raise DatabaseRefusedError(
            "База создана до первого выпуска программы, номера схемы в ней нет. "
            "Укажите новую папку (VEKHA_DATA) или базу (VEKHA_DATABASE_URL) и загрузите данные снова."
        )


def _reach(engine: Database) -> None:
    try:
        engine.connect().close()
    except DBAPIError as error:
        why = str(error.orig).splitlines()[0]
        where = engine.url.render_as_string(hide_password=True)
        check = "файл и права на его папку" if engine.dialect.name == "sqlite" else "что она запущена"
        raise DatabaseRefusedError(
            f"База {where} не отвечает: {why}. Проверьте {check}; подробнее: vekha doctor."
        ) from error
