"""What a day can be, and the facts about single days that a calendar is made of."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The years calendars cover, inclusive; a year inside without its act is provisional."""


class DayKind(StrEnum):
    """A decree day is a weekday made non-working by the President; the day set decides what it counts as."""

    WORKING = "working"
    NONWORKING = "nonworking"
    SHORT = "short"
    DECREE = "decree"


class DaySet(StrEnum):
    """labour and tax: decree days are off (ТК РФ; НК РФ ст. 6.1 п. 6).

    civil: they are working days (Обзор ВС РФ N 1 от 21.04.2020, вопрос 5).
    """

    LABOUR = "labour"
    CIVIL = "civil"
    TAX = "tax"


class YearStatus(StrEnum):
    """Decreed: the act of that year is in the data. Provisional: the law alone, or an act not read."""

    DECREED = "decreed"
    PROVISIONAL = "provisional"


class Confidence(StrEnum):
    """high: an act or announcement names the date. medium: computed, or one source. low: inferred."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class DayFact:
    """One day of a layer. `swapped_with`: the day off it was exchanged with, whose pair stands in the layer.

    `carried_from`: the holiday on a weekend it replaces; that holiday stays a day off.
    `applies`: whom the day concerns in the words of the act; empty means everybody.
    """

    day: date
    kind: DayKind
    name: str
    basis: str
    confidence: Confidence = Confidence.HIGH
    swapped_with: date | None = None
    carried_from: date | None = None
    applies: str = ""

    @property
    def moved_from(self) -> date | None:
        """The day whose rest was moved here, by an exchange or by carry-over."""
        return self.swapped_with or self.carried_from
