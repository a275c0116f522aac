"""Read rows somebody may have tampered with: a value that cannot be read is told as such, never raised."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Integer, select, type_coerce
from sqlalchemy.types import NullType

ROWS_AT_ONCE = 5_000
UNREADABLE_NUMBER = -1
Reader = Callable[[Any], Any]


@contextmanager
def any_text(conn: Connection) -> Iterator[None]:
    """Let SQLite give back text whose bytes are no UTF-8, each such byte as a lone surrogate."""
    dbapi: Any = conn.connection.dbapi_connection
    if conn.dialect.name != "sqlite":
        yield
        return
    usual = dbapi.text_factory
    dbapi.text_factory = _escaped
    try:
        yield
    finally:
        dbapi.text_factory = usual


def _escaped(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def raw_rows(
    conn: Connection, columns: Sequence[Column[Any]], order: Sequence[ColumnElement[Any]]
) -> Iterator[tuple[Any, ...]]:
    """Yield the values of the columns in this order, read as their types say where that is possible."""
    sqlite = conn.dialect.name == "sqlite"
    # PostgreSQL holds each column to its type; SQLite gives back whatever bytes somebody has written there.
    readers = [_reader(conn, column) if sqlite else _as_it_is for column in columns]
    asked = [type_coerce(column, NullType()) if sqlite else column for column in columns]
    statement = select(*asked).order_by(*order).execution_options(yield_per=ROWS_AT_ONCE)
    with conn.execute(statement) as result:
        for found in result:
            yield tuple(reader(value) for reader, value in zip(readers, found, strict=True))


def _as_it_is(value: object) -> object:
    return value


def _reader(conn: Connection, column: Column[Any]) -> Reader:
    if isinstance(column.type, Integer):
        return lambda value: value if value is None or isinstance(value, int) else UNREADABLE_NUMBER
    stored = column.type.dialect_impl(conn.dialect)
    read = stored.result_processor(conn.dialect, None)
    written = stored.bind_processor(conn.dialect)
    if read is None or written is None:
        return _as_it_is
    return lambda value: _read_back(read, written, value)


def _read_back(read: Reader, written: Reader, value: object) -> object:
    """Return the value as read when writing it gives the same bytes again: nothing is read generously."""
    if value is None:
        return None
    try:
        found = read(value)
        if written(found) == value:
            return found
    except (ValueError, TypeError):
        pass
    return f"не читается: {value!r}"
