"""Tables a text draws without tabs: «| № | Мероприятие |» of a mail, «№;Мероприятие» of a CSV."""

import csv
import re
from collections import Counter
from collections.abc import Sequence

BAR = re.compile(r"[|│┃]")
RULE = re.compile(r"[|│┃┌┐└┘├┤┬┴┼─━═+=:\s-]+")
FEWEST = 2
"""Signs between columns on a line of a table."""
SHARE = 0.6
Line = tuple[int, str]
Record = tuple[int, list[str]]


def tabbed(lines: Sequence[str]) -> list[Line]:
    """Return the lines with their numbers from 1, cells parted by tabs whatever parted them before.

    A text that holds tabs stays as it is. Lines that only draw a table are left out: they hold no word.
    """
    numbered = list(enumerate(lines, start=1))
    if any("\t" in line.strip() for line in lines):
        return numbered
    if sum(_is_barred(line) for line in lines) >= FEWEST:
        return [one for one in map(_unbarred, numbered) if one is not None]
    records = _records(numbered)
    return [(number, "\t".join(cells)) for number, cells in records] if _is_table(records) else numbered


def _is_barred(line: str) -> bool:
    return len(BAR.findall(line)) >= FEWEST and RULE.fullmatch(line) is None


def _unbarred(line: Line) -> Line | None:
    number, text = line
    if text.strip() and RULE.fullmatch(text) is not None:
        return None
    if not _is_barred(text):
        return line
    cells = BAR.split(text.strip())
    outer = slice(1 if BAR.match(text.strip()) else 0, -1 if BAR.fullmatch(text.strip()[-1]) else None)
    return number, "\t".join(cell.strip() for cell in cells[outer])


def _is_table(records: Sequence[Record]) -> bool:
    """Whether most records have the same number of cells; a list of things in prose has not."""
    widths = Counter(len(cells) for _, cells in records if any(cells))
    usual, times = widths.most_common(1)[0] if widths else (0, 0)
    return usual > FEWEST and times >= FEWEST and times >= SHARE * widths.total()


def _records(lines: Sequence[Line]) -> list[Record]:
    """Return each record with the number of its first line; a quoted cell may go on over several."""
    rows = csv.reader((text + "\n" for _, text in lines), delimiter=";")
    found: list[Record] = []
    first = 0
    try:
        for row in rows:
            found.append((lines[first][0], [" ".join(cell.split()) for cell in row]))
            first = rows.line_num
    except csv.Error:
        return []
    return found
