"""A roadmap as its document prints it, before anybody has confirmed a reading."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from vekha.domain.deadlines import Deadline, Span
from vekha.domain.executors import Executors
from vekha.domain.indicators import Indicator, IndicatorRow
from vekha.domain.organisations import Level
from vekha.domain.places import Place, Remark


@dataclass(frozen=True, slots=True)
class Controller:
    """A person the order names. kind: control (keeps control), responsible (leads), approver (signed)."""

    name: str
    role: str
    quote: str
    kind: str


class ActKind(StrEnum):
    """What the document calls itself; a plan stands alone with its approval block or its appendix stamp."""

    ORDER = "order"
    DECREE = "decree"
    DIRECTIVE = "directive"
    DECISION = "decision"
    LETTER = "letter"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class OrderPoint:
    """A duty in the points of the act itself. `number` as printed, a lettered one as «2.а».

    `assignee`: whom it obliges, in the nominative; None where the point names nobody. `deadline_text` as
    printed, taken out of `text`; `deadline` its reading, both None where the point names no term.
    """

    number: str | None
    assignee: str | None
    text: str
    deadline_text: str | None
    deadline: Deadline | None
    place: Place

    @property
    def due(self) -> date | None:
        """The one day the term names; None for several, for an event, or without a term."""
        days = self.deadline.occurrences if self.deadline else ()
        return days[0].raw_due if len(days) == 1 else None


@dataclass(frozen=True, slots=True)
class PeriodAlternative:
    """Another reading of the plan's period. `place`: where the document says so, None where it follows."""

    span: Span
    why: str
    place: Place | None = None


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
    kind: ActKind = ActKind.PLAN
    period_alternatives: tuple[PeriodAlternative, ...] = ()
    points: tuple[OrderPoint, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading. Where none prints a number, `number` is its order and `number_printed` false."""

    number: str | None
    title: str
    place: Place
    number_printed: bool = True


@dataclass(frozen=True, slots=True)
class Marks:
    """Headings that are marked, and (heading, text) of cells that hold text. `year`: printed over them."""

    headings: tuple[str, ...]
    told: tuple[tuple[str, str], ...] = ()
    year: str = ""

    def text(self) -> str:
        """Return the deadline as the document prints it: «I кв.; III кв.»."""
        told = tuple(f"{heading}: {text}" if heading else text for heading, text in self.told)
        return "; ".join((*self.headings, *told))


@dataclass(frozen=True, slots=True)
class StartAndEnd:
    """The texts of the columns «начало» and «окончание»; either may be empty."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """What a column was taken for. `column` counts from 1; `score`: the share of its cells that look so."""

    role: str
    column: int
    why: str
    score: float


@dataclass(frozen=True, slots=True)
class RowSource:
    """What an item was read from: its row and those that go on with it, their cells as printed.

    `merged_with`: rows above whose merged cell reaches into this one. `roles`: the columns of its table.
    """

    places: tuple[Place, ...]
    cells: tuple[str, ...]
    merged_with: tuple[Place, ...]
    roles: tuple[ColumnRole, ...]


@dataclass(frozen=True, slots=True)
class RoadmapItem:
    """One row of the plan: its text is never edited, only interpreted. `ordinal` counts from 1.

    `columns`: where the deadline is spread over columns, what they print; `deadline_text` joins them.
    `source`: None where the text has no cells. `ordered_on`: of a duty in the order's own points, the day of
    the order, from which its term may run before the plan begins.
    """

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
    indicator_readings: tuple[Indicator, ...] = ()
    columns: Marks | StartAndEnd | None = None
    source: RowSource | None = None
    ordered_on: date | None = None


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
    """Everything read from one document, with its remarks.

    read_by: the basis of the school year its terms and vacations were read by, "" for the shipped default.
    """

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
    read_by: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    indicators: tuple[IndicatorRow, ...] = ()
