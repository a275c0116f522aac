"""Columns that stand for quarters, half-years or months: a row is due where its cell holds a mark."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from vekha.documents.tables import GridRow, TextTable
from vekha.documents.vocabulary import TOTALS, Column
from vekha.documents.wording import deadline_likeness, header_role, is_column_numbers, one_line
from vekha.rules.normalise import plain

HEADER_ROWS = 3
"""A period heading stands at most so deep: «Сроки» / «2026 год» / «I кв.»."""
MARKS_SHARE = 0.7
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MARK = re.compile(r"(?:[xхv+*•√✓✔✗✘☑☒■●]\s?){1,3}", re.IGNORECASE)
_BLANK = re.compile(r"[-–—−_.\s]*")
_COUNT = r"(?:[1-4]|i{1,3}|iv|п|ш|перв\w+|втор\w+|трет\w+|четверт\w+)(?:\s?[-~]\s?\w{1,2})?\.?"
_UNIT = r"(?:кв|квартал|полуг|полугодие)\.?"
_MONTH = (
    r"(?:январ\w|янв|феврал\w|февр?|март\w?|мар|апрел\w|апр|ма[йя]|июн\w?|июл\w?|августа?|авг|сентябр\w|сент?"
    r"|октябр\w|окт|ноябр\w|нояб?|декабр\w|дек)\.?"
)
_HEADING = re.compile(
    rf"(?:{_COUNT}\s?{_UNIT}|{_UNIT}\s?{_COUNT}|{_MONTH})(?:\s?(?:19|20)\d\d(?:\s?(?:г|год|года)\.?)?)?"
)
_BARE = re.compile(r"[1-9]|1[0-2]|i{1,3}|iv")
_MONTH_NAMES = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь",
                "ноябрь", "декабрь")  # fmt: skip
_ROMAN = ("i", "ii", "iii", "iv")
_FULL_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}")
_LETTERS = re.compile(r"[а-яё]{3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """What a column stands for: its heading in words («I кв.») and the year printed over all of them."""

    heading: str
    year: str = ""


@dataclass(frozen=True, slots=True)
class PeriodHeader:
    """The header of a table with such columns: its first and last row, and the periods by position."""

    first: int
    last: int
    periods: dict[int, Period]


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled cell under one heading, or under several where it is merged over them."""

    periods: tuple[Period, ...]
    text: str
    span: int | None

    @property
    def is_mark(self) -> bool:
        return is_mark(self.text)


def is_mark(text: str) -> bool:
    """Whether a cell holds «х», «+», «v» and the like, Latin or Cyrillic, and nothing else."""
    return _MARK.fullmatch(one_line(text)) is not None


def period_header(table: TextTable, depth: int) -> PeriodHeader | None:
    """Return the header in the first `depth` rows whose period columns hold marks; None for other tables."""
    for last in range(min(depth, len(table.rows))):
        first = _first_header_row(table.rows, last)
        if first is None:
            continue
        periods = _periods(table.rows[first : last + 1])
        if len(set(periods.values())) >= 2 and holds_marks(_body(table.rows[last + 1 :]), periods):
            return PeriodHeader(first, last, periods)
    return None


def heads_periods(row: GridRow) -> bool:
    """Whether a row names the columns of a plan, two periods or more among them."""
    return names_the_work(row) and len({cell.text for cell in row.cells if _heading(cell.text, "")}) >= 2


def _body(rows: tuple[GridRow, ...]) -> Iterable[GridRow]:
    """Return the rows down to the next header."""
    return takewhile(lambda row: not names_the_work(row), rows)


def _first_header_row(rows: tuple[GridRow, ...], last: int) -> int | None:
    """Return the row where the header of a plan begins that ends in row `last`, None where none does."""
    first = last
    while first > 0 and last - first < HEADER_ROWS - 1:
        if names_the_work(rows[first]) and not _spans(rows[first - 1]) & _spans(rows[first]):
            break
        first -= 1
    while first < last and not names_the_work(rows[first]):
        first += 1
    return first if names_the_work(rows[first]) else None


def _spans(row: GridRow) -> set[int]:
    return {cell.span for cell in row.cells if cell.span is not None and cell.text.strip()}


def names_the_work(row: GridRow) -> bool:
    """Whether a row names a column of works and one more of a plan."""
    roles = {header_role(cell.text) for cell in row.cells}
    return Column.TITLE in roles and bool(
        roles & {Column.NUMBER, Column.EXECUTOR, Column.RESULT, Column.DEADLINE}
    )


