"""What people put on record about an obligation beside its steps (design 4.7; users-ask.md)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from vekha.domain.deadlines import Occurrence


class PaperKind(StrEnum):
    """What an act of a department is called; `act` where only its number and date were given."""

    ORDER = "order"
    DIRECTIVE = "directive"
    RESOLUTION = "resolution"
    LETTER = "letter"
    MEMO = "memo"
    ACT = "act"


class NoteKind(StrEnum):
    """A record beside the state: none of them changes it or stops the clock."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    INTERIM = "interim"
    ESCALATED = "escalated"


class RequestKind(StrEnum):
    """What an executor asks for."""

    EXTENSION = "extension"
    NOT_APPLICABLE = "not_applicable"


class RequestStage(StrEnum):
    """Who agrees, in this order (reports.md 7.6); «не касается» is agreed by the controller alone."""

    LEAD = "lead"
    CONTROLLER = "controller"
    ISSUER = "issuer"


class HappeningKind(StrEnum):
    """What gives an undated item its dates: an event, or a schedule its author supplied."""

    EVENT = "event"
    SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class Ground:
    """The paper a step rests on, and why. `reason` is free text and erasable; number and `dated` may lack."""

    reason: str
    kind: PaperKind = PaperKind.ORDER
    number: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A record beside the state, as it is shown."""

    obligation_id: str
    seq: int
    kind: NoteKind
    at: datetime
    actor_id: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Suspension:
    """An interval in which the clock stands still, both days inclusive (a ledger, never a moved date).

    `last` as shortened since; before `first` where it was taken back.
    """

    obligation_id: str
    seq: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Happening:
    """What gave an undated item dates: the paper and day of an event, or a schedule its author supplied.

    organisation_id None: of every addressee. occurrences: raw days keyed «e1», «s2.3». explain: Russian.
    """

    id: str
    item_id: str
    seq: int
    kind: HappeningKind
    organisation_id: int | None
    happened_on: date | None
    number: str
    dated: date | None
    occurrences: tuple[Occurrence, ...]
    explain: tuple[str, ...]
