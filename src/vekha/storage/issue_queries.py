"""Spread new obligations over the organisations that owe them: the database multiplies what they share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    insert,
    literal,
    select,
)

from vekha.domain.watches import SubjectKind
from vekha.storage.bulk_queries import append_many
from vekha.storage.driver_values import Values
from vekha.storage.obligation_tables import obligations
from vekha.storage.watch_tables import rearmed, watches

# What differs between the organisations of one mould, and what one chunk has in common.
OWN = ("id", "organisation_id")
OF_CHUNK = ("shard_id", "record_id")
SHARED = tuple(c.name for c in obligations.columns if c.name not in {*OWN, *OF_CHUNK})

# Beside the schema: made and dropped within the transaction of a chunk.
_passing = MetaData()
_moulds = Table(
    "issued_moulds",
    _passing,
    Column("mould", Integer, primary_key=True, autoincrement=False),
    Column("schedule_id", String(20)),
    *(Column(name, obligations.c[name].type) for name in SHARED),
    prefixes=["TEMPORARY"],
)
_owed = Table(
    "issued_owed",
    _passing,
    *(Column(name, obligations.c[name].type) for name in OWN),
    Column("mould", Integer),
    prefixes=["TEMPORARY"],
)


@dataclass(frozen=True, slots=True)
class Spread:
    """New obligations of one shard and record, none of which exists.

    moulds: by position, the schedule it is watched by (None: not watched) and the values of SHARED as the
    driver takes them. owed: id, organisation, position of the mould.
    """

    shard_id: int
    record_id: int
    moulds: Sequence[tuple[str | None, Values]]
    owed: Sequence[tuple[str, int, int]]


def spread(conn: Connection, new: Spread) -> None:
    """Append the obligations, put those that have a schedule under watch and tell the next sweep of them."""
    _passing.create_all(conn, checkfirst=False)
    moulds = ((position, schedule, *shared) for position, (schedule, shared) in enumerate(new.moulds))
    append_many(conn, _moulds, ("mould", "schedule_id", *SHARED), moulds)
    append_many(conn, _owed, (*OWN, "mould"), new.owed)
    _from_moulds(conn, obligations, _obligation_columns(new), watched=False)
    subject = {
        "subject_kind": literal(SubjectKind.OBLIGATION.value),
        "subject_id": _owed.c.id,
        "shard_id": literal(new.shard_id),
    }
    watch = {"arming": _moulds.c.arming, "schedule_id": _moulds.c.schedule_id, "live": literal(True)}
    _from_moulds(conn, watches, subject | watch, watched=True)
    _from_moulds(conn, rearmed, subject | {"taken": literal(False)}, watched=True)
    _passing.drop_all(conn, checkfirst=False)


def _obligation_columns(new: Spread) -> Mapping[str, ColumnElement[Any]]:
    shared = {name: _moulds.c[name] for name in SHARED}
    own = {name: _owed.c[name] for name in OWN}
    return shared | own | {"shard_id": literal(new.shard_id), "record_id": literal(new.record_id)}


def _from_moulds(
    conn: Connection, table: Table, columns: Mapping[str, ColumnElement[Any]], *, watched: bool
) -> None:
    found: Select[Any] = select(*columns.values()).join_from(_owed, _moulds, _owed.c.mould == _moulds.c.mould)
    if watched:
        found = found.where(_moulds.c.schedule_id.is_not(None))
    conn.execute(insert(table).from_select(list(columns), found))
