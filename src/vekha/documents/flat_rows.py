"""Rows proposed from text without columns (documents.md, step 10). A person reviews every one of them.

What guides the reading: the order of the columns in the header, numbers that follow each other, the engine's
own reading of deadlines, and capitals and line breaks where one cell ends and the next begins.
"""

from collections import Counter
from dataclasses import dataclass, replace

from vekha.documents.drafts import Draft, PlanRows
from vekha.documents.flat_cells import FlatLine, cells_of
from vekha.documents.flat_plan import ENTRY, FlatPlan, follows
from vekha.documents.labelled_rows import labelled_rows
from vekha.documents.row_kinds import is_child
from vekha.documents.tables import SourceDocument, TextLine
from vekha.documents.vocabulary import HEADER_STEMS, HEADER_WORDS, LITTLE_WORDS, Column
from vekha.documents.wording import is_column_numbers, number_parts, one_line, words
from vekha.domain.places import Place
from vekha.domain.roadmaps import Rest, Section

HEADER_ROLES = 3
HEADER_LINES = 8
HEADER_SHARE = 0.6
LONGEST_ROW = 400
"""Lines of one row; where a number is followed by more, the text is no plan."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A number with the lines up to the next one."""

    number: str
    lines: list[FlatLine]


def flat_rows(source: SourceDocument) -> FlatPlan | None:
    """Return the rows a text flow proposes; None where nothing looks like a plan's header and rows.

    Without a header, a list whose points name their terms is a plan.
    """
    lines = _lines(source)
    header = _header(lines)
    if header is None:
        return labelled_rows(source)
    start, end, order = header
    rows = PlanRows()
    body = _without_furniture(lines[start:end], lines[end:], rows)
    blocks = _blocks(body)
    if not blocks or max(len(block.lines) for block in blocks) > LONGEST_ROW:
        return None
    loose = {line.number for line in body} - {line.number for block in blocks for line in block.lines}
    rows.rest += [Rest(_place(source, line), "fragment", line.text) for line in body if line.number in loose]
    _gather(source, blocks, order, rows)
    return FlatPlan(rows, lines[start].number, frozenset(line.number for line in lines[start:]))


def _lines(source: SourceDocument) -> list[FlatLine]:
    """Lines with words. `after_page`: three blank lines or more stand before it."""
    found: list[FlatLine] = []
    blank = 0
    for line in source.lines():
        text = one_line(line.text)
        if text:
            found.append(FlatLine(line.place.line or 0, text, after_page=blank >= 3))
        blank = 0 if text else blank + 1
    return found


def _header(lines: list[FlatLine]) -> tuple[int, int, tuple[Column, ...]] | None:
    """Return where the header stands (first, past the last) and the order of its columns."""
    at = 0
    while at < len(lines):
        end = at
        while end < min(len(lines), at + HEADER_LINES) and _header_share(lines[end].text) >= HEADER_SHARE:
            end += 1
        order = _order(lines[at:end])
        if len(order) >= HEADER_ROLES and {Column.TITLE, Column.DEADLINE} <= set(order):
            start = max(first for first in range(at, end) if set(_order(lines[first:end])) == set(order))
            return start, end, _order(lines[start:end])
        at = max(end, at + 1)
    return None


def _header_share(text: str) -> float:
    found = words(text)
    known = sum(word in LITTLE_WORDS or word.startswith(HEADER_WORDS) for word in found)
    return known / len(found) if found else 0.0


def _order(lines: list[FlatLine]) -> tuple[Column, ...]:
    """Columns in the order the header names them; «срок исполнения» is not yet the executor."""
    plain = " ".join(line.text for line in lines).lower()
    spots: dict[Column, int] = {}
    for role, stems in HEADER_STEMS:
        found = [spot for stem in stems for spot in [plain.find(stem)] if spot >= 0]
        if found and role is not Column.OTHER:
            spots[role] = min(found)
    known = (Column.NUMBER, Column.TITLE, Column.DEADLINE, Column.EXECUTOR, Column.RESULT)
    return tuple(sorted((role for role in known if role in spots), key=lambda role: spots[role]))


def _without_furniture(header: list[FlatLine], body: list[FlatLine], rows: PlanRows) -> list[FlatLine]:
    """Put the header, its repeats on later pages and the column numbers aside."""
    known = {line.text for line in header}
    kept = []
    for line in body:
        if is_column_numbers(line.text.split()):
            rows.rest.append(Rest(Place("", line=line.number), "column_numbers", line.text))
        elif line.after_page and line.text in known and _header_share(line.text) >= HEADER_SHARE:
            rows.rest.append(Rest(Place("", line=line.number), "header", line.text))
        else:
            kept.append(line)
    rows.rest[:0] = [Rest(Place("", line=line.number), "header", line.text) for line in header]
    return kept


def _blocks(lines: list[FlatLine]) -> list[_Block]:
    blocks: list[_Block] = []
    last: tuple[int, ...] = ()
    for line in lines:
        found = ENTRY.fullmatch(line.text)
        number = number_parts(found["number"]) if found else ()
        if found and follows(number, last):
            printed = line.text[: found.start("text")].strip()
            blocks.append(_Block(printed, [replace(line, text=found["text"])]))
            last = number
        elif blocks:
            blocks[-1].lines.append(line)
    return blocks


def _gather(source: SourceDocument, blocks: list[_Block], order: tuple[Column, ...], rows: PlanRows) -> None:
    rows.rest[:] = [replace(rest, place=replace(rest.place, file=source.file)) for rest in rows.rest]
    entries = [
        (block, is_child(blocks[at + 1].number if at + 1 < len(blocks) else None, block.number))
        for at, block in enumerate(blocks)
    ]
    openings = _openings([block for block, heading in entries if not heading])
    for block, heading in entries:
        place = _place(source, block.lines[0])
        if heading:
            text = one_line(" ".join(line.text for line in block.lines))
            rows.sections.append(Section(block.number, text, place))
            continue
        fields = cells_of(block.lines, order, openings)
        section = len(rows.sections) - 1 if rows.sections else None
        fields[Column.NUMBER] = block.number
        rows.drafts.append(Draft(fields, place, section, ("flat_text",)))


def _openings(blocks: list[_Block]) -> Counter[str]:
    """How often a line of a plan begins with the same two words: executors repeat, titles do not."""
    return Counter(
        " ".join(line.text.split()[:2]).lower()
        for block in blocks
        for line in block.lines[1:]
        if line.text[0].isupper()
    )


def _place(source: SourceDocument, line: FlatLine | TextLine) -> Place:
    return Place(source.file, line=line.number if isinstance(line, FlatLine) else line.place.line)
