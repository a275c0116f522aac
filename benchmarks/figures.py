"""What a measurement says, one JSON line each."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`. `ratio` is ours to the opponent's, named in `against`; notes say N and what is
    extrapolated.
    """

    name: str
    value: float
    unit: str
    ratio: float | None = None
    against: str = ""
    note: str = ""


def line(figure: Figure) -> str:
    """Return the figure as a JSON line."""
    return json.dumps(asdict(figure), ensure_ascii=False)
