"""The frozen facts of a phrase: its calendar places, its named parts, and what the rulings say of them.

They are named tuples because a phrase makes dozens of them and twenty thousand phrases a second are wanted.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from vekha.calendar.school_years import SchoolPlan, shipped_school_plan
from vekha.domain.deadlines import DeadlineKind, Offset, Span


class PlaceKind(StrEnum):
    """What kind of calendar place a group of words names."""

    NUMBER = "number"
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    SEASON = "season"
    YEAR = "years"
    SCHOOL_YEAR = "school_year"
    NTH_NUMBER = "nth_number"
    NTH_WEEKDAY = "nth_weekday"
    NTH_WORKDAY = "nth_workday"
    DECADE = "decade"
    HALF_MONTH = "half"
    WEEK = "week"
    START = "start"
    MIDDLE = "middle"
    END = "end"


class Years(NamedTuple):
    """One year, or the years of «2023-2024», both inclusive. `misspelt`: the printed typo."""

    first: int
    last: int
    misspelt: str = ""


class Place(NamedTuple):
    """A calendar place. month 0 and number 0: not named; number -1: the last one; weekday: 1 Monday .. 7."""

    kind: PlaceKind
    number: int = 0
    month: int = 0
    years: Years | None = None
    weekday: int = 0
    genitive: bool = False
    of_the_year: bool = False


class Part(NamedTuple):
    """A named part of the phrase: its rule in the grammar, its words, and the places in it.

    `terminals` are its words' terminals in order, `number` the count it carries.
    """

    role: str
    text: str
    terminals: tuple[str, ...]
    place: Place | None = None
    last: Place | None = None
    number: int = 0
    weekday: int = 0


class Bound(StrEnum):
    """How a slot stands to the due day."""

    AT = "at"
    TO = "to"
    BY = "by"
    NOT_LATER = "not_later"
    THROUGH = "through"
    TO_END = "to_end"
    TO_START = "to_start"
    AT_START = "at_start"
    AT_END = "at_end"
    SINCE = "since"


class Slot(NamedTuple):
    """A calendar place or a stretch between two, with its bound."""

    first: Place
    last: Place | None = None
    bound: Bound = Bound.AT

    @property
    def years(self) -> Years | None:
        return (self.last.years if self.last else None) or self.first.years


class Phrase(NamedTuple):
    """All parts of a phrase, sorted by what they do. `parts` keeps them in the order of the document."""

    parts: tuple[Part, ...]
    slots: tuple[Slot, ...]
    years: tuple[Years, ...]
    doubts: tuple[str, ...]
    starting: Slot | None = None
    report_from: Slot | None = None
    roles: frozenset[str] = frozenset()

    def having(self, *roles: str) -> tuple[Part, ...]:
        """Return the parts with these roles, in order."""
        if self.roles.isdisjoint(roles):
            return ()
        return tuple(part for part in self.parts if part.role in roles)


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around the phrase: the plan period, the words of its row, terms and vacations."""

    plan: Span
    item: str = ""
    executor: str = ""
    result: str = ""
    school: SchoolPlan = field(default_factory=shipped_school_plan)


class Dated(NamedTuple):
    """An occurrence before it gets its key: start (None for a bare date), due, the period it belongs to."""

    start: date | None
    due: date
    period: Span | None = None
    name: str = ""


class Ruling(NamedTuple):
    """What the phrase means: kind, dates, the rule in words, and every doubt a ruling names (Russian).

    `months` is the length of the period it recurs by (0: it does not recur by a period).
    """

    kind: DeadlineKind
    dated: tuple[Dated, ...] = ()
    rule: str = ""
    doubts: tuple[str, ...] = ()
    offset: Offset | None = None
    months: int = 0
    reports: bool = False
    last_day: date | None = None


class NoMeaningError(Exception):
    """The words are known, but no ruling says what they mean together. The message is Russian."""


class NotInPlanError(NoMeaningError):
    """The phrase is read, but the plan has no such date."""
