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
    readers = [_reader(conn, column) for column in columns]
    bare = [type_coerce(column, NullType()).label(column.name) for column in columns]
    statement = select(*bare).order_by(*order).execution_options(yield_per=ROWS_AT_ONCE)
    for found in conn.execute(statement):
        yield tuple(reader(value) for reader, value in zip(readers, found, strict=True))


def _reader(conn: Connection, column: Column[Any]) -> Reader:
    processor = column.type.dialect_impl(conn.dialect).result_processor(conn.dialect, None)
    if isinstance(column.type, Integer):
        return lambda value: value if value is None or isinstance(value, int) else UNREADABLE_NUMBER
    if processor is None:
        return lambda value: value
    return lambda value: _read(processor, value)


def _read(processor: Reader, value: object) -> object:
    try:
        return processor(value)
    except (ValueError, TypeError):
        return f"не читается: {value!r}"
