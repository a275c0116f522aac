"""Hand everything a person holds over to another in one step: posts, and what he substitutes in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from vekha.actions.find_person import best, people_alike, several
from vekha.actions.record import record
from vekha.actions.substitute import holder_of_posts
from vekha.domain.organisations import Actor, People, Post, Tenure
from vekha.domain.records import Deed
from vekha.domain.refusals import RefusedError
from vekha.storage import organisation_queries, settling_queries
from vekha.storage.database import Database
from vekha.storage.organisation_tables import holdings as holdings_table

DAY = timedelta(days=1)


class HandOverError(RefusedError):
    """Nothing can be handed over so."""


@dataclass(frozen=True, slots=True)
class Handing:
    """Who leaves, who comes, from which day on (inclusive). `address`: the newcomer's own mailbox, if new."""

    leaver: str
    comer: str
    on: date
    basis: str = ""
    address: str | None = None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What changed hands."""

    leaver: str
    comer: str
    posts: tuple[str, ...]
    on: date
    newcomer: bool


def hand_over(engine: Database, handing: Handing, actor: Actor, now: datetime) -> HandedOver:
    """End the leaver's tenures in the actor's sight the day before and begin the comer's on the day.

    Obligations, reviews and control hang on posts, so they follow; what was done stays under its own name.
    Raises NoSuchPersonError, HandOverError.
    """
    with engine.begin() as conn:
        settling_queries.lock_tree(conn)
        leaver_id, posts = holder_of_posts(conn, handing.leaver, actor)
        comer_id, new = _comer(conn, handing)
        if comer_id == leaver_id:
            raise HandOverError("Передать дела самому себе нельзя. Назовите другого человека.")
        people = settling_queries.everyone(conn)
        running = _running(people.tenures, leaver_id, posts, handing.on)
        if not running:
            raise HandOverError(
                f"У «{handing.leaver}» на {handing.on:%d.%m.%Y} нет должностей, которые можно передать."
            )
        _move(conn, running, comer_id, handing.on, people.tenures)
        moved = [post for post in posts if post.id in {one.post_id for one in running}]
        units = {unit.id: unit for unit in organisation_queries.all_organisations(conn)}
        deed = Deed("hand_over", actor.person_id, now, leaver_id, _told(handing))
        record(conn, deed, {}, sorted({units[post.organisation_id].shard_id for post in moved}))
    titles = tuple(f"{post.title}, {units[post.organisation_id].short_name}" for post in moved)
    return HandedOver(handing.leaver, handing.comer, titles, handing.on, new)


def _comer(conn: Connection, handing: Handing) -> tuple[str, bool]:
    name = handing.comer.strip()
    if not name:
        raise HandOverError("Назовите, кому передаются дела: --to «Фамилия Имя Отчество».")
    found = best(people_alike(conn, name), name)
    if len(found) > 1:
        raise HandOverError(f"{several(name, found)}.")
    if found:
        return next(iter(found)), False
    return organisation_queries.add_person(conn, name, handing.address), True


def _running(
    tenures: Sequence[Tenure], person_id: str, posts: Sequence[Post], on: date
) -> tuple[Tenure, ...]:
    ids = {post.id for post in posts}
    return tuple(
        one
        for one in tenures
        if one.person_id == person_id and one.post_id in ids and (one.until is None or one.until >= on)
    )


def _move(
    conn: Connection, running: Sequence[Tenure], comer_id: str, on: date, everyone: Sequence[Tenure]
) -> None:
    """A tenure that runs is cut the day before; one that would only begin passes whole."""
    cut = [one for one in running if one.since is None or one.since < on]
    whole = tuple(replace(one, person_id=comer_id) for one in running if one not in cut)
    his = {one.post_id for one in everyone if one.person_id == comer_id and (one.until or on) >= on}
    first_id = settling_queries.next_id(conn, holdings_table)
    begun = tuple(
        Tenure(first_id + at, one.post_id, comer_id, on, one.until)
        for at, one in enumerate(one for one in cut if one.post_id not in his)
    )
    ended = tuple(replace(one, until=on - DAY) for one in cut)
    settling_queries.change_people(conn, People((), (), (*ended, *whole)))
    settling_queries.add_people(conn, People((), (), begun))


def _told(handing: Handing) -> str:
    said = f"{handing.leaver} -> {handing.comer} с {handing.on:%d.%m.%Y}"
    return f"{said}. {handing.basis.strip()}" if handing.basis.strip() else said
