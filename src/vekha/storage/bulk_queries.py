"""Append very many rows of one table, given as the driver takes them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from vekha.storage.driver_values import Values


def append_many(conn: Connection, table: Table, names: Sequence[str], rows: Iterable[Values]) -> None:
    """Insert rows of driver values, in the order of `names`. PostgreSQL takes them by COPY."""
    columns = ", ".join(f'"{table.c[name].name}"' for name in names)
    if conn.dialect.name == "postgresql":
        driver: Any = conn.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" for _ in names)
    conn.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", list(rows))  # noqa: S608 - names of our own schema
