"""Terms and who is written to when: ladders, schedules, stages, watches, notices (design, section 5)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class SubjectKind(StrEnum):
    OBLIGATION = "obligation"
    REVIEW = "review"
    SCHEDULE_REQUEST = "schedule_request"
    REQUEST = "request"


class Audience(StrEnum):
    """A role, resolved to a mailbox when the letter is composed."""

    EXECUTOR = "executor"
    HEAD = "head"
    CONTROLLER = "controller"
    REGION = "region"
    REVIEWER = "reviewer"
    AUTHOR = "author"


class Anchor(StrEnum):
    """Before-stages count back from the remind date, after-stages on from the due date."""

    REMIND = "remind"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Step:
    """One rung. `workdays` is signed: -3 is three working days before the anchor, 0 the day itself."""

    stage: str
    workdays: int
    audience: Audience
    every_workdays: int | None = None
    times: int = 1

    @property
    def anchor(self) -> Anchor:
        return Anchor.REMIND if self.workdays < 0 else Anchor.DUE


@dataclass(frozen=True, slots=True)
class Ladder:
    """A version of a ladder is frozen; `id` is the hash of its content."""

    id: str
    name: str
    version: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A distinct tuple shared by every watch with the same dates."""

    id: str
    ladder_id: str
    day_table_id: str
    zone: str
    armed_on: date
    remind_date: date
    due_date: date


@dataclass(frozen=True, slots=True)
class Stage:
    """A rung with its instant (aware UTC): the opening of the send window on its day."""

    schedule_id: str
    stage: str
    audience: Audience
    at: datetime
    position: int


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is watched by which schedule. `live` is false once submitted, suspended or done."""

    subject_kind: SubjectKind
    subject_id: str
    arming: int
    shard_id: int
    schedule_id: str
    live: bool


class NoticeStatus(StrEnum):
    """What became of a notice. Silent: the subject was done when the letter was composed."""

    PENDING = "pending"
    LETTERED = "lettered"
    SILENT = "silent"
    MUTED = "muted"
    NO_ADDRESS = "no_address"
    SUPERSEDED = "superseded"


class Unwatched(StrEnum):
    """Why nothing more will be written about an open obligation (design 4.18).

    Forgotten is the fault: no watch, or one that rests, and no reason for it.
    """

    HISTORY = "history"
    ASKED = "asked"
    SUPPLIED = "supplied"
    EXHAUSTED = "exhausted"
    FORGOTTEN = "forgotten"
