"""What one organisation owes, and what people did about it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from vekha.domain.deadlines import DueDates, Span


class State(StrEnum):
    """Stored states; only people change them (design 4.7)."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    WAIVED = "waived"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What a person does to an obligation. re_date: a calendar he accepted moved its dates.

    amend: a newer edition of the document did. undo: a bulk act is taken back. suspend, resume: the state
    stays, the ledger of suspensions tells the rest.
    """

    SUBMIT = "submit"
    ACCEPT = "accept"
    RETURN = "return"
    CLOSE = "close"
    REOPEN = "reopen"
    EXTEND = "extend"
    WAIVE = "waive"
    WITHDRAW = "withdraw"
    REINSTATE = "reinstate"
    RE_DATE = "re_date"
    AMEND = "amend"
    SUSPEND = "suspend"
    RESUME = "resume"
    UNDO = "undo"


class Party(StrEnum):
    """In what capacity a step is taken. Engine: no person's decision, the program carries out an act."""

    EXECUTOR = "executor"
    REVIEWER = "reviewer"
    CONTROLLER = "controller"
    ISSUER = "issuer"
    ENGINE = "engine"


class ShiftPolicy(StrEnum):
    """What happens to a due date on a day off; each obligation stores its policy and the basis."""

    NONE = "none"
    FOLLOWING = "following"
    PRECEDING = "preceding"
    MODIFIED_FOLLOWING = "modified_following"


@dataclass(frozen=True, slots=True)
class ShiftGround:
    """A policy and the ground it stands on, a Russian text for users."""

    policy: ShiftPolicy
    basis: str


class Outcome(StrEnum):
    """Derived for reports, never stored (design 4.15)."""

    IN_TIME = "in_time"
    LATE = "late"
    NOT_DONE = "not_done"
    ON_REVIEW = "on_review"
    NOT_DUE = "not_due"
    WAIVED = "waived"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Obligation:
    """item x organisation x occurrence. `dates` is None while it waits (event, external, unspecified).

    due_at: the instant `due` ends for this organisation (closing hour, its zone), aware UTC.
    original_due never changes; history: counted in reports, not watched.
    """

    id: str
    item_id: str
    organisation_id: int
    shard_id: int
    occurrence_key: str
    executor_role: str
    dates: DueDates | None
    due_at: datetime | None
    original_due: date | None
    period: Span | None
    state: State
    arming: int
    policy: ShiftPolicy
    policy_basis: str
    history: bool = False
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A reported indicator; the share is numerator / denominator.

    explanation: what the sender said to a doubt about it, "" where there was none.
    """

    indicator: str
    numerator: float
    denominator: float | None
    explanation: str = ""
