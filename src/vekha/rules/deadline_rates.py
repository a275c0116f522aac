"""How often: the period a phrase recurs by, and its windows in the plan."""

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from vekha.calendar.periods import add_months, clip, half_years, months, quarters, school_years, weeks, years
from vekha.domain.deadlines import Span
from vekha.rules.deadline_dates import EDGE_DOUBT, edge_of
from vekha.rules.deadline_parts import Bound, Dated, NoMeaningError, Part, Phrase, Setting
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


@dataclass(frozen=True, slots=True)
class Rate:
    """A period of `months` (0: a week); `weekdays` 1..7: «по четвергам»; `nth`: «каждая вторая среда».

    `cut`: into how many even windows the period goes, «2 раза в квартал». `step`: how many periods make one
    window, counted from the beginning of the plan, «раз в две недели». `edge`: its end or beginning alone.
    """

    months: int
    weekdays: tuple[int, ...] = ()
    nth: int = 0
    school: bool = False
    cut: int = 1
    step: int = 1
    edge: Bound | None = None
    doubts: tuple[str, ...] = ()

    @property
    def uneven(self) -> bool:
        """True where a window is not a whole period: beside another rate it may not be passed over."""
        return self.cut > 1 or self.step > 1 or self.edge is not None


def rate_of(phrase: Phrase) -> Rate | None:
    """Return the finest rate of a phrase, None where it has none; weekdays of a week go together."""
    rates = [_rate(part) for part in phrase.having("frequency")]
    if not rates:
        return None
    finest = min(rates, key=lambda rate: (rate.months, not rate.weekdays))
    if finest.months == 0 or finest.weekdays:
        return _weekly(finest, rates, phrase)
    others = {rate.months for rate in rates} - {finest.months, YEAR}
    doubts: tuple[str, ...] = (_SEVERAL,) if others else ()
    doubts += tuple(doubt for rate in rates if rate is not finest and rate.uneven for doubt in rate.doubts)
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
    for rate in rates:
        told = days and rate.months == 0 and rate.step == 1 and rate.cut == len(days)
        if rate.uneven and rate is not finest and not told:
            doubts += rate.doubts
    step = max(rate.step for rate in rates if rate.months == 0 or rate.weekdays)
    return replace(finest, weekdays=tuple(sorted(days)), step=step, doubts=doubts)


def _rate(part: Part) -> Rate:
    words = part.terminals
    if part.weekday:
        return Rate(MONTH if part.number else 0, (part.weekday,), part.number)
    if words[0] in _ADVERBS:
        return Rate(_ADVERBS[words[0]])
    unit = next(_UNITS[word] for word in reversed(words) if word in _UNITS)
    school = "SCHOOL" in words
    if words[0] == "PO" and "TIMES" not in words and part.text[-1] != "м":
        raise NoMeaningError(f"«{part.text}» не говорит, как часто")
    if _EDGES & set(words):
        return _edged(part, unit, school=school)
    if "ALSO_EACH" in words and words[-2] in NUMBERS:
        return _spaced(part, unit, (f"«{part.text}»: {SPACED}",))
    if "ALSO_EACH" in words or (words[0] == "PO" and "TIMES" not in words):
        return Rate(unit, school=school, doubts=_each_doubts(school=school))
    return _times(part, unit, school=school)


_EDGES = frozenset({"EDGE_START", "EDGE_END", "EDGE_MIDDLE"})


def edge_named(part: Part) -> Bound:
    """Return which edge of a period a part names. Raises NoMeaningError for its middle."""
    if "EDGE_MIDDLE" in part.terminals:
        raise NoMeaningError(f"«{part.text}»: день не назван")
    return Bound.AT_START if "EDGE_START" in part.terminals else Bound.AT_END


def _edged(part: Part, unit: int, *, school: bool) -> Rate:
    if unit == 0 or part.terminals[-2] in NUMBERS:
        raise NoMeaningError(f"«{part.text}»: день не назван")
    each = "ALSO_EACH" in part.terminals
    doubts = (EDGE_DOUBT,) if each else (EDGE_DOUBT, f"«{part.text}»: какого именно, не сказано, взят каждый")
    return Rate(unit, school=school, edge=edge_named(part), doubts=doubts)


