"""The journal: append-only, chained per shard (design 4.14)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Record:
    """One action in one shard. Ids and digests only: free text lies behind `text_digest` = SHA-256(salt + text).

    rows_sha256: SHA-256 of the sorted canonical forms of the rows the action appended. `at` aware UTC.
    hash = SHA-256 of the canonical form of everything else, `previous` included.
    """

    shard_id: int
    seq: int
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
class Break:
    """The first place where a chain does not hold. `what` is Russian: changed, removed or reordered."""

    shard_id: int
    seq: int
    what: str
