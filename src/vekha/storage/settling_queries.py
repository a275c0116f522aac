"""Write the tree: organisations, the closure above them, posts, people and who holds what."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import BindParameter, Connection, Table, bindparam, delete, func, insert, select, text, update

from vekha.domain.organisations import Organisation, People, Person, Post, Role, Tenure
from vekha.storage.organisation_tables import (
    holdings,
    organisation_ancestors,
    organisation_versions,
    organisations,
    persons,
    posts,
)

PEOPLE_TABLES = (posts, persons, holdings)
Row = Mapping[str, object]


def organisation_row(unit: Organisation) -> dict[str, object]:
    """Return the organisation as a row of `organisations`."""
    return {
        "id": unit.id,
        "code": unit.code,
        "parent_id": unit.parent_id,
        "level": unit.level.value,
        "kind": unit.kind,
        "name": unit.name,
        "short_name": unit.short_name,
        "zone": unit.zone,
        "week": unit.week,
        "subject": unit.subject,
        "shard_id": unit.shard_id,
        "opens": unit.hours.opens,
        "closes": unit.hours.closes,
        "closes_short": unit.hours.closes_short,
    }


def version_row(unit: Organisation, version: int, now: datetime) -> dict[str, object]:
    """Return the organisation as a row of `organisation_versions`, without its record."""
    facts = organisation_row(unit)
    return {"organisation_id": facts.pop("id"), "version": version, "recorded_at": now, **facts}


def lock_tree(conn: Connection) -> None:
    """Keep every other loader out until the transaction ends; SQLite has one writer anyway."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("LOCK TABLE organisations, posts, persons, holdings IN SHARE ROW EXCLUSIVE MODE"))


def next_id(conn: Connection, table: Table) -> int:
    """Return the first id of the table that was never given."""
    newest = conn.execute(select(func.max(table.c.id))).scalar_one()
    return int(newest or 0) + 1


def newest_versions(conn: Connection) -> dict[int, int]:
    """Return the newest version number of each organisation."""
    version = organisation_versions.c
    statement = select(version.organisation_id, func.max(version.version)).group_by(version.organisation_id)
    return {row[0]: row[1] for row in conn.execute(statement)}


def add_organisations(conn: Connection, units: Sequence[Organisation]) -> None:
    """Insert organisations; a parent stands before its children."""
    _insert(conn, organisations, [organisation_row(unit) for unit in units])


def change_organisations(conn: Connection, units: Sequence[Organisation]) -> None:
    """Update every fact of organisations that exist."""
    _update(conn, organisations, [organisation_row(unit) for unit in units])


def add_ancestors(conn: Connection, above: Mapping[int, Sequence[int]]) -> None:
    """Rewrite the closure of these organisations: ids from itself (depth 0) up to the root."""
    closure = organisation_ancestors
    gone = delete(closure).where(closure.c.organisation_id == bindparam("gone"))
    if above:
        conn.execute(gone, [{"gone": organisation_id} for organisation_id in above])
    rows = [
        {"ancestor_id": ancestor_id, "organisation_id": organisation_id, "depth": depth}
        for organisation_id, line in above.items()
        for depth, ancestor_id in enumerate(line)
    ]
    _insert(conn, closure, rows)


def everyone(conn: Connection) -> People:
    """Return all posts, persons and tenures, each in order of id."""
    found = {table.name: conn.execute(select(table).order_by(table.c.id)) for table in PEOPLE_TABLES}
    return People(
        tuple(
            Post(row.id, row.organisation_id, Role(row.role), row.title, row.address)
            for row in found["posts"]
        ),
        tuple(Person(row.id, row.name, row.address) for row in found["persons"]),
        tuple(Tenure(row.id, row.post_id, row.person_id, row.since, row.until) for row in found["holdings"]),
    )


def add_people(conn: Connection, people: People) -> None:
    """Insert posts, persons and tenures."""
    for table, rows in _people_rows(people):
        _insert(conn, table, rows)


def change_people(conn: Connection, people: People) -> None:
    """Rewrite posts, persons and tenures under their ids."""
    for table, rows in _people_rows(people):
        _update(conn, table, rows)


def _people_rows(people: People) -> tuple[tuple[Table, list[Row]], ...]:
    return (
        (posts, [{**asdict(post), "role": post.role.value} for post in people.posts]),
        (persons, [asdict(person) for person in people.persons]),
        (holdings, [asdict(tenure) for tenure in people.tenures]),
    )


def _insert(conn: Connection, table: Table, rows: Sequence[Row]) -> None:
    if rows:
        conn.execute(insert(table), list(rows))


def _update(conn: Connection, table: Table, rows: Sequence[Row]) -> None:
    if not rows:
        return
    changed: dict[str, BindParameter[object]] = {
        name: bindparam(f"new_{name}") for name in rows[0] if name != "id"
    }
    statement = update(table).where(table.c.id == bindparam("new_id")).values(changed)
    conn.execute(statement, [{f"new_{name}": value for name, value in row.items()} for row in rows])
