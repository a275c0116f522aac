"""A roadmap as its document prints it, before anybody has confirmed a reading."""

from dataclasses import dataclass, field
from datetime import date

from vekha.domain.deadlines import Deadline
from vekha.domain.executors import Executors
from vekha.domain.organisations import Level
from vekha.domain.places import Place, Remark


@dataclass(frozen=True, slots=True)
class Controller:
    """A person the order names. kind: control (keeps control), responsible (leads), approver (signed)."""

    name: str
    role: str
    quote: str
    kind: str


@dataclass(frozen=True, slots=True)
class OrderBody:
    """What stands around the table. Dates are inclusive; None where the document is silent."""

    title: str
    table_title: str | None
    order_number: str | None
    order_date: date | None
    issuer: str | None
    issuer_level: Level | None
    plan_start: date | None
    plan_end: date | None
    period_basis: str
    controllers: tuple[Controller, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading. Where none prints a number, `number` is its order and `number_printed` false."""

    number: str | None
    title: str
    place: Place
    number_printed: bool = True


@dataclass(frozen=True, slots=True)
class RoadmapItem:
    """One row of the plan: its text is never edited, only interpreted. `ordinal` counts from 1."""

    ordinal: int
    number: str | None
    section: str | None
    title: str
    deadline_text: str
    deadline: Deadline
    executor_text: str
    executors: Executors
    result_text: str
    result_kind: str
    indicators: tuple[str, ...]
    anomalies: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Rest:
    """A fragment that is in no row: approval block, header, column numbers, fragment ..."""

    place: Place
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Words of the source and where they went; `lost` > 0 refuses the import (design 4.1)."""

    source_words: int
    in_rows: int
    in_sections: int
    in_rest: int
    lost: int


@dataclass(frozen=True, slots=True)
class Roadmap:
    """Everything read from one document, with its remarks."""

    file: str
    sha256: str
    body: OrderBody
    sections: tuple[Section, ...]
    items: tuple[RoadmapItem, ...]
    rest: tuple[Rest, ...]
    coverage: Coverage
    unread: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    flat_text: bool = False
    encoding: str | None = None
    notes: dict[str, str] = field(default_factory=dict)
