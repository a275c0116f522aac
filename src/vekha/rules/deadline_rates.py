"""How often: the period a phrase recurs by, and its windows in the plan."""

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from vekha.calendar.periods import add_months, clip, half_years, months, quarters, school_years, weeks, years
from vekha.domain.deadlines import Span
from vekha.rules.deadline_parts import Dated, NoMeaningError, Part, Phrase, Setting
from vekha.rules.deadline_places import NUMBERS
from vekha.rules.deadline_words import lexicon

YEAR, HALF_YEAR, QUARTER, MONTH = 12, 6, 3, 1
_ADVERBS = {"YEARLY": YEAR, "HALF_YEARLY": HALF_YEAR, "QUARTERLY": QUARTER, "MONTHLY": MONTH, "WEEKLY": 0}
_UNITS = {"YEAR_WORD": YEAR, "HALF_YEAR": HALF_YEAR, "QUARTER": QUARTER, "MONTH_WORD": MONTH, "WEEK": 0}
_HINTS = (
    (re.compile(r"месячн|\bмесяц"), MONTH),
    (re.compile(r"квартал"), QUARTER),
    (re.compile(r"полугод"), HALF_YEAR),
    (re.compile(r"\bгод(ов|а|у|)\b|годов"), YEAR),
)
_DAYS_KEPT = 4096
NAMES = {YEAR: "год", HALF_YEAR: "полугодие", QUARTER: "квартал", MONTH: "месяц", 0: "неделя"}


@dataclass(frozen=True, slots=True)
class Rate:
    """A period of `months` (0: a week); `weekdays` 1..7: «по четвергам»; `nth`: «каждая вторая среда»."""

    months: int
    weekdays: tuple[int, ...] = ()
    nth: int = 0
    school: bool = False
    halves_of_month: bool = False
    doubts: tuple[str, ...] = ()


def rate_of(phrase: Phrase) -> Rate | None:
    """Return the finest rate of a phrase, None where it has none; weekdays of a week go together."""
    rates = [_rate(part) for part in phrase.having("frequency")]
    if not rates:
        return None
    finest = min(rates, key=lambda rate: (rate.months, not rate.weekdays))
    if finest.months == 0 or finest.weekdays:
        return _weekly(finest, rates, phrase)
    others = {rate.months for rate in rates} - {finest.months, YEAR}
    doubts = (_SEVERAL,) if others else ()
    return replace(finest, doubts=finest.doubts + doubts) if doubts else finest


SPACED = "дни не названы, взяты равные промежутки"
_SEVERAL = "названо несколько периодичностей: взята самая частая"


def _weekly(finest: Rate, rates: list[Rate], phrase: Phrase) -> Rate:
    """Return the weekly rate with every weekday named beside it. Raises NoMeaningError where they differ."""
    if len({rate.nth for rate in rates if rate.weekdays}) > 1:
        raise NoMeaningError("дни недели названы по-разному")
    days = {day for rate in rates for day in rate.weekdays}
    days |= {part.weekday for part in phrase.having("weekday")}
    if finest.nth and len(days) > 1:
        raise NoMeaningError("дни недели названы по-разному")
    whole = MONTH if finest.nth else 0
    others = {rate.months for rate in rates} - {whole, 0, YEAR}
    doubts = finest.doubts + ((_SEVERAL,) if others else ())
    return replace(finest, weekdays=tuple(sorted(days)), doubts=doubts)


def _rate(part: Part) -> Rate:
    words = part.terminals
    if part.weekday:
        return Rate(MONTH if part.number else 0, (part.weekday,), part.number)
    if words[0] in _ADVERBS:
        return Rate(_ADVERBS[words[0]])
    unit = next(_UNITS[word] for word in reversed(words) if word in _UNITS)
    school = "SCHOOL" in words
    if words[0] == "ALSO_EACH" and words[-2] in NUMBERS:
        return _spaced(part, unit, (f"«{part.text}»: {SPACED}",))
    if words[0] == "ALSO_EACH":
        return Rate(unit, school=school, doubts=_each_doubts(school=school))
    return _times(part, unit, school=school)


