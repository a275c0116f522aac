"""Letters and their rows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from vekha.domain.obligations import State
from vekha.domain.organisations import Organisation, Role
from vekha.domain.watches import Audience, SubjectKind


class LetterClass(StrEnum):
    """A service letter cannot be muted, and there is at most one per mailbox and local day."""

    SERVICE = "service"
    REPORT = "report"
    OPTIONAL = "optional"
    TRANSACTIONAL = "transactional"


class LetterStatus(StrEnum):
    """Queued and in flight wait; the rest are final."""

    QUEUED = "queued"
    IN_FLIGHT = "in_flight"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Part(StrEnum):
    """The part of a letter a row stands in, worst first."""

    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    RETURNED = "returned"
    DUE_SOON = "due_soon"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class NoticeKey:
    """What makes a notice one (design 4.9)."""

    subject_kind: SubjectKind
    subject_id: str
    arming: int
    stage: str
    audience: Audience


@dataclass(frozen=True, slots=True)
class PendingNotice:
    """A notice that waits for a letter, with the live state of its subject. Dates inclusive."""

    key: NoticeKey
    shard_id: int
    organisation_id: int
    organisation: str
    issuer_id: int
    controller_post_id: int | None
    executor_role: str
    executor_missing: bool
    state: State
    due: date | None
    remind_date: date | None
    opens_on: date | None
    item_number: str | None
    item_title: str
    deadline_text: str
    result_text: str
    order: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A post with the mailbox that reaches it today; `address` None: nobody can be written to there."""

    post_id: int
    organisation_id: int
    role: Role
    title: str
    address: str | None
    held: bool


@dataclass(frozen=True, slots=True)
class Directory:
    """Who can be written to: the organisations concerned with all above them, and their posts."""

    organisations: dict[int, Organisation]
    seats: dict[int, tuple[Seat, ...]]

    def upwards(self, organisation_id: int) -> tuple[Organisation, ...]:
        """Return the organisation and everything above it, nearest first."""
        found = []
        current = self.organisations.get(organisation_id)
        while current is not None:
            found.append(current)
            current = self.organisations.get(current.parent_id) if current.parent_id else None
        return tuple(found)


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One subject in a letter as it stood when composed. `due` is inclusive.

    workdays: working days of the recipient's calendar left until `due`, negative when it has passed.
    notices: every notice this row answers; the first is the one that is printed.
    """

    notices: tuple[NoticeKey, ...]
    part: Part
    item_number: str | None
    item_title: str
    deadline_text: str
    result_text: str
    organisation: str
    order: str
    due: date | None
    workdays: int | None
    opens_on: date | None
    inner_date_passed: bool
    executor_missing: bool
    appoint: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A mailbox and whom it stands for on a day."""

    address: str
    organisation_id: int
    organisation: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything one service letter says: rows worst first, capped; `more` rows stand behind the link."""

    addressee: Addressee
    day: date
    rows: tuple[LetterRow, ...]
    more: int
    link: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """A frozen letter on its way: the same bytes and Message-ID on each attempt."""

    id: str
    address: str
    raw: bytes
    attempts: int
    best_before: datetime


class Outcome(StrEnum):
    """What a relay said: 2xx, 4xx or silence, 5xx (RFC 5321 4.2.1)."""

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Reply:
    """The relay's answer to one attempt; `text` is its own words."""

    outcome: Outcome
    text: str
