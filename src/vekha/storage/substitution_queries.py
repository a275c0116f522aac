"""Who substitutes whom: the rows in force, the history, and who therefore sits in a post on a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from vekha.domain.organisations import Holding, Substitution, Viewer
from vekha.rules.substitutions import acting
from vekha.storage.life_tables import substitutions
from vekha.storage.organisation_queries import holdings_on
from vekha.storage.organisation_tables import holdings, organisations, persons, posts
from vekha.storage.scope import in_scope

# A row that ends another one gives its last day; a last day before the first means it never came into force.
_ENDING = substitutions.alias("ending")
_LAST: ColumnElement[date] = func.coalesce(
    select(func.min(_ENDING.c.last))
    .where(_ENDING.c.ends == substitutions.c.id)
    .correlate(substitutions)
    .scalar_subquery(),
    substitutions.c.last,
)
_COLUMNS = (
    substitutions.c.id,
    substitutions.c.post_id,
    substitutions.c.substitute_id,
    substitutions.c.first,
    _LAST.label("last"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A substitution as a list shows it, with the names of today; `recorded_at` aware UTC."""

    substitution: Substitution
    organisation: str
    post: str
    substitute: str
    recorded_at: datetime


def meeting(conn: Connection, first: date, last: date) -> tuple[Substitution, ...]:
    """Return every substitution that is in force on any day from `first` to `last`, inclusive."""
    statement = (
        select(*_COLUMNS)
        .where(substitutions.c.ends.is_(None), substitutions.c.first <= last, first <= _LAST)
        .where(substitutions.c.first <= _LAST)
        .order_by(substitutions.c.first, substitutions.c.id)
    )
    return tuple(Substitution(*row) for row in conn.execute(statement))


def entries(conn: Connection, viewer: Viewer) -> tuple[Entry, ...]:
    """Return the history of substitutions in the viewer's scope, the newest first."""
    statement = (
        select(
            *_COLUMNS, organisations.c.short_name, posts.c.title, persons.c.name, substitutions.c.recorded_at
        )
        .join(posts, posts.c.id == substitutions.c.post_id)
        .join(organisations, organisations.c.id == posts.c.organisation_id)
        .outerjoin(persons, persons.c.id == substitutions.c.substitute_id)
        .where(substitutions.c.ends.is_(None), in_scope(posts.c.organisation_id, viewer))
        .order_by(substitutions.c.recorded_at.desc(), substitutions.c.id)
    )
    return tuple(
        Entry(Substitution(*row[:5]), row[5], row[6], row[7] or "имя стёрто", row[8])
        for row in conn.execute(statement)
    )


def held_between(conn: Connection, first: date, last: date) -> Mapping[str, frozenset[int]]:
    """Return the posts each person holds on some day from `first` to `last`, inclusive."""
    statement = select(holdings.c.person_id, holdings.c.post_id).where(
        or_(holdings.c.since.is_(None), holdings.c.since <= last),
        or_(holdings.c.until.is_(None), holdings.c.until >= first),
    )
    found: dict[str, set[int]] = defaultdict(set)
    for person_id, post_id in conn.execute(statement):
        found[person_id].add(post_id)
    return {person_id: frozenset(post_ids) for person_id, post_ids in found.items()}


def sitting_on(conn: Connection, post_ids: Iterable[int], day: date) -> tuple[Holding, ...]:
    """Return who sits in these posts on `day`: the holder, or the one who acts for him.

    The substitute of a post that nobody holds sits in it too. In order of holding.
    """
    wanted = list(post_ids)
    cover = {each.post_id: each.substitute_id for each in meeting(conn, day, day)}
    held = holdings_on(conn, wanted, day)
    covered = [post_id for post_id in wanted if post_id in cover]
    if not covered:
        return held
    absent = held_between(conn, day, day)
    substitutes = {post_id: acting(post_id, cover, absent) or cover[post_id] for post_id in covered}
    names = _names(conn, sorted(set(substitutes.values())))
    seated = [_acting(one, substitutes, names) for one in held]
    empty = set(covered) - {one.post_id for one in held}
    seated += [
        Holding(
            post_id, substitutes[post_id], *names.get(substitutes[post_id], ("имя стёрто", None)), day, day
        )
        for post_id in sorted(empty)
    ]
    return tuple(seated)


def _acting(
    one: Holding, substitutes: Mapping[int, str], names: Mapping[str, tuple[str, str | None]]
) -> Holding:
    person = substitutes.get(one.post_id)
    if person is None:
        return one
    name, address = names.get(person, ("имя стёрто", None))
    return replace(one, person_id=person, name=name, address=address, acting_for=one.person_id)


def _names(conn: Connection, person_ids: Sequence[str]) -> Mapping[str, tuple[str, str | None]]:
    statement = select(persons.c.id, persons.c.name, persons.c.address).where(persons.c.id.in_(person_ids))
    return {row.id: (row.name, row.address) for row in conn.execute(statement)}


def substituted_by(conn: Connection, person_id: str, organisation_id: int, day: date) -> str | None:
    """Return the holder for whom this person acts in the organisation on `day`, None for nobody.

    Also where he holds a post of his own there: a deputy who stands in for the head signs «за ...».
    """
    there = select(posts.c.id).where(posts.c.organisation_id == organisation_id)
    sitting = sitting_on(conn, list(conn.execute(there).scalars()), day)
    acting_for = (one.acting_for for one in sitting if one.person_id == person_id and one.acting_for)
    return next(acting_for, None)


def end_row_of(conn: Connection, beginning: str, viewer: Viewer) -> tuple[Substitution, int] | None:
    """Return the substitution whose id begins so and the organisation of its post; None unless just one."""
    statement = (
        select(*_COLUMNS, posts.c.organisation_id)
        .join(posts, posts.c.id == substitutions.c.post_id)
        .where(
            and_(
                substitutions.c.id.startswith(beginning, autoescape=True),
                substitutions.c.ends.is_(None),
                in_scope(posts.c.organisation_id, viewer),
            )
        )
    )
    found = conn.execute(statement.limit(2)).all() if beginning else []
    return (Substitution(*found[0][:5]), found[0][5]) if len(found) == 1 else None
