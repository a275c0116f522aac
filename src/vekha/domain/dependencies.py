"""Who waits for whom: a link between two rows of a plan, and what a person made of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from vekha.domain.deadlines import Offset, Span
from vekha.domain.executors import ExecutorPart
from vekha.domain.obligations import State


class LinkKind(StrEnum):
    """FS: the work of `before` is done. SS: it has begun, where it has no end of its own."""

    FINISH_START = "FS"
    START_START = "SS"


class LagUnit(StrEnum):
    """Calendar and working days are never mixed (ГК РФ ст. 191-193)."""

    DAY = "day"
    WORKING_DAY = "working_day"


@dataclass(frozen=True, slots=True)
class Lag:
    """How long after `before` the row `after` may come at the earliest; count is not negative."""

    count: int
    unit: LagUnit


class LinkState(StrEnum):
    """A proposal binds nobody; only what a person confirmed does (design 4.2)."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Link:
    """`after` waits for `before`, both ordinals of one plan. why: Russian; rule: the code of its rule."""

    before: int
    after: int
    kind: LinkKind
    why: str
    rule: str
    lag: Lag | None = None


@dataclass(frozen=True, slots=True)
class ItemLink:
    """A link as a roadmap in force keeps it: item `after` waits for item `before`, both ids.

    number: as people name it, 1, 2, ... in its roadmap. actor_id: who made this version; record_id leads to
    his reason in the journal, 0 before it is written.
    """

    number: int
    version: int
    before: str
    after: str
    kind: LinkKind
    lag: Lag | None
    why: str
    rule: str
    state: LinkState
    actor_id: str
    record_id: int = 0


@dataclass(frozen=True, slots=True)
class Stand:
    """How one obligation of an item stands. due None while it waits for a date; handed_at aware UTC.

    history: its term had passed when the roadmap came into force, nobody is reminded of it.
    """

    occurrence_key: str
    due: date | None
    opens_on: date | None
    state: State
    executor_missing: bool
    history: bool
    handed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """What the rules of dependencies read of a row.

    spans: when it is done, a window or a day, each inclusive; empty where it has no dates yet. open_ended:
    it goes on through a period and has no end of its own. deadline_text as printed, offset the term it
    counts from an event. parts: who does it.
    """

    ordinal: int
    number: str | None
    section: str | None
    title: str
    result_text: str
    result_kind: str
    deadline_text: str
    parts: tuple[ExecutorPart, ...]
    spans: tuple[Span, ...]
    open_ended: bool
    offset: Offset | None = None

    @property
    def label(self) -> str:
        """How Russian texts call the row: its printed number, else its place in the plan."""
        number = (self.number or "").rstrip(". ")
        return f"п. {number}" if number else f"строка {self.ordinal}"
