"""Letters and their rows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from vekha.domain.watches import Audience, SubjectKind


class LetterClass(StrEnum):
    SERVICE = "service"
    REPORT = "report"
    OPTIONAL = "optional"
    TRANSACTIONAL = "transactional"


class LetterStatus(StrEnum):
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
class LetterRow:
    """One subject in a letter, as it stood when composed. `due` inclusive; workdays_late > 0 when overdue."""

    subject_kind: SubjectKind
    subject_id: str
    arming: int
    stage: str
    audience: Audience
    part: Part
    item_number: str | None
    item_title: str
    result_text: str
    organisation: str
    order: str
    due: date | None
    workdays_left: int | None
    opens_on: date | None
    inner_date_passed: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A mailbox and whom it stands for."""

    address: str
    names: tuple[str, ...]
    organisation_id: int
    organisation: str
    zone: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A frozen letter. `message_id` is derived from the id, the same on each attempt; instants aware UTC."""

    id: str
    address: str
    local_day: date
    letter_class: LetterClass
    subject: str
    message_id: str
    best_before: datetime
    raw: bytes
