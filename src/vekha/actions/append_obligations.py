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
from vekha.storage.driver_values import driver_values
from vekha.storage.issue_queries import SHARED, Spread, spread
from vekha.storage.obligation_tables import obligations

_TABLE = obligations.name
# What differs between the organisations of one mould, in the order of the canonical line.
_OWN = ("id", "organisation_id", "shard_id")


@dataclass(frozen=True, slots=True, eq=False)
class Mould:
    """A duty for one role: its shared columns as the driver takes them, its canonical line in four.

    Each is itself alone: moulds are told apart by identity, a comparison of their columns would cost more.
    """

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
    shared: Mapping[str, object] = {name: stored[name] for name in SHARED}
    return Mould(duty, driver_values(dialect, obligations, shared), _pieces(line))


def append_obligations(
    conn: Connection, deed: Deed, owed: Sequence[Owed], schedules: Mapping[Mould, str]
) -> None:
    """Append obligations of one shard under one journal record, watched by the schedule of their mould.

    The caller knows that none of them exists. A mould without a schedule is not watched.
    """
    shard_id = owed[0].unit.shard_id
    record_id = new_record_id()
    position = {mould: number for number, mould in enumerate({one.mould: None for one in owed})}
    new = Spread(
        shard_id,
        record_id,
        moulds=[(schedules.get(mould), mould.bound) for mould in position],
        owed=[(one.id, one.unit.id, position[one.mould]) for one in owed],
    )
    spread(conn, new)
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
