"""Everything the database holds about one person: found for an export, made nameless by an erasure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, exists, or_, select, update

from vekha.domain.organisations import Viewer
from vekha.storage.journal_tables import journal, journal_texts
from vekha.storage.letter_tables import letter_bytes, letters, mailboxes
from vekha.storage.life_tables import substitutions
from vekha.storage.obligation_tables import submission_files
from vekha.storage.organisation_tables import holdings, organisations, persons, posts
from vekha.storage.scope import in_scope

ERASED_ADDRESS = "erased-{}@invalid"  # RFC 2606: no mail ever leaves for it
ERASED_FILE = "файл"


@dataclass(frozen=True, slots=True)
class Held:
    """A post the person holds or held; days inclusive, None open. shard_id: of its organisation."""

    organisation: str
    post: str
    since: date | None
    until: date | None
    shard_id: int


@dataclass(frozen=True, slots=True)
class Done:
    """What the person did, as the journal has it; `at` aware UTC."""

    at: datetime
    action: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Got:
    """A letter to the person's own mailbox; `finished_at` aware UTC, None while it waits."""

    letter_id: str
    local_day: date
    letter_class: str
    status: str
    finished_at: datetime | None


def posts_ever(conn: Connection, person_id: str, viewer: Viewer | None = None) -> tuple[Held, ...]:
    """Return every post the person holds or held, in the viewer's scope; `viewer` None is the system."""
    statement = (
        select(
            organisations.c.short_name,
            posts.c.title,
            holdings.c.since,
            holdings.c.until,
            organisations.c.shard_id,
        )
        .join(posts, posts.c.id == holdings.c.post_id)
        .join(organisations, organisations.c.id == posts.c.organisation_id)
        .where(holdings.c.person_id == person_id)
        .order_by(holdings.c.id)
    )
    if viewer is not None:
        statement = statement.where(in_scope(posts.c.organisation_id, viewer))
    return tuple(Held(*row) for row in conn.execute(statement))


def address_of(conn: Connection, person_id: str) -> str | None:
    """Return the person's own mailbox, None where there is none."""
    return conn.execute(select(persons.c.address).where(persons.c.id == person_id)).scalar_one_or_none()


def deeds_of(conn: Connection, person_id: str) -> Iterator[Done]:
    """Yield what the person did, in order of time."""
    statement = (
        select(journal.c.at, journal.c.action, journal.c.subject, journal_texts.c.text)
        .outerjoin(journal_texts, journal_texts.c.record_id == journal.c.record_id)
        .where(journal.c.actor_id == person_id)
        .order_by(journal.c.at, journal.c.shard_id, journal.c.seq)
    )
    for row in conn.execute(statement):
        yield Done(row.at, row.action, row.subject, row.text or "")


def letters_to(conn: Connection, address: str) -> Iterator[Got]:
    """Yield the letters to this mailbox, in order of time."""
    statement = (
        select(letters.c.id, letters.c.local_day, letters.c.letter_class, letters.c.status)
        .add_columns(letters.c.finished_at)
        .join(mailboxes, mailboxes.c.id == letters.c.mailbox_id)
        .where(mailboxes.c.address == address)
        .order_by(letters.c.local_day, letters.c.id)
    )
    for row in conn.execute(statement):
        yield Got(*row)


def substitutions_of(conn: Connection, person_id: str) -> tuple[tuple[date, date], ...]:
    """Return the days on which the person was named to act for others, as they were recorded."""
    statement = (
        select(substitutions.c.first, substitutions.c.last)
        .where(substitutions.c.substitute_id == person_id)
        .order_by(substitutions.c.first, substitutions.c.id)
    )
    return tuple((row.first, row.last) for row in conn.execute(statement))


def texts_with(conn: Connection, word: str) -> tuple[tuple[int, str], ...]:
    """Return (record id, text) of the journal's free texts in which the word occurs as it is spelt."""
    statement = select(journal_texts.c.record_id, journal_texts.c.text).where(
        journal_texts.c.text.contains(word, autoescape=True)
    )
    return tuple((row.record_id, row.text) for row in conn.execute(statement))


def forget_name(conn: Connection, person_id: str) -> None:
    """Leave nothing but the opaque id of the person."""
    conn.execute(update(persons).where(persons.c.id == person_id).values(name="", address=None))


def forget_texts(conn: Connection, record_ids: tuple[int, ...]) -> None:
    """Remove these free texts; the records keep their salted digests."""
    for at in range(0, len(record_ids), 1000):
        piece = record_ids[at : at + 1000]
        conn.execute(delete(journal_texts).where(journal_texts.c.record_id.in_(piece)))


def forget_file_names(conn: Connection, word: str) -> int:
    """Rename the files whose name holds the word; return how many. Their hashes stay."""
    named = submission_files.c.name.contains(word, autoescape=True)
    return conn.execute(update(submission_files).where(named).values(name=ERASED_FILE)).rowcount


def forget_mailbox(conn: Connection, address: str) -> int:
    """Make the mailbox nameless and drop the bytes of its letters; return how many letters.

    A mailbox that a post or another person uses stays.
    """
    used = or_(exists().where(posts.c.address == address), exists().where(persons.c.address == address))
    box = conn.execute(select(mailboxes.c.id).where(mailboxes.c.address == address, ~used)).scalar()
    if box is None:
        return 0
    theirs = select(letters.c.id).where(letters.c.mailbox_id == box)
    dropped = conn.execute(delete(letter_bytes).where(letter_bytes.c.letter_id.in_(theirs))).rowcount
    conn.execute(update(letters).where(letters.c.mailbox_id == box).values(last_reply=None))
    conn.execute(update(mailboxes).where(mailboxes.c.id == box).values(address=ERASED_ADDRESS.format(box)))
    return dropped


def waiting_letters(conn: Connection, address: str) -> int:
    """Return how many letters to the mailbox have not left yet."""
    found = (
        select(letters.c.id)
        .join(mailboxes, mailboxes.c.id == letters.c.mailbox_id)
        .where(mailboxes.c.address == address, letters.c.status.in_(["queued", "in_flight"]))
    )
    return len(conn.execute(found).all())
