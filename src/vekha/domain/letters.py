"""Letters and their rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from vekha.domain.life import RequestKind
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
    REQUESTED = "requested"
    REVIEW = "review"
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
class Mending:
    """A paper that went back: what is to be mended, and by which day (inclusive)."""

    reason: str
    last: date | None


@dataclass(frozen=True, slots=True)
class Plea:
    """What an executor asks for. too_late: later than the rules allow. extensions: how often extended so far.

    agreed: whoever controls has agreed, the issuer's word is awaited. wanted_due: of an extension, inclusive.
    """

    kind: RequestKind
    reason: str
    wanted_due: date | None = None
    too_late: bool = False
    agreed: bool = False
    extensions: int = 0


@dataclass(frozen=True, slots=True)
class PendingNotice:
    """A notice that waits for a letter, with the live state of its subject. Dates inclusive.

    arming_now, live: as the subject's watch stands now. answer_by: of a request or a
    review. sent_at: of the paper under review. obligation_id: what a request is about. Instants aware UTC.
    form: what a checkpoint shares with those one form answers together with it, "" for anything else.
    """

    key: NoticeKey
    shard_id: int
    organisation_id: int
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
    stage_at: datetime
    arming_now: int
    live: bool = True
    item_id: str = ""
    due_at: datetime | None = None
    answer_by: date | None = None
    mending: Mending | None = None
    form: str = ""
    obligation_id: str = ""
    sent_at: datetime | None = None
    plea: Plea | None = None


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
    by_post: dict[int, Seat] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        every = {seat.post_id: seat for seats in self.seats.values() for seat in seats}
        object.__setattr__(self, "by_post", every)

    def upwards(self, organisation_id: int) -> tuple[Organisation, ...]:
        """Return the organisation and everything above it, nearest first."""
        found = []
        current = self.organisations.get(organisation_id)
        while current is not None:
            found.append(current)
            current = self.organisations.get(current.parent_id) if current.parent_id else None
        return tuple(found)


@dataclass(frozen=True, slots=True)
class ExecutorGroup:
    """Who of one parent owes the same by the same day. `parent`: a short name, "" the reader's own."""

    parent: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One item in a letter as it stood when composed, whoever owes it. Dates inclusive.

    notices: every notice this row answers. executors: empty where the reader's own organisation owes it.
    workdays: working days of the reader's calendar left until the day that is asked about (`mend_by`,
    `answer_by`, else `due`), negative when it has passed. closes: the local hour at which `due` ends.
    number: the beginning of the obligation's id, "" where the row stands for several. sent_on: the reader's
    day on which the paper under review came, None where the row stands for several.
    """

    notices: tuple[NoticeKey, ...]
    part: Part
    item_number: str | None
    item_title: str
    deadline_text: str
    result_text: str
    order: str
    due: date | None
    workdays: int | None
    executors: tuple[ExecutorGroup, ...] = ()
    closes: time | None = None
    opens_on: date | None = None
    inner_date_passed: bool = False
    executor_missing: bool = False
    mend_by: date | None = None
    reason: str = ""
    answer_by: date | None = None
    number: str = ""
    appoint: tuple[str, ...] = ()
    sent_on: date | None = None
    plea: Plea | None = None

    @property
    def executor_count(self) -> int:
        return sum(len(group.names) for group in self.executors)


@dataclass(frozen=True, slots=True)
class Addressee:
    """A mailbox and whom it stands for on a day."""

    address: str
    organisation_id: int
    organisation: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything one service letter says: rows worst first, capped; the rest stands behind the link.

    totals: how many rows each part has, those behind the link included.
    """

    addressee: Addressee
    day: date
    rows: tuple[LetterRow, ...]
    totals: Mapping[Part, int]
    link: str

    @property
    def more(self) -> int:
        return sum(self.totals.values()) - len(self.rows)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A frozen letter on its way: the same bytes and Message-ID on each attempt."""

    id: str
    address: str
    raw: bytes
    attempts: int
    best_before: datetime


class Outcome(StrEnum):
    """What a relay said: 2xx, 4xx or a break, 5xx (RFC 5321 4.2.1).

    DOWN: it does not talk to us at all; the fault is not the letter's, and the next one would fare the same.
    """

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Reply:
    """The relay's answer to one attempt. `text`: its own words; `advice`: what the operator is to do.

    broken: the connection broke or fell silent; whether the letter was taken is not known.
    """

    outcome: Outcome
    text: str
    advice: str = ""
    broken: bool = False
