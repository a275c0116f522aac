"""An INSERT that knows ON CONFLICT, in the dialect of the connection; one for many rows at once."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ARRAY, Connection, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from vekha.storage.driver_values import driver_rows

Upsert = postgresql.Insert | sqlite.Insert


def upsert(conn: Connection, table: Table) -> Upsert:
    """Return the connection's INSERT into `table`."""
    return upsert_of(conn.dialect.name, table)


def upsert_of(dialect: str, table: Table) -> Upsert:
    """Return the INSERT into `table` of a dialect by name: what is not postgresql is sqlite."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def put_all(conn: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert the rows, all with the same columns; where the primary key is taken, replace the other columns.

    Rows go in the order given. PostgreSQL takes them as arrays in one statement, an order of magnitude faster
    than row by row; SQLite is quickest row by row.
    """
    if not rows:
        return
    names = tuple(rows[0])
    put = upsert(conn, table)
    key = [column.name for column in table.primary_key]
    if conn.dialect.name == "postgresql":
        arrays = [
            bindparam(f"{name}_all", [row[name] for row in rows], type_=ARRAY(table.c[name].type))
            for name in names
        ]
        source = func.unnest(*arrays).table_valued(*names, name="given").render_derived()
        put = put.from_select(names, select(*(source.c[name] for name in names)))
    changed = {name: put.excluded[name] for name in names if name not in key}
    done = put.on_conflict_do_update(index_elements=key, set_=changed)
    if conn.dialect.name == "postgresql":
        conn.execute(done)
    else:
        _put_tuples(conn, table, done, rows)


def _put_tuples(conn: Connection, table: Table, put: Upsert, rows: Sequence[Mapping[str, object]]) -> None:
    """Run the statement once per row with values the driver takes: no parameter dictionaries between."""
    compiled = put.compile(dialect=conn.dialect, column_keys=list(rows[0]))
    names = compiled.positiontup or []
    conn.exec_driver_sql(str(compiled), driver_rows(conn.dialect, table, names, rows))
