"""Open a database and bring its schema up to date. SQLite (WAL) on one machine, PostgreSQL beyond."""

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from vekha.storage import (
    journal_tables,
    letter_tables,
    obligation_tables,
    organisation_tables,
    roadmap_tables,
    watch_tables,
)
from vekha.storage.schema import metadata

TABLE_MODULES = (
    organisation_tables,
    roadmap_tables,
    obligation_tables,
    watch_tables,
    letter_tables,
    journal_tables,
)
BUSY_TIMEOUT_MS = 30_000

# What doors hold without knowing SQLAlchemy.
Database = Engine


def _prepare_sqlite(dbapi: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver must not open transactions of its own: `_begin_immediate` does, so that a writer waits at
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


def _begin_immediate(conn: Connection) -> None:
    conn.exec_driver_sql("BEGIN IMMEDIATE")


def open_database(url: str) -> Database:
    """Return an engine for `sqlite:///path` or `postgresql+psycopg://...`. Every transaction may write."""
    engine = create_engine(make_url(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    return engine


def migrate(engine: Engine) -> None:
    """Create what is missing. Idempotent."""
    metadata.create_all(engine)
