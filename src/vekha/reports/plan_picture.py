"""What the pictures of a plan show of each row, and the marks of its standing."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Look(StrEnum):
    """How a row stands on the day of the picture."""

    OPEN = "open"
    DONE = "done"
    LATE = "late"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class PictureRow:
    """label: «п. 1.1». first, last: its days, inclusive. first None: a single day; last None: no date."""

    label: str
    title: str
    first: date | None
    last: date | None
    look: Look = Look.OPEN


@dataclass(frozen=True, slots=True)
class PictureLink:
    """`after` waits for `before`, places among the rows from 0. begun: it is enough that work has begun."""

    before: int
    after: int
    begun: bool = False


FILLS = {Look.OPEN: "#fff", Look.DONE: "#bbb", Look.LATE: "#000", Look.BLOCKED: "url(#hatch)"}
MEANINGS = {
    Look.OPEN: "в работе",
    Look.DONE: "исполнено",
    Look.LATE: "просрочено",
    Look.BLOCKED: "ждёт другого пункта",
}
