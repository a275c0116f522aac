"""An indicator (показатель): what is counted, in which direction, and how much is planned."""

from dataclasses import dataclass
from enum import StrEnum

from vekha.domain.places import Place


class Direction(StrEnum):
    """at_least, at_most: the target is the level itself; increase, decrease: it is the change."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    INCREASE = "increase"
    DECREASE = "decrease"


@dataclass(frozen=True, slots=True)
class Indicator:
    """`text` as printed. `unit`: «%» or the counted noun, None where none is printed.

    `part`, `whole`: for a share, what its numerator and denominator count. `target` None: «план не задан»,
    the plan lies in another act until that is entered. `target_high`: the upper end of a printed range.
    `doubts`: Russian, for the person who confirms.
    """

    text: str
    unit: str | None = None
    direction: Direction | None = None
    target: float | None = None
    target_high: float | None = None
    part: str | None = None
    whole: str | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorPlan:
    """An indicator in force. `act`: the paper its plan was entered from, "" where the roadmap prints it.

    `target` None: «план не задан», neither the roadmap nor an entered act says it.
    """

    item_id: str
    text: str
    unit: str | None
    direction: Direction | None
    target: float | None
    target_high: float | None = None
    act: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned figure of a table: `when` is its column's head, `value` None where the cell is no number."""

    when: str
    text: str
    value: float | None


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """A row of a table of indicators; it belongs to the roadmap, to no item."""

    indicator: Indicator
    planned: tuple[Planned, ...]
    place: Place
