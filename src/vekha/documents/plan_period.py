"""The period of a plan: named by the order's title first, then by the plan's own heading and its rows."""

import re
from dataclasses import dataclass
from datetime import date

from vekha.domain.deadlines import Span

DASH = r"\s*[-–—/]\s*"
SCHOOL_YEAR = re.compile(
    rf"(?P<first>20\d\d){DASH}(?P<last>20\d\d|\d\d)\s*(?:-?м\s+)?(?:уч\.\s*г\w*|учебн\w+(?:\s+год\w*)?)",
    re.IGNORECASE,
)
YEARS = re.compile(rf"(?P<first>20\d\d){DASH}(?P<last>20\d\d)\s*(?:год\w*|г\.*\s?г?\.?)", re.IGNORECASE)
DATES = re.compile(
    r"с\s+(\d\d?)\.(\d\d?)\.(20\d\d)\s*(?:г\.?)?\s+по\s+(\d\d?)\.(\d\d?)\.(20\d\d)", re.IGNORECASE
)
UNTIL_YEAR = re.compile(r"(?:до|по)\s+(?P<last>20\d\d)\s*год", re.IGNORECASE)
ONE_YEAR = re.compile(r"(?<![.\d])(?P<first>20\d\d)(?:-?й)?\s*(?:год\w*|г\b\.?)", re.IGNORECASE)
BARE_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class PlanPeriod:
    """`span` None: no document part names a period. `sure`: an order or heading says it in words."""

    span: Span | None
    basis: str
    sure: bool
    others: tuple[str, ...] = ()


def plan_period(
    named: list[tuple[str, str | None]], rows: list[str], deadlines: list[str], order_day: date | None
) -> PlanPeriod:
    """Return the period. `named`: (what it is called in Russian, its text), the strongest first."""
    found = [(what, span, quote) for what, text in named for span, quote in [span_in(text or "")] if span]
    if found:
        what, span, quote = found[0]
        others = tuple(
            f"{other}: «{said}»"
            for other, one, said in found[1:]
            if (one.first, one.last) != (span.first, span.last)
        )
        return PlanPeriod(
            _from_order(span, order_day), _basis(f"{what}: «{quote}»", span, order_day), True, others
        )
    return _guessed(rows, deadlines, order_day)


def span_in(text: str) -> tuple[Span | None, str]:
    """Return the span a text names and the words that name it."""
    if found := DATES.search(text):
        first, last = _day(*found.group(1, 2, 3)), _day(*found.group(4, 5, 6))
        if first and last and first <= last:
            return Span(first, last), found.group()
    if found := SCHOOL_YEAR.search(text):
        first_year = int(found["first"])
        return Span(date(first_year, 9, 1), date(first_year + 1, 8, 31)), found.group()
    found = YEARS.search(text)
    if found and int(found["first"]) <= int(found["last"]):
        return Span(date(int(found["first"]), 1, 1), date(int(found["last"]), 12, 31)), found.group()
    for found in ONE_YEAR.finditer(text):
        if not re.search(r"\d\s*(?:" + "|".join(_MONTHS) + r")\w*\s*$", text[: found.start()], re.IGNORECASE):
            year = int(found["first"])
            return Span(date(year, 1, 1), date(year, 12, 31)), found.group()
    return None, ""


_MONTHS = (
    "январ",
    "феврал",
    "март",
    "апрел",
    "ма",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
)


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _from_order(span: Span, order_day: date | None) -> Span:
    """Nobody owed anything before the order: the plan starts on its day, if that lies in the period."""
    return Span(order_day, span.last) if order_day and span.first < order_day <= span.last else span


def _basis(source: str, span: Span, order_day: date | None) -> str:
    start = _from_order(span, order_day).first
    reason = "дата приказа" if start == order_day else "начало названного периода"
    return f"{source}. Начало {start:%d.%m.%Y} — {reason}, конец {span.last:%d.%m.%Y}."


def _guessed(rows: list[str], deadlines: list[str], order_day: date | None) -> PlanPeriod:
    """No heading names a period: a school year said in the rows, else the years the deadlines print."""
    school = next((found for row in rows for found in [SCHOOL_YEAR.search(row)] if found), None)
    if school:
        span, _ = span_in(school.group())
        if span:
            return PlanPeriod(
                _widened(span, order_day),
                f"Срок действия плана не назван; взят из строк: «{school.group()}».",
                False,
            )
    years = sorted({int(year) for text in deadlines for year in BARE_YEAR.findall(text)})
    if years:
        span = Span(date(years[0], 1, 1), date(years[-1], 12, 31))
        basis = f"Срок действия плана не назван; взяты годы из сроков: {years[0]}–{years[-1]}."
        return PlanPeriod(_from_order(span, order_day), basis, False)
    if order_day:
        span = Span(order_day, date(order_day.year, 12, 31))
        return PlanPeriod(span, "Срок действия плана не назван; взят год приказа.", False)
    return PlanPeriod(None, "Срок действия плана не назван.", False)


def _widened(span: Span, order_day: date | None) -> Span:
    return Span(order_day, span.last) if order_day and order_day <= span.last else span
