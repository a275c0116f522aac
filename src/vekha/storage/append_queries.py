"""Append versioned rows and read them back for the journal: the tables and columns a record covers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, insert, select

from vekha.storage.journal_tables import head_marks, papers
from vekha.storage.letter_tables import letters
from vekha.storage.obligation_tables import (
    obligation_acts,
    obligations,
    schedule_requests,
    submission_figures,
    submission_files,
    submissions,
    verdicts,
)
from vekha.storage.organisation_tables import organisation_versions
from vekha.storage.roadmap_tables import editions, item_addressees, item_versions

Row = Mapping[str, object]
Rows = Mapping[str, Sequence[Row]]

# A projection changes and a display name may be erased: neither is under the digest.
_UNCOVERED = {
    "obligations": {"state", "due", "due_at", "plan_date", "control_date", "remind_date", "arming"},
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
        editions,
        item_versions,
        item_addressees,
        obligations,
        obligation_acts,
        submissions,
        submission_files,
        submission_figures,
        verdicts,
        schedule_requests,
        letters,
        papers,
        head_marks,
    )
}


def append_rows(conn: Connection, rows: Rows) -> None:
    """Insert rows by table name, tables in the order given."""
    for name, table_rows in rows.items():
        if table_rows:
            conn.execute(insert(COVERED[name].table), list(table_rows))


def covered_rows(conn: Connection) -> Iterator[tuple[int, str, dict[str, object]]]:
    """Yield (record id, table, covered columns) of every row any record covers, table by table."""
    for name, covered in COVERED.items():
        columns = [covered.table.c[column] for column in covered.columns]
        statement = select(covered.table.c.record_id, *columns).execution_options(yield_per=5000)
        for found in conn.execute(statement):
            yield found[0], name, dict(zip(covered.columns, found[1:], strict=True))
