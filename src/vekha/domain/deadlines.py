"""What a deadline phrase means: raw calendar dates, before any shift off a day off."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DeadlineKind(StrEnum):
    """The seven kinds of `domain/deadlines.md`; external, event and unspecified carry no dates."""

    DATE = "date"
    WINDOW = "window"
    RECURRING = "recurring"
    CONTINUOUS = "continuous"
    EXTERNAL = "external"
    EVENT = "event"
    UNSPECIFIED = "unspecified"


class Confidence(StrEnum):
    """Read: every word has a role. Proposed: a ruling names the doubt. Unreadable: some word has no role."""

    READ = "read"
    PROPOSED = "proposed"
    UNREADABLE = "unreadable"


class OffsetUnit(StrEnum):
    """Calendar and working days are never mixed (ГК РФ ст. 191-193)."""

    DAY = "day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of calendar days, both ends inclusive."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One dated duty. `start` is None for a bare date; `raw_due` is inclusive.

    `key` is stable when a date moves: the period's name or the ordinal within the item ("1", "2", ...).
    `period` is what a report reports on; `opens_on` the first day the paper is taken (None: from issue).
    """

    key: str
    start: date | None
    raw_due: date
    period: Span | None = None
    opens_on: date | None = None


@dataclass(frozen=True, slots=True)
class Offset:
    """A term counted from (or before) an event: «в течение 10 рабочих дней со дня ...».

    `event`: the words that name it, as the phrase prints them; empty where it names none.
    """

    count: int
    unit: OffsetUnit
    before: bool = False
    event: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The reading of one phrase. `explain` and `doubts` are Russian sentences.

    `last_day`: the fixed day an event's term never runs past («..., но не позднее 5 сентября»), inclusive.
    """

    phrase: str
    kind: DeadlineKind
    occurrences: tuple[Occurrence, ...] = ()
    confidence: Confidence = Confidence.READ
    offset: Offset | None = None
    explain: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    last_day: date | None = None

    @property
    def needs_review(self) -> bool:
        return self.confidence is not Confidence.READ


@dataclass(frozen=True, slots=True)
class DueDates:
    """The dates of an occurrence of one organisation (design 4.4, 4.5).

    raw_due: what the phrase says. due: raw shifted by the policy, the only date lateness is judged by.
    plan_date: raw shifted to the preceding working day. control_date: back-scheduled inner date or None.
    remind_date: the earlier of plan_date and control_date.
    Invariant: opens_on <= control_date <= plan_date <= due, where the parts exist and there is room.
    """

    raw_due: date
    due: date
    plan_date: date
    control_date: date | None
    remind_date: date
    opens_on: date | None