def _each_doubts(*, school: bool) -> tuple[str, ...]:
    return ("«каждый учебный год»: взят учебный год с 1 сентября",) if school else ()


def _times(part: Part, unit: int, *, school: bool) -> Rate:
    words = part.terminals
    count = 2 if "TWICE" in words else 1 if "ONCE" in words else part.number
    doubt = (f"«{part.text}»: {SPACED}",)
    if words[-2] in NUMBERS:
        return _spaced(part, unit, doubt)
    if not 1 <= count <= _MOST_TIMES[unit]:
        raise NoMeaningError(f"«{part.text}» не делится на равные календарные промежутки")
    if count == 1:
        return Rate(unit, school=school, doubts=doubt)
    if unit % count == 0 and unit // count in _WALKS and unit:
        return Rate(unit // count, doubts=doubt)
    return Rate(unit, cut=count, doubts=doubt)


_MOST_TIMES = {YEAR: 52, HALF_YEAR: 26, QUARTER: 13, MONTH: 10, 0: 7}
"""Above this the windows are shorter than a week (a day, in a week): no such plan was ever seen."""
_WHOLE = {3: QUARTER, 6: HALF_YEAR, 12: YEAR}
_MOST_STEPS = 60


def _spaced(part: Part, unit: int, doubt: tuple[str, ...]) -> Rate:
    """«1 раз в 3 месяца» is once a quarter; other counts do not say from when they run: from the plan's."""
    spaced = lexicon().number(part.text.split()[-2])
    several = "TIMES" in part.terminals and part.number != 1
    if several or "TWICE" in part.terminals or not 1 <= spaced <= _MOST_STEPS:
        raise NoMeaningError(f"«{part.text}»: с какого дня считать, не сказано")
    if unit == MONTH and spaced in _WHOLE:
        return Rate(_WHOLE[spaced], doubts=doubt)
    begins = () if spaced == 1 else (f"«{part.text}»: с какого дня считать, не сказано, взято начало плана",)
    return Rate(unit, step=spaced, doubts=doubt + begins)


def windows(rate: Rate, span: Span) -> Iterator[Dated]:
    """Yield one window for each period of the rate that meets `span`, clipped to it, in order."""
    if rate.step > 1:
        for some in _stepped(rate, span):
            yield from _clipped(some, span, None)
        return
    for period in periods(rate, span):
        for share in _shares(period, rate) if rate.cut > 1 else (period,):
            yield from _clipped(edge_of(share, rate.edge) if rate.edge else share, span, period)


def _clipped(window: Span, span: Span, period: Span | None) -> Iterator[Dated]:
    inside = clip(window, span)
    if inside:
        yield Dated(inside.first, inside.last, period)


def _stepped(rate: Rate, span: Span) -> Iterator[Span]:
    """Yield stretches of `step` periods, the first from the beginning of the period the span begins in."""
    first = next(periods(rate, span)).first
    while first <= span.last:
        after = first + timedelta(weeks=rate.step)
        if rate.months:
            after = add_months(first, rate.months * rate.step)
        yield Span(first, after - timedelta(days=1))
        first = after


def _shares(period: Span, rate: Rate) -> Iterator[Span]:
    """Yield even shares of a period: by months where they divide, else a month counts thirty days."""
    starts = [period.first]
    for share in range(1, rate.cut):
        if rate.months:
            whole, days = divmod(rate.months * _MONTH_DAYS * share // rate.cut, _MONTH_DAYS)
            starts.append(add_months(period.first, whole) + timedelta(days=days))
        else:
            starts.append(period.first + timedelta(days=7 * share // rate.cut))
    ends = [*(start - timedelta(days=1) for start in starts[1:]), period.last]
    return (Span(start, end) for start, end in zip(starts, ends, strict=True))


_MONTH_DAYS = 30


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
