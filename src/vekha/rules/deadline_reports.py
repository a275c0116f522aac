"""What a recurring occurrence reports on, from when its paper is taken, and its key (design 4.5, 4.6)."""

import re
from datetime import timedelta
from itertools import pairwise

from vekha.domain.deadlines import DeadlineKind, Occurrence, Span
from vekha.rules.deadline_parts import Dated, Ruling, Setting
from vekha.rules.deadline_rates import HALF_YEAR, MONTH, QUARTER, YEAR, name_of, period_before, period_of

_REPORT = re.compile(r"\bотч[её]т|\bформ(а|ы|у|е|ой|ам|ах|)\b|\bпоказател")
_RECENT_DAYS = 45


def is_report(setting: Setting) -> bool:
    """True when the row's result, or its title where that is silent, is a report, a form or indicators."""
    text = setting.result or setting.item
    return bool(text) and bool(_REPORT.search(text.lower()))


def occurrences_of(ruling: Ruling, setting: Setting) -> tuple[tuple[Occurrence, ...], tuple[str, ...]]:
    """Return the keyed occurrences of a ruling, and the doubts about the periods they report on."""
    if ruling.kind is not DeadlineKind.RECURRING:
        return tuple([Occurrence(str(n), d.start, d.due) for n, d in enumerate(ruling.dated, 1)]), ()
    length = ruling.months or _spacing(ruling.dated)
    reports = ruling.reports or is_report(setting)
    periods = [_period(d, length) for d in ruling.dated]
    keys = _keys(periods)
    found: list[Occurrence] = []
    doubtful = False
    for key, dated, period in zip(keys, ruling.dated, periods, strict=True):
        if not reports or period is None:
            found.append(Occurrence(key, dated.start, dated.due))
            continue
        late = dated.start is None and period.last >= dated.due
        doubtful = doubtful or late
        opens = dated.start or (period.first if late else period.last + timedelta(days=1))
        found.append(Occurrence(key, dated.start, dated.due, period, opens))
    doubt = "отчет сдают раньше конца периода, который он описывает" if length else ""
    return tuple(found), (doubt,) if doubtful and doubt else ()


def _period(dated: Dated, length: int) -> Span | None:
    """The period that ended within 45 days before a date; else, and for a window, the one it lies in."""
    if dated.period is not None:
        return dated.period
    if not length:
        return None
    if dated.start is None:
        ended = period_before(dated.due, length)
        if (dated.due - ended.last).days <= _RECENT_DAYS:
            return ended
    day = dated.start or dated.due
    return period_of(day, length)


def _keys(periods: list[Span | None]) -> list[str]:
    """Name each occurrence by its period, several in one by an ordinal too, one without by its ordinal."""
    names = [name_of(period) if period else "" for period in periods]
    keys: list[str] = []
    for at, name in enumerate(names):
        if not name:
            keys.append(str(at + 1))
        elif names.count(name) == 1:
            keys.append(name)
        else:
            keys.append(f"{name}.{names[:at].count(name) + 1}")
    return keys


def _spacing(dated: tuple[Dated, ...]) -> int:
    """Return the period a plain list of bare dates keeps (four a year: a quarter), 0 where it keeps none."""
    if len(dated) < 2 or any(d.start for d in dated):
        return 0
    steps = {
        (b.due.year - a.due.year) * 12 + b.due.month - a.due.month
        for a, b in pairwise(dated)
        if a.due.day == b.due.day
    }
    if len(steps) != 1 or len({d.due.day for d in dated}) != 1:
        return 0
    step = steps.pop()
    return step if step in (MONTH, QUARTER, HALF_YEAR, YEAR) else 0
