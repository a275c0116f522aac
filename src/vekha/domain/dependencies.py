"""Who waits for whom: a link between two rows of a plan, and what a person made of it."""

from dataclasses import dataclass
from enum import StrEnum

from vekha.domain.deadlines import Offset, Span
from vekha.domain.executors import ExecutorPart


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
