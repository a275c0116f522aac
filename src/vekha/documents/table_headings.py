"""Lines over tables that head the rows below: «II. Безопасность», «Сентябрь», the title of a second plan."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vekha.documents.heading_deadlines import MONTH
from vekha.documents.tables import SourceDocument, TextLine, TextTable
from vekha.documents.wording import one_line

LONGEST = 200
_LETTERS = re.compile(r"[а-яё]{3}", re.IGNORECASE)
_NAMED = re.compile(
    rf"(?:[IVX]{{1,5}}(?:[.)]|\s)\s*|(?:раздел|этап|блок|модуль|часть|направление)\b).*[а-яё]{{3}}.*|{MONTH}.{{0,12}}",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d{1,2}(?:[.)]|\s)\s*[А-ЯЁ«].*")
_NO_HEADING = re.compile(
    r"утвержд|согласован|приложение|продолжение|приказ|подпис|стр(?:аница|\.)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Over:
    """A line over a table. `plain`: it says by no number, month or «Раздел» that it is a heading."""

    line: TextLine
    plain: bool


def headings_over(source: SourceDocument) -> dict[int, Over]:
    """Return by the table's number the line directly over it that may head its rows.

    Arabic numbers count where several tables have them: a single one may be a point of the order. A plain
    line stands alone between its table and the one before.
    """
    over = {table.number: lines for table, lines in _lines_over(source) if lines}
    numbered = [number for number, lines in over.items() if _NUMBERED.fullmatch(one_line(lines[-1].text))]
    found = {}
    for number, lines in over.items():
        text = one_line(lines[-1].text)
        named = _NAMED.fullmatch(text) is not None or (number in numbered and len(numbered) > 1)
        if _may_head(lines[-1]) and (named or len(lines) == 1):
            found[number] = Over(lines[-1], plain=not named)
    return found


def _lines_over(source: SourceDocument) -> Iterator[tuple[TextTable, list[TextLine]]]:
    """Yield each table with the lines that stand between it and the table before it, empty ones left out."""
    lines: list[TextLine] = []
    for block in source.blocks:
        if isinstance(block, TextTable):
            yield block, lines
            lines = []
        elif block.text.strip():
            lines.append(block)


def _may_head(line: TextLine) -> bool:
    text = one_line(line.text)
    return (
        len(text) <= LONGEST
        and _LETTERS.search(text) is not None
        and not text[0].islower()
        and not text.endswith((";", ","))
        and _NO_HEADING.search(text) is None
    )
