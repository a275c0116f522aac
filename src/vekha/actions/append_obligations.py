"""Append obligations by the thousand: what their organisations share is laid out once, as a mould."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, Dialect

from vekha.actions.plan_dates import Duty
from vekha.actions.record import new_record_id, seal_lines
from vekha.audit.canon import canonical
from vekha.domain.confirmed import Addressed
from vekha.domain.organisations import Organisation
from vekha.domain.records import Deed
from vekha.storage.append_queries import COVERED, as_stored
from vekha.storage.bulk_queries import append_many
from vekha.storage.driver_values import driver_values
from vekha.storage.obligation_tables import obligations

_TABLE = obligations.name
# What differs between the organisations of one mould, in the order of the canonical line.
_OWN = ("id", "organisation_id", "shard_id")
_SHARED = tuple(c.name for c in obligations.columns if c.name not in {*_OWN, "record_id"})
_COLUMNS = (*_SHARED, *_OWN, "record_id")


@dataclass(frozen=True, slots=True)
class Mould:
    """A duty for one role: its shared columns as the driver takes them, its canonical line in four."""

    duty: Duty
    bound: tuple[object, ...]
    pieces: tuple[str, str, str, str]


class Owed(NamedTuple):
    """One obligation to be."""

    id: str
    unit: Organisation
    mould: Mould


def mould_of(dialect: Dialect, duty: Duty, addressed: Addressed) -> Mould:
    """Return the mould of a duty for those who are addressed so."""
    columns = {
        **duty.columns,
        "executor_role": addressed.role.value,
        "executor_missing": addressed.missing,
    }
    # A mark no text of ours can hold: PostgreSQL refuses the character.
    marks = {name: f"\0{name}" for name in _OWN}
    stored = as_stored(_TABLE, columns | marks)
    line = canonical(_TABLE, {name: stored[name] for name in COVERED[_TABLE].columns})
    shared: Mapping[str, object] = {name: stored[name] for name in _SHARED}
    return Mould(duty, driver_values(dialect, obligations, shared), _pieces(line))


def append_obligations(conn: Connection, deed: Deed, shard_id: int, owed: Sequence[Owed]) -> None:
    """Append obligations of one shard under one journal record. The caller knows that none of them exists."""
    record_id = new_record_id()
    rows = [(*one.mould.bound, one.id, one.unit.id, shard_id, record_id) for one in owed]
    append_many(conn, obligations, _COLUMNS, rows)
    seal_lines(conn, deed, shard_id, record_id, [_line(one, shard_id) for one in owed])


def _pieces(line: str) -> tuple[str, str, str, str]:
    pieces = []
    for name in _OWN:
        before, _, line = line.partition(f'"\\u0000{name}"')
        pieces.append(before)
    return pieces[0], pieces[1], pieces[2], line


def _line(one: Owed, shard_id: int) -> str:
    before_id, before_unit, before_shard, rest = one.mould.pieces
    return f'{before_id}"{one.id}"{before_unit}{one.unit.id}{before_shard}{shard_id}{rest}'
