"""A roadmap in force: what a person confirmed, as it is kept (design 4.2, 4.6)."""

from dataclasses import dataclass
from datetime import date, datetime

from vekha.domain.deadlines import DeadlineKind, Occurrence, Offset, Span
from vekha.domain.decisions import PastChoice
from vekha.domain.executors import ExecutorRole
from vekha.domain.obligations import ShiftGround, ShiftPolicy
from vekha.domain.organisations import Level
from vekha.domain.places import Place


@dataclass(frozen=True, slots=True)
class Addressed:
    """A role at one organisation, or (`organisation_id` None) at every one of `level` below the issuer.

    missing: the document names nobody who could be obliged; the issuer is asked to appoint. basis is Russian.
    since: of one appointed later, the first due day he answers for, inclusive.
    """

    role: ExecutorRole
    level: Level | None
    organisation_id: int | None
    missing: bool
    basis: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class ConfirmedItem:
    """An item in its newest edition: the printed text, the confirmed reading, who decided (a person id).

    said_phrase, said_executor: what the person wrote instead of the printed text, None keeps it.
    last_day: the fixed day an event's term never runs past, inclusive. ground: where its terms go from a
    day off, and why.
    """

    id: str
    record_id: int
    ordinal: int
    number: str | None
    section: str | None
    title: str
    deadline_text: str
    executor_text: str
    result_text: str
    result_kind: str
    kind: DeadlineKind
    occurrences: tuple[Occurrence, ...]
    offset: Offset | None
    last_day: date | None
    ground: ShiftGround
    explain: tuple[str, ...]
    place: Place
    decision: str
    said_phrase: str | None
    said_executor: str | None
    decided_by: str
    left_out: bool
    addressed: tuple[Addressed, ...]


@dataclass(frozen=True, slots=True)
class ConfirmedRoadmap:
    """A roadmap with its newest edition. confirmed_at aware UTC; past None where nobody had to choose.

    policy: what the document says of all its days off, None where each item goes by its kind of work.
    """

    id: str
    issuer_id: int
    number: str | None
    date: date | None
    title: str
    plan: Span
    controller_post_id: int | None
    policy: ShiftPolicy | None
    policy_basis: str
    returns: str
    ladder_id: str
    edition_id: str
    edition: int
    file_sha256: str
    file_name: str
    confirmed_at: datetime
    past: PastChoice | None

    @property
    def label(self) -> str:
        """How Russian texts call it: the number and date of its order, else its title."""
        if self.number is None:
            return self.title if "«" in self.title else f"«{self.title}»"
        return f"№ {self.number}" + (f" от {self.date:%d.%m.%Y}" if self.date else "")
