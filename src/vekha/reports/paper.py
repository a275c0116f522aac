"""What a paper is made from and of: facts in, blocks out; DOCX and HTML print the same blocks."""

from dataclasses import dataclass
from datetime import date, datetime

from vekha.domain.deadlines import Span
from vekha.domain.figures import Branch, IndicatorSum, RegisterRow
from vekha.domain.indicators import IndicatorPlan
from vekha.domain.organisations import Organisation
from vekha.rules.judging import Returns


@dataclass(frozen=True, slots=True)
class Source:
    """A roadmap the paper reports on: its printed name, its order, and who keeps control ("" for nobody)."""

    id: str
    title: str
    order: str
    controller: str
    returns: Returns


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """Everything a memo or a register says. `as_of` aware UTC, printed in the organisation's zone.

    figures_sha256: of the canonical figures and ids. head: the journal's head the figures stand on.
    """

    organisation: Organisation
    period: Span
    as_of: datetime
    prepared_by: str
    tree: Branch
    silent: tuple[Organisation, ...]
    sources: tuple[Source, ...]
    rows: tuple[RegisterRow, ...]
    indicators: tuple[IndicatorSum, ...]
    plans: tuple[IndicatorPlan, ...]
    organisations: dict[int, Organisation]
    figures_sha256: str
    head: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 0 is the title of the paper."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `small` for notes and the line of the hash, `centred` for what stands under the title."""

    text: str
    small: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """A place for a person's judgement: a label and empty lines, marked as to be filled in."""

    label: str
    lines: int = 3


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in millimetres; numbers stand right."""

    title: str
    width: int
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header repeats on each page. `total`: the last row is a sum. `wide`: a landscape page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: bool = False
    wide: bool = False


Block = Heading | Paragraph | Bullets | Blank | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper ready to be printed. `made_at`: its as-of, aware UTC, stands in the file's properties."""

    title: str
    blocks: tuple[Block, ...]
    made_at: datetime


def day_of(day: date | None) -> str:
    """Return 05.03.2026, «—» for none."""
    return f"{day:%d.%m.%Y}" if day else "—"