def _periods(rows: tuple[GridRow, ...]) -> dict[int, Period]:
    """Return the periods the last of the rows names; none where it stands under another column's title."""
    above, last = rows[:-1], rows[-1]
    found: dict[int, Period] = {}
    for at, cell in enumerate(last.cells):
        over = [(row, _over(row, at)) for row in above]
        texts = [text for row, text in over if at >= len(row.cells) or row.cells[at].span != cell.span
                 or cell.span is None]  # fmt: skip
        heading = _heading(cell.text, " ".join(texts))
        if not heading:
            continue
        if any(header_role(text) not in (None, Column.DEADLINE) for text in texts if text):
            return {}
        year = _YEAR.search(" ".join(texts))
        found[at] = Period(heading, year.group() if year and not _YEAR.search(heading) else "")
    return _with_years(found)


def _with_years(found: dict[int, Period]) -> dict[int, Period]:
    """Where different years stand over the columns, each heading goes with its own: «I кв. 2027»."""
    if len({one.year for one in found.values()}) <= 1:
        return found
    return {at: Period(f"{one.heading} {one.year}".strip()) for at, one in found.items()}


def _over(row: GridRow, at: int) -> str:
    """Return the title over a position: its own, or the one to the left where a text file leaves blanks."""
    texts = [one_line(cell.text) for cell in row.cells[: at + 1]]
    if at < len(row.cells) and texts[at]:
        return texts[at]
    left = next((text for text in reversed(texts) if text), "")
    return left if header_role(left) in (None, Column.DEADLINE) else ""


def _heading(text: str, over: str) -> str:
    """Return the heading of a period in words, "" for any other text; «I» under «Кварталы» is «I квартал»."""
    bare = plain(text).strip(" .:*")
    if _HEADING.fullmatch(plain(text).strip(" :*")):
        return one_line(text).strip(" :*")
    if not _BARE.fullmatch(bare):
        return ""
    above = plain(over)
    number = int(bare) if bare.isdecimal() else _ROMAN.index(bare) + 1
    for stem, unit, most in (("квартал", "квартал", 4), ("полугод", "полугодие", 2)):
        if stem in above:
            return f"{bare.upper()} {unit}" if number <= most else ""
    return _MONTH_NAMES[number - 1] if "месяц" in above else ""


def names_periods(row: GridRow) -> bool:
    """Whether a row holds two headings of periods or more, and nothing else: the lower row of a header."""
    texts = [cell.text for cell in row.cells if cell.text.strip()]
    return len(set(texts)) >= 2 and all(_heading(text, "") for text in texts)


def holds_marks(rows: Iterable[GridRow], periods: dict[int, Period]) -> bool:
    """Whether cells under the periods hold marks, not figures: a mark at least, and little but deadlines."""
    body = [row for row in rows if not _counts(row)]
    filled = [one for row in body for one in filled_periods(row, periods) if not _heading(one.text, "")]
    marks = sum(one.is_mark for one in filled)
    return marks > 0 and marks + sum(_tells(one.text) for one in filled) >= MARKS_SHARE * len(filled)


def _counts(row: GridRow) -> bool:
    """Whether a row numbers the columns or sums them up."""
    texts = [one_line(cell.text) for cell in row.cells if cell.text.strip()]
    return is_column_numbers(texts) or any(text.lower().startswith(TOTALS) for text in texts[:2])


def _tells(text: str) -> bool:
    dated = _FULL_DATE.search(text) is not None or _LETTERS.search(text) is not None
    return dated and deadline_likeness(text) >= 0.5


def filled_periods(row: GridRow, periods: dict[int, Period]) -> list[Filled]:
    """Return the filled cells of a row under the periods; a cell that reaches beyond them is not theirs."""
    beyond = {cell.span for at, cell in enumerate(row.cells) if at not in periods and cell.span is not None}
    found: list[Filled] = []
    for at, cell in enumerate(row.cells):
        if at not in periods or cell.span in beyond or _BLANK.fullmatch(cell.text):
            continue
        if found and cell.span is not None and found[-1].span == cell.span:
            found[-1] = Filled((*found[-1].periods, periods[at]), cell.text, cell.span)
        else:
            found.append(Filled((periods[at],), cell.text, cell.span))
    return found
