"""Rows that satisfy their tables, for tests about something else than their contents."""

from datetime import UTC, date, datetime, time

NOON = datetime(2026, 1, 12, 9, tzinfo=UTC)
_PLAIN = {str: "x", int: 0, float: 0.0, bool: False, date: date(2026, 3, 2), datetime: NOON, time: time(9)}


def filled(table, **values):
    """Return a row of the table: what is given, and something plain in every other required column."""
    plain = {
        column.name: [] if type(column.type).__name__ == "JSON" else _PLAIN[_python_type(column)]
        for column in table.columns
        if not column.nullable and column.server_default is None
    }
    return plain | values


def _python_type(column):
    try:
        return column.type.python_type
    except NotImplementedError:
        return datetime
