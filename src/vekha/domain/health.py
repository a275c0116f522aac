"""What the doctor finds."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """A warning is worth reading; with a fault the product does not do what it promises."""

    WELL = "well"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. `check` is its stable name; said and advice are Russian, advice "" where all is well."""

    check: str
    health: Health
    said: str
    advice: str = ""
