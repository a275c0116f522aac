"""What a person decided about a reading (design, section 3): the step from a proposal into force."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vekha.domain.deadlines import Span
from vekha.domain.obligations import ShiftPolicy

# Unless a roadmap says otherwise.
EXTENSION_WORKDAYS, REVIEW_WORKDAYS = 3, 5


class DecisionKind(StrEnum):
    """accept the reading, read another phrase, take these dates, or leave the item out."""

    ACCEPT = "accept"
    PHRASE = "phrase"
    DATES = "dates"
    LEAVE_OUT = "leave_out"


class PastChoice(StrEnum):
    """Occurrences due before the day of issue: history is counted and not watched, in force is watched."""

    HISTORY = "history"
    IN_FORCE = "in_force"


class CheckpointChoice(StrEnum):
    """How often continuous work is asked about before its end; own: by the roadmap's reporting dates."""

    OWN = "own"
    NONE = "none"
    YEARLY = "yearly"
    HALF_YEARLY = "half_yearly"
    QUARTERLY = "quarterly"


@dataclass(frozen=True, slots=True)
class Decision:
    """One item's decision. `dates`: (start or None, due) pairs, inclusive. `executor`: text that replaces the
    cell's, "" keeps it. `policy`: for this item's days off, None leaves it to the document or the kind of
    work. `who` and `why` are printed names and reasons, "" where the reading needs no person.
    """

    ordinal: int
    kind: DecisionKind
    phrase: str = ""
    dates: tuple[tuple[date | None, date], ...] = ()
    executor: str = ""
    policy: ShiftPolicy | None = None
    policy_basis: str = ""
    checkpoints: CheckpointChoice | None = None
    who: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """A whole decisions file for one document, found by its SHA-256.

    issuer: code or name of the issuing organisation, "" to find it by the name in the order.
    controller: name or post that keeps control, "" when the order and the person name none (then the
    issuer's head is named at confirmation, journaled and shown). policy: what the document says of all its
    days off, None leaves it to the kind of each item's work. past: None until a person chose.
    read_by: the basis of the school year the proposals were read by, "" for the shipped default.
    checkpoints: how often continuous work is asked about, unless an item's decision says otherwise.
    extension_workdays: how long before the term an extension is asked for; review_workdays: how long a paper
    may lie with the reviewer. Both in working days.
    """

    file_sha256: str
    plan: Span
    issuer: str
    controller: str
    policy: ShiftPolicy | None
    policy_basis: str
    returns: str
    past: PastChoice | None
    items: tuple[Decision, ...]
    read_by: str = ""
    checkpoints: CheckpointChoice = CheckpointChoice.OWN
    extension_workdays: int = EXTENSION_WORKDAYS
    review_workdays: int = REVIEW_WORKDAYS
