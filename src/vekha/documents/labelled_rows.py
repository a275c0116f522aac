"""Rows of a plan written as a list: «1. Утеплить окна. Срок: до 1 октября. Ответственный: завхоз.»."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from vekha.documents.drafts import Draft, PlanRows
from vekha.documents.flat_plan import ENTRY, FlatPlan, follows
from vekha.documents.row_kinds import is_child
from vekha.documents.tables import SourceDocument, TextLine
from vekha.documents.vocabulary import Column
from vekha.documents.wording import number_parts, one_line
from vekha.domain.places import Place
from vekha.domain.roadmaps import Rest, Section

FEWEST_ROWS = 2
LABELLED_SHARE = 0.5
_ENDS = " ,;:(–—-"
_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[\s(]))(?:"
    r"(?P<deadline>(?:срок\w{0,2}|дата)(?:\s+(?:исполнения|реализации|выполнения|проведения|представления))?)"
    r"|(?P<executor>(?:ответственн\w+|отв\.?|исполнител\w)(?:\s+(?:исполнител\w|лиц[оа]|за\s+исполнение))?)"
    r"|(?P<result>(?:ожидаемый\s+)?результат|форма\s+отч[её]та|вид\s+документа|итоговый\s+документ)"
    r")\s*(?::|\s[–—-]\s)",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"\b(?:п\s?р\s?и\s?к\s?а\s?з\s?ы\s?в\s?а\s?ю|п\s?о\s?с\s?т\s?а\s?н\s?о\s?в\s?л\s?я)", re.IGNORECASE
)


@dataclass(slots=True)
class _Entry:
    """A number and its lines."""

    number: str
    place: Place
    texts: list[str]
    lines: set[int] = field(default_factory=set)

    @property
    def text(self) -> str:
        return one_line(" ".join(self.texts))


def labelled_rows(source: SourceDocument) -> FlatPlan | None:
    """Return the rows of a numbered list whose points name their terms; None where half of them do not.

    Points of an order («приказываю») are duties of the order, no rows of a plan.
    """
    entries = list(_entries(source))
    if any(_ORDERS.search(line.text) for line in source.lines()):
        return None
    told = sum(any(one["deadline"] for one in _LABEL.finditer(entry.text)) for entry in entries)
    leaves = sum(not is_child(below.number, entry.number) for entry, below in _pairs(entries))
    if told < FEWEST_ROWS or told < LABELLED_SHARE * leaves:
        return None
    rows = PlanRows()
    for entry, below in _pairs(entries):
        _gather(entry, heading=is_child(below.number, entry.number), rows=rows)
    lines = frozenset(line for entry in entries for line in entry.lines)
    return FlatPlan(rows, min(lines), lines)


def _pairs(entries: list[_Entry]) -> Iterator[tuple[_Entry, _Entry]]:
    """Yield each entry with the next, the last with an empty one."""
    return zip(entries, [*entries[1:], *(_Entry("", one.place, []) for one in entries[-1:])], strict=True)


def _entries(source: SourceDocument) -> Iterator[_Entry]:
    """Yield numbered points with the lines up to the next one; a paragraph after a term ends a point."""
    lines = list(source.lines())
    spaced = sum(not line.text.strip() for line in lines) > len(lines) / 3
    entry: _Entry | None = None
    last: tuple[int, ...] = ()
    gap = False
    for line in lines:
        text = one_line(line.text)
        found = ENTRY.fullmatch(text)
        number = number_parts(found["number"]) if found else ()
        if found and follows(number, last):
            if entry is not None:
                yield entry
            entry = _opened(line, text[: found.start("text")].strip(), found["text"])
            last = number
        elif text and entry is not None and not (gap and not spaced and _LABEL.search(entry.text)):
            entry.texts.append(text)
            entry.lines.add(line.place.line or 0)
        elif text and entry is not None:
            yield entry
            entry = None
        gap = not text
    if entry is not None:
        yield entry


def _opened(line: TextLine, number: str, text: str) -> _Entry:
    return _Entry(number, line.place, [text], {line.place.line or 0})


def _gather(entry: _Entry, *, heading: bool, rows: PlanRows) -> None:
    labels = list(_LABEL.finditer(entry.text))
    if heading and not labels:
        rows.sections.append(Section(entry.number, entry.text, entry.place))
        return
    title = entry.text[: labels[0].start()] if labels else entry.text
    fields = {Column.NUMBER: entry.number, Column.TITLE: _without_stop(title.rstrip(_ENDS))}
    ends = [one.start() for one in labels[1:]] + [len(entry.text)]
    for label, end in zip(labels, ends, strict=True):
        column = Column(label.lastgroup or Column.OTHER)
        value = entry.text[label.end() : end].strip(" \t,;(")
        fields[column] = "\n".join(filter(None, [fields.get(column, ""), _without_stop(value)]))
        rows.rest.append(Rest(entry.place, "header", label.group().strip()))
    section = len(rows.sections) - 1 if rows.sections else None
    rows.drafts.append(Draft(fields, entry.place, section, ("flat_text",)))


def _without_stop(text: str) -> str:
    """The full stop of the sentence is no part of a field; one that shortens a word is."""
    shortened = re.search(r"(?:\b[А-ЯЁ]|\bг|\bгг|\bкв)\.$", text)
    bare = text if shortened else text.rstrip(".")
    return bare.removesuffix(")") if bare.count(")") > bare.count("(") else bare
