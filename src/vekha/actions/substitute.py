"""Name a substitute for dated days: whoever sets it, every post of the person in sight is covered at once."""

import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from vekha.actions.find_person import best, people_alike, several
from vekha.actions.record import record
from vekha.domain.organisations import Actor, Post, Substitution
from vekha.domain.records import Deed
from vekha.domain.refusals import RefusedError
from vekha.rules.substitutions import check_new, check_span
from vekha.storage import organisation_queries, settling_queries, substitution_queries
from vekha.storage.database import Database, reading
from vekha.storage.substitution_queries import Entry

ID_BYTES = 10


class NoSuchPersonError(RefusedError):
    """Nobody of this name, or several, hold posts where the actor looks."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Who is away and who acts for him. Both names as people write them; days inclusive; basis free text."""

    holder: str
    substitute: str
    first: date
    last: date
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Substituted:
    """What was recorded: a row for each post of the holder."""

    ids: tuple[str, ...]
    holder: str
    substitute: str
    posts: tuple[str, ...]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Ended:
    """A substitution with its new last day, inclusive; None where it never came into force."""

    id: str
    last: date | None


def substitute(engine: Database, absence: Absence, actor: Actor, now: datetime) -> Substituted:
    """Have one person act for another on these days in every post he holds within the actor's sight.

    The secretary or the department may set it, not only the person. Raises NoSuchPersonError,
    SubstitutionError.
    """
    check_span(absence.first, absence.last)
    with engine.begin() as conn:
        settling_queries.lock_tree(conn)
        holder, posts = holder_of_posts(conn, absence.holder, actor)
        deputy, name = person_called(conn, absence.substitute)
        new = tuple(
            Substitution(secrets.token_hex(ID_BYTES), post.id, deputy, absence.first, absence.last)
            for post in posts
        )
        held = substitution_queries.held_between(conn, absence.first, absence.last)
        existing = substitution_queries.meeting(conn, absence.first, absence.last)
        check_new(new, existing, held, _holders(held))
        deed = Deed("substitute", actor.person_id, now, holder, absence.basis.strip())
        units = {unit.id: unit for unit in organisation_queries.all_organisations(conn)}
        shards = {post.id: units[post.organisation_id].shard_id for post in posts}
        record(conn, deed, {"substitutions": [_row(one, shards, actor, now) for one in new]})
        titles = tuple(f"{post.title}, {units[post.organisation_id].short_name}" for post in posts)
    return Substituted(
        tuple(one.id for one in new), absence.holder, name, titles, absence.first, absence.last
    )


def end_substitution(engine: Database, beginning: str, last: date, actor: Actor, now: datetime) -> Ended:
    """Have a substitution end on `last`, inclusive; before its first day it never comes into force.

    Raises NoSuchPersonError where no one substitution of the actor's sight begins so.
    """
    with engine.begin() as conn:
        settling_queries.lock_tree(conn)
        found = substitution_queries.end_row_of(conn, beginning.strip().lower(), actor.viewer)
        if found is None:
            raise NoSuchPersonError(
                f"Замещения «{beginning}» нет среди ваших или под это начало подходит несколько. "
                "Список: vekha substitute --list."
            )
        one, organisation_id = found
        if last >= one.last:
            raise NoSuchPersonError(
                f"Замещение и так кончается {one.last:%d.%m.%Y}. Продлить его можно новым замещением."
            )
        shard = organisation_queries.organisation(conn, organisation_id).shard_id
        stop = max(last, one.first - timedelta(days=1))
        row = _row(
            Substitution(secrets.token_hex(ID_BYTES), one.post_id, one.substitute_id, one.first, stop),
            {one.post_id: shard},
            actor,
            now,
        )
        record(
            conn,
            Deed("substitute", actor.person_id, now, one.id),
            {"substitutions": [row | {"ends": one.id}]},
        )
    return Ended(one.id, stop if stop >= one.first else None)


def substitutions(engine: Database, actor: Actor) -> tuple[Entry, ...]:
    """Return the history in the actor's sight, the newest first."""
    with reading(engine) as conn:
        return substitution_queries.entries(conn, actor.viewer)


def holder_of_posts(conn: Connection, name: str, actor: Actor) -> tuple[str, tuple[Post, ...]]:
    """Return the one person of this name who holds posts in the actor's sight, with the posts."""
    by_person: dict[str, list[Post]] = defaultdict(list)
    alike = best(people_alike(conn, name), name)
    for person_id, post in organisation_queries.posts_held_by(conn, list(alike), actor.viewer):
        by_person[person_id].append(post)
    if len(by_person) == 1:
        person_id, posts = next(iter(by_person.items()))
        return person_id, tuple(posts)
    raise NoSuchPersonError(_which(name, {each: alike[each] for each in by_person}))


def person_called(conn: Connection, name: str) -> tuple[str, str]:
    """Return the id and full name of the one known person of this name."""
    alike = best(people_alike(conn, name), name)
    if len(alike) == 1:
        return next(iter(alike.items()))
    raise NoSuchPersonError(_which(name, alike))


def _which(name: str, found: Mapping[str, str]) -> str:
    if found:
        return f"{several(name, found)}."
    return f"«{name}» нет среди тех, кто занимает должности у вас. Проверьте фамилию и инициалы."


def _holders(held: Mapping[str, frozenset[int]]) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for person_id, post_ids in held.items():
        for post_id in post_ids:
            found[post_id].add(person_id)
    return found


def _row(one: Substitution, shards: Mapping[int, int], actor: Actor, now: datetime) -> dict[str, object]:
    return {
        "id": one.id,
        "post_id": one.post_id,
        "substitute_id": one.substitute_id,
        "shard_id": shards[one.post_id],
        "recorded_at": now,
        "actor_id": actor.person_id,
        "first": one.first,
        "last": one.last,
    }
