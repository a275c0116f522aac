"""The period of a plan: named by the order's title first, then by the plan's own heading and its rows."""

import re
from dataclasses import dataclass
from datetime import date

from vekha.domain.deadlines import Span
from vekha.domain.places import Place
from vekha.domain.roadmaps import PeriodAlternative

DASH = r"\s*[-–—/]\s*"
SCHOOL_YEAR = re.compile(
    rf"(?P<first>20\d\d){DASH}(?P<last>20\d\d|\d\d)\s*(?:-?м\s+)?(?:уч\.\s*г\w*|учебн\w+(?:\s+год\w*)?)",
    re.IGNORECASE,
)
YEARS = re.compile(rf"(?P<first>20\d\d){DASH}(?P<last>20\d\d)\s*(?:год\w*|г\.*\s?г?\.?)", re.IGNORECASE)
MONTHS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр",
          "декабр")  # fmt: skip
ONE_DAY = rf"\d\d?(?:\.\d\d?\.|\s+(?:{'|'.join(MONTHS)})[а-яё]*\s+)20\d\d"
DATES = re.compile(rf"с\s+(?P<first>{ONE_DAY})\s*(?:г\.|года|г\b)?\s*по\s+(?P<last>{ONE_DAY})", re.IGNORECASE)
WHOLE_DATE = re.compile(ONE_DAY, re.IGNORECASE)
ONE_YEAR = re.compile(r"(?<![.\d])(?P<first>20\d\d)(?:-?й)?\s*(?:год\w*|г\b\.?)", re.IGNORECASE)
BARE_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Named:
    """A text that may name the period: what it is called in Russian, and where it stands."""

    what: str
    text: str | None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class PlanPeriod:
    """`span` None: no document part names a period. `sure`: an order or heading says it in words.

    `others`: what contradicts it, as printed, with its place; `alternatives`: every other reading.
    """

    span: Span | None
    basis: str
    sure: bool
    others: tuple[Named, ...] = ()
    alternatives: tuple[PeriodAlternative, ...] = ()
    place: Place | None = None


def plan_period(
    named: list[Named], rows: list[str], deadlines: list[str], order_day: date | None
) -> PlanPeriod:
    """Return the period. `named`: the strongest first."""
    found = [(one, span, quote) for one in named for span, quote in [span_in(one.text or "")] if span]
    if not found:
        return _guessed(rows, deadlines, order_day)
    source, span, quote = found[0]
    taken = _from_order(span, order_day)
    others = [(one, other, said) for one, other, said in found[1:] if other != span]
    contradicting = [
        PeriodAlternative(_from_order(other, order_day), f"{one.what}: «{said}»", one.place)
        for one, other, said in others
    ]
    return PlanPeriod(
        taken,
        _basis(f"{source.what}: «{quote}»", span, order_day),
        True,
        tuple(Named(one.what, said, one.place) for one, _, said in others),
        _distinct(taken, [*contradicting, *_wider(span, taken, source), *_school(taken, deadlines)]),
        source.place,
    )


def _distinct(taken: Span, found: list[PeriodAlternative]) -> tuple[PeriodAlternative, ...]:
    kept = {one.span: one for one in reversed(found) if one.span != taken}
    return tuple(kept.values())[::-1]


def _wider(span: Span, taken: Span, source: Named) -> list[PeriodAlternative]:
    if span == taken:
        return []
    return [
        PeriodAlternative(span, f"{source.what}: весь названный период, а не с даты приказа", source.place)
    ]


def _school(taken: Span, deadlines: list[str]) -> list[PeriodAlternative]:
    """A school year may mean its lessons only, or begin with the August that prepares it."""
    if (taken.last.month, taken.last.day) != (8, 31):
        return []
    lessons = Span(taken.first, date(taken.last.year, 5, 31))
    found = [PeriodAlternative(lessons, "учебный год до конца занятий")] if taken.first < lessons.last else []
    august = f"август {taken.first.year}"
    if taken.first == date(taken.first.year, 9, 1) and any(august in text.lower() for text in deadlines):
        why = f"с учётом строки «{august}»"
        found.append(PeriodAlternative(Span(date(taken.first.year, 8, 1), taken.last), why))
    return found


def span_in(text: str) -> tuple[Span | None, str]:
    """Return the span a text names and the words that name it."""
    if found := DATES.search(text):
        first, last = day_of(found["first"]), day_of(found["last"])
        if first and last and first <= last:
            return Span(first, last), found.group()
    if found := SCHOOL_YEAR.search(text):
        first_year = int(found["first"])
        return Span(date(first_year, 9, 1), date(first_year + 1, 8, 31)), found.group()
    found = YEARS.search(text)
    if found and int(found["first"]) <= int(found["last"]):
        return Span(date(int(found["first"]), 1, 1), date(int(found["last"]), 12, 31)), found.group()
    for found in ONE_YEAR.finditer(text):
        if not re.search(r"\d\s*(?:" + "|".join(MONTHS) + r")\w*\s*$", text[: found.start()], re.IGNORECASE):
            year = int(found["first"])
            return Span(date(year, 1, 1), date(year, 12, 31)), found.group()
    return None, ""


def day_of(text: str) -> date | None:
    """Return the day «1 сентября 2025» or «01.09.2025» names, None where it does not exist."""
    day, year = int(text.split(".", maxsplit=1)[0].split(maxsplit=1)[0]), int(text[-4:])
    name = next(
        (at for at, stem in enumerate(MONTHS, start=1) if re.search(rf"\s{stem}", text.lower())), None
    )
    try:
        return date(year, name or int(text.split(".")[1]), day)
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
            taken = _widened(span, order_day)
            return PlanPeriod(
                taken,
                f"Срок действия плана не назван; взят из строк: «{school.group()}».",
                False,
                alternatives=_distinct(taken, [*_last_printed(taken, deadlines), *_school(taken, deadlines)]),
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


def _last_printed(taken: Span, deadlines: list[str]) -> list[PeriodAlternative]:
    days = [day for text in deadlines for said in WHOLE_DATE.findall(text) for day in [day_of(said)] if day]
    last = max(days, default=None)
    if last is None or last <= taken.first:
        return []
    return [PeriodAlternative(Span(taken.first, last), "последняя дата, названная в таблице")]


def _widened(span: Span, order_day: date | None) -> Span:
    return Span(order_day, span.last) if order_day and order_day <= span.last else span
