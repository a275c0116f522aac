"""Read the tree, its posts and who holds them. People are found by name here and nowhere else."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, or_, select

from vekha.domain.organisations import Holding, Level, Organisation, Post, Role, Viewer, WorkingDay
from vekha.storage.organisation_tables import (
    holdings,
    organisation_ancestors,
    organisations,
    persons,
    posts,
)
from vekha.storage.scope import in_scope

# SQLite allows 32,766 parameters in a statement; sets of ids are asked for in pieces of this size.
IDS_AT_ONCE = 10_000
PERSON_ID_BYTES = 10


class NoSuchOrganisationError(LookupError):
    """No organisation has this id: the caller holds an id of another database."""


_COLUMNS = tuple(
    organisations.c[name]
    for name in (
        "id",
        "code",
        "parent_id",
        "level",
        "kind",
        "name",
        "short_name",
        "zone",
        "week",
        "subject",
        "shard_id",
        "opens",
        "closes",
        "closes_short",
    )
)
_TREE = select(*_COLUMNS).order_by(organisations.c.id)


def organisation_of(organisation_id: int, row: Row[Any]) -> Organisation:
    """Return the facts a row of `organisations` or of their versions holds."""
    return Organisation(
        id=organisation_id,
        code=row.code,
        parent_id=row.parent_id,
        level=Level(row.level),
        kind=row.kind,
        name=row.name,
        short_name=row.short_name,
        zone=row.zone,
        week=row.week,
        subject=row.subject,
        shard_id=row.shard_id,
        hours=WorkingDay(row.opens, row.closes, row.closes_short),
    )


def _found(conn: Connection, statement: Select[tuple[object, ...]]) -> tuple[Organisation, ...]:
    return tuple(organisation_of(row.id, row) for row in conn.execute(statement))


def _post(row: Row[Any]) -> Post:
    return Post(row.id, row.organisation_id, Role(row.role), row.title, row.address)


def _in_pieces(ids: Iterable[int]) -> Iterator[tuple[int, ...]]:
    left = iter(ids)
    while piece := tuple(islice(left, IDS_AT_ONCE)):
        yield piece


def organisation(conn: Connection, organisation_id: int) -> Organisation:
    """Return the organisation. Raises NoSuchOrganisationError."""
    found = _found(conn, _TREE.where(organisations.c.id == organisation_id))
    if not found:
        raise NoSuchOrganisationError(f"no organisation {organisation_id}")
    return found[0]


def by_code(conn: Connection, code: str) -> Organisation | None:
    """Return the organisation with the clerk's code, None where there is none."""
    return next(iter(_found(conn, _TREE.where(organisations.c.code == code))), None)


def root(conn: Connection) -> Organisation | None:
    """Return the top of the tree, None before any organisation was loaded."""
    return next(iter(_found(conn, _TREE.where(organisations.c.parent_id.is_(None)))), None)


def all_organisations(conn: Connection) -> tuple[Organisation, ...]:
    """Return every organisation in order of id."""
    return _found(conn, _TREE)


def subtree(conn: Connection, root_id: int, level: Level | None = None) -> tuple[Organisation, ...]:
    """Return the organisations below `root_id`, itself included, of one level or of all, in order of id.

    A methodical centre has its municipality's level: ask its `kind` where only authorities are meant.
    """
    statement = _TREE.where(in_scope(organisations.c.id, Viewer(root_id)))
    return _found(conn, statement if level is None else statement.where(organisations.c.level == level))


def children(conn: Connection, organisation_id: int) -> tuple[Organisation, ...]:
    """Return the organisations directly below, in order of id."""
    return _found(conn, _TREE.where(organisations.c.parent_id == organisation_id))


def ancestors(conn: Connection, organisation_id: int) -> tuple[Organisation, ...]:
    """Return the organisation and all above it, nearest first, the root last."""
    above = organisation_ancestors
    statement = (
        select(*_COLUMNS)
        .join(above, above.c.ancestor_id == organisations.c.id)
        .where(above.c.organisation_id == organisation_id)
        .order_by(above.c.depth)
    )
    return _found(conn, statement)


def with_ancestors(conn: Connection, organisation_ids: Iterable[int]) -> tuple[Organisation, ...]:
    """Return these organisations and all above them, each once, in order of id."""
    found: dict[int, Organisation] = {}
    for piece in _in_pieces(organisation_ids):
        above = select(organisation_ancestors.c.ancestor_id).where(
            organisation_ancestors.c.organisation_id.in_(piece)
        )
        found |= {each.id: each for each in _found(conn, _TREE.where(organisations.c.id.in_(above)))}
    return tuple(found[one] for one in sorted(found))


