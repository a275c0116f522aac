"""What is known of one person: handed out on his request, or made nameless (152-ФЗ ст. 14, 21)."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from vekha.actions.find_person import best, people_alike, several
from vekha.actions.record import record
from vekha.calendar.zones import local_day
from vekha.domain.organisations import Actor
from vekha.domain.records import Deed
from vekha.domain.refusals import RefusedError
from vekha.rules.person_names import same_person, surname
from vekha.storage import organisation_queries, person_queries, settling_queries
from vekha.storage.database import Database, reading
from vekha.storage.person_queries import Done, Got, Held

_CAPITALISED = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?")
SHORTEST_SURNAME = 3  # a shorter one would be found inside other words


class PersonError(RefusedError):
    """The person is not to be found, or cannot be erased yet."""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything kept of a person. texts: the journal's free texts that name him."""

    person_id: str
    name: str
    address: str | None
    posts: tuple[Held, ...]
    substitutions: tuple[tuple[date, date], ...]
    deeds: tuple[Done, ...]
    letters: tuple[Got, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure removed. The acts, papers and records stay, under the opaque id."""

    person_id: str
    texts: int
    letters: int
    files: int


def export_person(engine: Database, name: str, actor: Actor) -> Known:
    """Return everything kept of the one person of this name within the actor's sight."""
    with reading(engine) as conn:
        person_id, full = _one(conn, name, actor)
        address = person_queries.address_of(conn, person_id)
        return Known(
            person_id,
            full,
            address,
            person_queries.posts_ever(conn, person_id, actor.viewer),
            person_queries.substitutions_of(conn, person_id),
            tuple(person_queries.deeds_of(conn, person_id)),
            tuple(person_queries.letters_to(conn, address)) if address else (),
            tuple(text for _, text in _naming(conn, full)),
        )


def erase_person(engine: Database, name: str, basis: str, actor: Actor, now: datetime) -> Erased:
    """Remove the name and the own mailbox wherever they stand, and the texts and letters that hold them.

    The journal stays whole: it holds opaque ids and salted digests only. Raises PersonError while the person
    holds a post or a letter to him has not left.
    """
    if not basis.strip():
        raise PersonError("Назовите основание: заявление человека, истёкший срок хранения (--basis).")
    with engine.begin() as conn:
        settling_queries.lock_tree(conn)
        person_id, full = _one(conn, name, actor)
        address = person_queries.address_of(conn, person_id)
        shards = _check_gone(conn, person_id, full, address, now)
        naming = tuple(record_id for record_id, _ in _naming(conn, full))
        person_queries.forget_texts(conn, naming)
        person_queries.forget_name(conn, person_id)
        letters = person_queries.forget_mailbox(conn, address) if address else 0
        word = surname(full)
        files = person_queries.forget_file_names(conn, word) if len(word) >= SHORTEST_SURNAME else 0
        record(conn, Deed("erase", actor.person_id, now, person_id, basis.strip()), {}, shards)
    return Erased(person_id, len(naming), letters, files)


def _one(conn: Connection, name: str, actor: Actor) -> tuple[str, str]:
    """Return the id and name of the person; people of other subtrees are not seen."""
    seen = {
        person_id: full
        for person_id, full in people_alike(conn, name).items()
        if person_queries.posts_ever(conn, person_id, actor.viewer)
        or not person_queries.posts_ever(conn, person_id)
    }
    found = best(seen, name)
    if len(found) == 1:
        return next(iter(found.items()))
    if not found:
        raise PersonError(f"Человека «{name}» нет среди тех, кого вы видите. Проверьте фамилию и инициалы.")
    raise PersonError(f"{several(name, found)}.")


def _check_gone(
    conn: Connection, person_id: str, full: str, address: str | None, now: datetime
) -> tuple[int, ...]:
    """Return the shards that get the record: those of the posts once held, else the top of the tree."""
    held = person_queries.posts_ever(conn, person_id)
    root = organisation_queries.root(conn)
    today = local_day(now, root.zone) if root else now.date()
    running = next((one for one in held if one.until is None or one.until >= today), None)
    if running:
        raise PersonError(
            f"{full} занимает должность: {running.post}, {running.organisation}. "
            "Сначала передайте дела: vekha hand-over."
        )
    if address and person_queries.waiting_letters(conn, address):
        raise PersonError("Письмо этому человеку ещё не ушло. Дождитесь отправки: vekha deliver.")
    shards = tuple(sorted({one.shard_id for one in held}))
    return shards or ((root.shard_id,) if root else ())


def _naming(conn: Connection, full: str) -> tuple[tuple[int, str], ...]:
    """Return the free texts that name the person: his surname as a word, whatever its ending."""
    word = surname(full)
    if len(word) < SHORTEST_SURNAME:
        return ()
    stem = word[: max(SHORTEST_SURNAME, len(word) - 2)]
    return tuple(
        (record_id, text)
        for record_id, text in person_queries.texts_with(conn, stem)
        if any(same_person(each, word) for each in _CAPITALISED.findall(text))
    )