def _each_doubts(*, school: bool) -> tuple[str, ...]:
    return ("«каждый учебный год»: взят учебный год с 1 сентября",) if school else ()


def _times(part: Part, unit: int, *, school: bool) -> Rate:
    words = part.terminals
    count = 2 if "TWICE" in words else 1 if "ONCE" in words else part.number
    doubt = (f"«{part.text}»: {SPACED}",)
    if words[-2] in NUMBERS:
        return _spaced(part, unit, doubt)
    if unit == MONTH and count == 2:
        return Rate(MONTH, halves_of_month=True, doubts=doubt)
    if count == 1:
        return Rate(unit, school=school, doubts=doubt)
    if unit == 0 or count < 1 or unit % count or unit // count not in (YEAR, HALF_YEAR, QUARTER, MONTH):
        raise NoMeaningError(f"«{part.text}» не делится на равные календарные промежутки")
    return Rate(unit // count, doubts=doubt)


_WHOLE = {3: QUARTER, 6: HALF_YEAR, 12: YEAR}


def _spaced(part: Part, unit: int, doubt: tuple[str, ...]) -> Rate:
    """«1 раз в 3 месяца» is once a quarter; other counts do not say from when they run."""
    spaced = lexicon().number(part.text.split()[-2])
    months = _WHOLE.get(spaced) if unit == MONTH else None
    several = "TIMES" in part.terminals and part.number != 1
    if months is None or several or "TWICE" in part.terminals:
        raise NoMeaningError(f"«{part.text}»: с какого дня считать, не сказано")
    return Rate(months, doubts=doubt)


def windows(rate: Rate, span: Span) -> Iterator[Dated]:
    """Yield one window for each period of the rate that meets `span`, clipped to it, in order."""
    if rate.halves_of_month:
        for month in months(span):
            middle = month.first.replace(day=15)
            for half in (Span(month.first, middle), Span(middle + timedelta(days=1), month.last)):
                yield from _clipped(half, span)
        return
    for period in periods(rate, span):
        yield from _clipped(period, span)


def _clipped(period: Span, span: Span) -> Iterator[Dated]:
    inside = clip(period, span)
    if inside:
        yield Dated(inside.first, inside.last, period)


def periods(rate: Rate, span: Span) -> Iterator[Span]:
    if rate.school:
        return school_years(span)
    return periods_of(rate.months, span)


def periods_of(length: int, span: Span) -> Iterator[Span]:
    """Yield the whole periods of `length` months (0: weeks) that share a day with `span`."""
    return _WALKS[length](span)


_WALKS: dict[int, Callable[[Span], Iterator[Span]]] = {
    YEAR: years,
    HALF_YEAR: half_years,
    QUARTER: quarters,
    MONTH: months,
    0: weeks,
}


def name_of(period: Span) -> str:
    """Return the stable name of a period: 2025, 2025/26, 2025-H1, 2025-Q4, 2025-10, 2025-W05."""
    first, length = period.first, (period.last - period.first).days
    if length <= 7:
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02}"
    if length <= 16:
        return f"{first:%Y-%m}-{1 if first.day == 1 else 2}"
    if length <= 31:
        return f"{first:%Y-%m}"
    if length <= 92:
        return f"{first.year}-Q{(first.month + 2) // 3}"
    if length <= 184:
        return f"{first.year}-H{1 if first.month == 1 else 2}"
    return f"{first.year}" if first.month == 1 else f"{first.year}/{(first.year + 1) % 100:02}"


def hinted(setting: Setting) -> int | None:
    """Return the shortest period the row's own words name, None where they name none."""
    text = f"{setting.item} {setting.result}".lower()
    return next((length for pattern, length in _HINTS if pattern.search(text)), None)


@functools.lru_cache(maxsize=_DAYS_KEPT)
def period_of(day: date, length: int) -> Span:
    """Return the period of `length` months (0: the week) that `day` lies in."""
    return next(periods_of(length, Span(day, day)))


@functools.lru_cache(maxsize=_DAYS_KEPT)
def period_before(day: date, length: int) -> Span:
    """Return the period that ended last before the one `day` lies in."""
    return period_of(period_of(day, length).first - timedelta(days=1), length)


def month_starts(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = add_months(month, 1)
