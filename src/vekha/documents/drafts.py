"""Rows of a plan before their words are interpreted: fields by column, with what was odd about them."""

from dataclasses import dataclass, field

from vekha.documents.vocabulary import Column
from vekha.documents.wording import number_parts
from vekha.domain.places import Place
from vekha.domain.roadmaps import Marks, Rest, RowSource, Section


@dataclass(frozen=True, slots=True)
class Draft:
    """One item as printed. `section`: index of the heading above it.

    `shared`: fields whose text came from a merged cell that an earlier row already holds.
    `marks`: the quarters or months marked, where they alone tell the deadline. `under_heading`: the deadline,
    or the month of it, is printed in a heading over the row.
    """

    fields: dict[Column, str]
    place: Place
    section: int | None
    anomalies: tuple[str, ...] = ()
    shared: frozenset[Column] = frozenset()
    marks: Marks | None = None
    under_heading: bool = False
    source: RowSource | None = None

    def text(self, column: Column) -> str:
        return self.fields.get(column, "")


@dataclass(slots=True)
class PlanRows:
    """What the plan tables gave, in order. `heading`: what the first of them says above its header.

    `heading_lines`: lines of the text that head a table and are among `sections`.
    """

    drafts: list[Draft] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    rest: list[Rest] = field(default_factory=list)
    plan_tables: list[int] = field(default_factory=list)
    heading: str = ""
    heading_lines: set[int] = field(default_factory=set)


def named_sections(sections: list[Section]) -> list[Section]:
    """Where no heading prints a number, headings are named by their order."""
    if any(section.number for section in sections):
        return sections
    return [
        Section(str(count), section.title, section.place, number_printed=False)
        for count, section in enumerate(sections, start=1)
    ]


def top_section(sections: list[Section], index: int | None) -> str | None:
    """Return the name of the outermost heading over the heading at `index`: its number without full stop."""
    if index is None:
        return None
    for section in reversed(sections[: index + 1]):
        if len(number_parts(section.number)) <= 1:
            return (section.number or section.title).rstrip(".")
    return (sections[index].number or sections[index].title).rstrip(".")
