"""The journal: append-only, chained per shard (design 4.14)."""

from dataclasses import dataclass
from datetime import date, datetime

ENGINE = "engine"  # the actor of what no person started


@dataclass(frozen=True, slots=True)
class Record:
    """One action in one shard. Ids and digests only: text lies behind `text_digest` = SHA-256(salt + text).

    record_id: carried by the rows the action appended. seq: 1, 2, ... in the shard's chain. `at` aware UTC.
    rows_sha256: SHA-256 of the sorted canonical forms of those rows, row_count of them.
    hash: SHA-256 of the canonical form of everything else, `previous` included.
    """

    shard_id: int
    seq: int
    record_id: int
    at: datetime
    action: str
    actor_id: str
    subject: str
    row_count: int
    rows_sha256: str
    text_digest: str | None
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The newest record of a chain; seq 0 is an empty chain."""

    shard_id: int
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did what when: what an action hands to the journal. `text` is free and erasable, "" for none.

    on_behalf_of: whom a substitute acted for, "" where he acted in his own name.
    """

    action: str
    actor_id: str
    at: datetime
    subject: str
    text: str = ""
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain does not hold. `what` is Russian: changed, removed, added or reordered.

    seq 0: the place is no record's. organisation, action and day name the record for a person, "" and None
    where they are not known.
    """

    shard_id: int
    seq: int
    what: str
    organisation: str = ""
    action: str = ""
    day: date | None = None
