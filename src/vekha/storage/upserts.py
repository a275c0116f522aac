"""An INSERT that knows ON CONFLICT, in the dialect of the connection."""

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(conn: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return the dialect's INSERT into `table`."""
    return postgresql.insert(table) if conn.dialect.name == "postgresql" else sqlite.insert(table)
