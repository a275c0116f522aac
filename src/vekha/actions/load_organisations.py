"""Load a clerk's tables of organisations and people: all of it or nothing; again and again."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from vekha.actions.record import record
from vekha.calendar.zones import local_day
from vekha.documents.organisation_csv import ReadFile, read_organisations, read_people
from vekha.domain.organisation_files import OrganisationRow, PersonRow
from vekha.domain.organisations import Organisation, People
from vekha.domain.places import Remark, Weight
from vekha.domain.records import Deed
from vekha.domain.refusals import RefusedError
from vekha.rules.organisation_tree import grown, tree_remarks
from vekha.rules.people_changes import Changes, changes, people_remarks
from vekha.storage import organisation_queries, settling_queries
from vekha.storage.database import Database
from vekha.storage.organisation_tables import organisations as organisation_table

OPERATOR = "operator"
NOBODY = People((), (), ())
PERSON_ID_BYTES = organisation_queries.PERSON_ID_BYTES


class OrganisationFileError(RefusedError):
    """A file that does not make a tree; `misfits` holds everything that is wrong, in order of lines."""

    def __init__(self, misfits: tuple[Remark, ...]) -> None:
        self.misfits = misfits
        lines = "\n".join(f"- {misfit}" for misfit in misfits)
        super().__init__(f"Организации не загружены, в файле ошибки ({len(misfits)}):\n{lines}")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did. `absent`: organisations the file does not name and that stay as they were."""

    added: int
    changed: int
    same: int
    absent: int
    people_added: int
    people_changed: int
    people_ended: int
    shards: int
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """How the files are called in messages."""

    organisations: str = "организации.csv"
    people: str = "люди.csv"


def load_organisations(
    engine: Database,
    organisations: bytes,
    people: bytes | None,
    now: datetime,
    names: Names = Names(),
) -> Loaded:
    """Bring the tree to what the files say, in one transaction, a journal record per shard touched.

    Raises DocumentError (the file as a whole) or OrganisationFileError (everything wrong, at once).
    """
    units = read_organisations(organisations, names.organisations)
    nobody: ReadFile[PersonRow] = ReadFile((), ())
    persons = nobody if people is None else read_people(people, names.people)
    with engine.begin() as conn:
        settling_queries.lock_tree(conn)
        before = organisation_queries.all_organisations(conn)
        remarks = _checked(units, persons, before)
        tree = _settle_tree(conn, units.rows, before)
        changed_people = _settle_people(conn, persons.rows, now)
        return _recorded(conn, tree, changed_people, now, remarks)


def _checked(
    units: ReadFile[OrganisationRow], persons: ReadFile[PersonRow], before: Sequence[Organisation]
) -> tuple[Remark, ...]:
    known = {unit.code: unit for unit in before}
    codes = known.keys() | {row.code for row in units.rows}
    remarks = (
        *sorted((*units.remarks, *(tree_remarks(units.rows, known) if units.rows else ())), key=_spot),
        *sorted((*persons.remarks, *(people_remarks(persons.rows, codes) if units.rows else ())), key=_spot),
    )
    errors = tuple(remark for remark in remarks if remark.weight is Weight.ERROR)
    if errors:
        raise OrganisationFileError(errors)
    return remarks


def _spot(remark: Remark) -> tuple[int, int]:
    place = remark.place
    return (place.line or 0, place.column or 0) if place else (0, 0)


@dataclass(frozen=True, slots=True)
class _Tree:
    added: tuple[Organisation, ...]
    changed: tuple[Organisation, ...]
    same: int
    absent: int


def _settle_tree(conn: Connection, rows: Sequence[OrganisationRow], before: Sequence[Organisation]) -> _Tree:
    known = {unit.code: unit for unit in before}
    now_units = grown(rows, known, settling_queries.next_id(conn, organisation_table))
    added = tuple(unit for unit in now_units if unit.code not in known)
    changed = tuple(unit for unit in now_units if unit.code in known and known[unit.code] != unit)
    settling_queries.add_organisations(conn, added)
    settling_queries.change_organisations(conn, changed)
    settling_queries.add_ancestors(conn, _lines(before, now_units))
    same = len(now_units) - len(added) - len(changed)
    return _Tree(added, changed, same, len(before) - len(changed) - same)


def _lines(before: Sequence[Organisation], now_units: Sequence[Organisation]) -> dict[int, list[int]]:
    """Return the way up of every organisation whose way up is new or not what it was."""
    old = {unit.id: unit.parent_id for unit in before}
    new = old | {unit.id: unit.parent_id for unit in now_units}
    lines = {unit_id: _line(unit_id, new) for unit_id in new}
    return {
        unit_id: line for unit_id, line in lines.items() if unit_id not in old or line != _line(unit_id, old)
    }


def _line(unit_id: int, parents: dict[int, int | None]) -> list[int]:
    line = [unit_id]
    while (parent := parents[line[-1]]) is not None:
        line.append(parent)
    return line


def _settle_people(conn: Connection, rows: Sequence[PersonRow], now: datetime) -> Changes:
    if not rows:
        return Changes(NOBODY, NOBODY, 0)
    units = organisation_queries.all_organisations(conn)
    top = organisation_queries.root(conn)
    today = local_day(now, top.zone) if top else now.date()
    ids = {unit.code: unit.id for unit in units}
    before = settling_queries.everyone(conn)
    changed = changes(rows, ids, before, today, lambda: secrets.token_hex(PERSON_ID_BYTES))
    settling_queries.add_people(conn, changed.new)
    settling_queries.change_people(conn, changed.changed)
    return changed


def _recorded(
    conn: Connection, tree: _Tree, people: Changes, now: datetime, remarks: tuple[Remark, ...]
) -> Loaded:
    versions = settling_queries.newest_versions(conn)
    touched = (*tree.added, *tree.changed)
    rows = [settling_queries.version_row(unit, versions.get(unit.id, 0) + 1, now) for unit in touched]
    shards = {unit.shard_id for unit in touched} | _shards_of(conn, people)
    deed = Deed("organisations", OPERATOR, now, "tree")
    record(conn, deed, {"organisation_versions": rows}, sorted(shards))
    return Loaded(
        added=len(tree.added),
        changed=len(tree.changed),
        same=tree.same,
        absent=tree.absent,
        people_added=len(people.new.tenures),
        people_changed=len(people.changed.posts) + len(people.changed.persons),
        people_ended=people.ended,
        shards=len(shards),
        remarks=remarks,
    )


def _shards_of(conn: Connection, people: Changes) -> set[int]:
    if (people.new, people.changed) == (NOBODY, NOBODY):
        return set()
    everyone = settling_queries.everyone(conn)
    posts = {post.id: post.organisation_id for post in everyone.posts}
    touched = {one.organisation_id for side in (people.new, people.changed) for one in side.posts}
    touched |= {posts[one.post_id] for side in (people.new, people.changed) for one in side.tenures}
    persons = {one.id for one in people.changed.persons}
    touched |= {posts[one.post_id] for one in everyone.tenures if one.person_id in persons}
    return {unit.shard_id for unit in organisation_queries.all_organisations(conn) if unit.id in touched}
