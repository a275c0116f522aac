"""Append versioned rows and read them back for the journal: the tables and columns a record covers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from heapq import merge
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, Column, Connection, DefaultClause, Float, String, Table, insert
from sqlalchemy.sql.elements import False_, True_

from vekha.storage.calendar_tables import calendar_layers
from vekha.storage.journal_tables import head_marks, papers
from vekha.storage.letter_tables import letters
from vekha.storage.life_tables import (
    act_grounds,
    bulk_acts,
    happening_dates,
    happenings,
    obligation_notes,
    request_steps,
    requests,
    substitutions,
    suspensions,
)
from vekha.storage.link_tables import links
from vekha.storage.obligation_tables import (
    obligation_acts,
    obligations,
    schedule_requests,
    submission_acts,
    submission_figures,
    submission_files,
    submission_pages,
    submissions,
    verdicts,
)
from vekha.storage.organisation_tables import organisation_versions
from vekha.storage.raw_rows import raw_rows
from vekha.storage.roadmap_tables import (
    editions,
    indicator_targets,
    indicators,
    item_addressees,
    item_versions,
)

Row = Mapping[str, object]
Rows = Mapping[str, Sequence[Row]]

# A projection changes and a display name may be erased: neither is under the digest.
_UNCOVERED = {
    "obligations": {
        "state",
        "due",
        "due_at",
        "plan_date",
        "control_date",
        "remind_date",
        "provisional",
        "arming",
    },
    "submission_files": {"name"},
    "letters": {
        "status",
        "attempts",
        "next_attempt_at",
        "lease_owner",
        "lease_until",
        "finished_at",
        "last_reply",
    },
}


class UnknownColumnError(LookupError):
    """A row names a column its table has not: the action that made it is wrong."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A table whose rows belong to journal records, and the columns under the digest, in order."""

    table: Table
    columns: tuple[str, ...]


def _covered(table: Table) -> Covered:
    left_out = {"record_id"} | _UNCOVERED.get(table.name, set())
    return Covered(table, tuple(c.name for c in table.columns if c.name not in left_out))


COVERED = {
    table.name: _covered(table)
    for table in (
        organisation_versions,
        calendar_layers,
        editions,
        item_versions,
        item_addressees,
        indicators,
        indicator_targets,
        links,
        obligations,
        obligation_acts,
        submissions,
        submission_files,
        submission_acts,
        submission_pages,
        submission_figures,
        verdicts,
        schedule_requests,
        act_grounds,
        obligation_notes,
        suspensions,
        requests,
        request_steps,
        happenings,
        happening_dates,
        substitutions,
        bulk_acts,
        letters,
        papers,
        head_marks,
    )
}


def as_stored(name: str, row: Row) -> dict[str, object]:
    """Return the row with every column of its table but `record_id`, as the database will give it back.

    What is left out becomes the column's default, else None; 1 in a column of fractions becomes 1.0. Without
    this the digest of what was handed in would not be that of what is read.
    """
    columns = [column for column in COVERED[name].table.columns if column.name != "record_id"]
    unknown = row.keys() - {column.name for column in columns} - {"record_id"}
    if unknown:
        raise UnknownColumnError(f"{name} has no {', '.join(sorted(unknown))}")
    return {column.name: _value(column, row.get(column.name)) for column in columns}


def _value(column: Column[Any], value: object) -> object:
    if value is None:
        return _default(column)
    if isinstance(column.type, Float) and isinstance(value, int):
        return float(value)
    if isinstance(column.type, Boolean):
        return bool(value)
    return value.value if isinstance(value, Enum) else value


def _default(column: Column[Any]) -> object:
    default = column.server_default
    if not isinstance(default, DefaultClause):
        return None
    if isinstance(default.arg, True_ | False_):
        return isinstance(default.arg, True_)
    return str(default.arg) if isinstance(column.type, String) else int(str(default.arg))


def append_rows(conn: Connection, rows: Rows) -> None:
    """Insert rows by table name, tables in the order given."""
    for name, table_rows in rows.items():
        if table_rows:
            conn.execute(insert(COVERED[name].table), list(table_rows))


def covered_rows(conn: Connection) -> Iterator[tuple[int, str, dict[str, object]]]:
    """Yield (record id, table, covered columns) of every row any record covers, in order of record id.

    A value that cannot be read as its column's type comes as a text that says so.
    """
    yield from merge(*(_of_table(conn, name) for name in COVERED), key=itemgetter(0))


def _of_table(conn: Connection, name: str) -> Iterator[tuple[int, str, dict[str, object]]]:
    covered = COVERED[name]
    record_id = covered.table.c.record_id
    columns = [covered.table.c[column] for column in covered.columns]
    for found in raw_rows(conn, [record_id, *columns], [record_id]):
        yield found[0], name, dict(zip(covered.columns, found[1:], strict=True))