def sees(conn: Connection, viewer: Viewer, organisation_id: int) -> bool:
    """Return whether the organisation lies in the viewer's subtree."""
    statement = select(organisations.c.id).where(
        organisations.c.id == organisation_id, in_scope(organisations.c.id, viewer)
    )
    return conn.execute(statement).first() is not None


def posts_of(conn: Connection, organisation_ids: Iterable[int]) -> tuple[Post, ...]:
    """Return the posts of these organisations, in order of id within a piece of the ids."""
    statement = select(posts).order_by(posts.c.id)
    return tuple(
        _post(row)
        for piece in _in_pieces(organisation_ids)
        for row in conn.execute(statement.where(posts.c.organisation_id.in_(piece)))
    )


def post(conn: Connection, post_id: int) -> Post | None:
    """Return one post, None where there is none."""
    row = conn.execute(select(posts).where(posts.c.id == post_id)).first()
    return _post(row) if row else None


def holdings_on(conn: Connection, post_ids: Iterable[int], day: date) -> tuple[Holding, ...]:
    """Return who holds these posts on `day` (since and until inclusive), in order of holding."""
    statement = (
        select(holdings, persons.c.name, persons.c.address)
        .join(persons, persons.c.id == holdings.c.person_id)
        .where(or_(holdings.c.since.is_(None), holdings.c.since <= day))
        .where(or_(holdings.c.until.is_(None), holdings.c.until >= day))
        .order_by(holdings.c.id)
    )
    return tuple(
        Holding(row.post_id, row.person_id, row.name, row.address, row.since, row.until)
        for piece in _in_pieces(post_ids)
        for row in conn.execute(statement.where(holdings.c.post_id.in_(piece)))
    )


def persons_of_surname(conn: Connection, surname: str) -> tuple[tuple[str, str], ...]:
    """Return (person id, name) of everyone in whose name `surname` occurs as it is spelt, in order of id."""
    statement = (
        select(persons.c.id, persons.c.name)
        .where(persons.c.name.contains(surname, autoescape=True))
        .order_by(persons.c.id)
    )
    return tuple((row.id, row.name) for row in conn.execute(statement))


def posts_held_by(
    conn: Connection, person_ids: Sequence[str], viewer: Viewer
) -> tuple[tuple[str, Post], ...]:
    """Return (person id, post) of every holding of these persons inside the viewer's scope, by post."""
    statement = (
        select(holdings.c.person_id, posts)
        .join(posts, posts.c.id == holdings.c.post_id)
        .where(holdings.c.person_id.in_(person_ids), in_scope(posts.c.organisation_id, viewer))
        .order_by(posts.c.id)
    )
    return tuple((row.person_id, _post(row)) for row in conn.execute(statement))


def names_at_work(conn: Connection, viewer: Viewer) -> tuple[tuple[str, int], ...]:
    """Return (name, organisation id) of everyone who holds a post inside the viewer's scope."""
    statement = (
        select(persons.c.name, posts.c.organisation_id)
        .join(holdings, holdings.c.person_id == persons.c.id)
        .join(posts, posts.c.id == holdings.c.post_id)
        .where(in_scope(posts.c.organisation_id, viewer))
        .order_by(holdings.c.id)
    )
    return tuple((row.name, row.organisation_id) for row in conn.execute(statement))


def person_named(conn: Connection, name: str) -> str | None:
    """Return the id of the first person of exactly this name, None where there is none."""
    statement = select(persons.c.id).where(persons.c.name == name).order_by(persons.c.id)
    return conn.execute(statement.limit(1)).scalar_one_or_none()


def ensure_person(conn: Connection, name: str) -> str:
    """Return the id of the person of exactly this name, who is entered when not yet known."""
    known = person_named(conn, name)
    return known or add_person(conn, name, None)


def add_person(conn: Connection, name: str, address: str | None) -> str:
    """Enter a person under a new opaque id."""
    person_id = secrets.token_hex(PERSON_ID_BYTES)
    conn.execute(insert(persons).values(id=person_id, name=name, address=address))
    return person_id


def person_name(conn: Connection, person_id: str) -> str | None:
    """Return the name behind an opaque id, None for a person who was erased or never existed."""
    return conn.execute(select(persons.c.name).where(persons.c.id == person_id)).scalar_one_or_none()


def counts(conn: Connection) -> dict[Level, int]:
    """Return how many organisations of each level there are."""
    statement = select(organisations.c.level, func.count()).group_by(organisations.c.level)
    return {Level(level): number for level, number in conn.execute(statement)}
