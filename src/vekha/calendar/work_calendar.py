"""Arithmetic on working days by prefix sums: a call is a look-up, whatever the length of the term."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import accumulate, compress

from vekha.calendar.days import FIRST_YEAR, LAST_YEAR, DayKind, DaySet, YearStatus
from vekha.calendar.errors import YearNotPublishedError
from vekha.calendar.year_tables import DECREE, NONWORKING, SHORT, WORKING, Sources, year_codes

FEDERAL_TITLE = "Федеральный производственный календарь"

_FIRST_DAY, _LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
_BASE = _FIRST_DAY.toordinal()
# Every calendar points into these two, so that holding a hundred of them stays cheap.
_DAYS = tuple(date.fromordinal(n) for n in range(_BASE, _LAST_DAY.toordinal() + 1))
_COUNTS = tuple(range(len(_DAYS) + 1))

_KINDS = {
    NONWORKING: DayKind.NONWORKING,
    WORKING: DayKind.WORKING,
    SHORT: DayKind.SHORT,
    DECREE: DayKind.DECREE,
}
_FLAGS = bytes(int(code in {WORKING, SHORT}) for code in range(256))
_DECREE_OFF = bytes(DECREE if code & DECREE else code for code in range(256))
_DECREE_WORKED = bytes(code & ~DECREE for code in range(256))


@dataclass(frozen=True, slots=True, eq=False)
class WorkCalendar:
    """Which days of 2000-2100 are worked, for one set of layers, week and day set. Immutable.

    `id` names the day table: calendars with the same days, week and day set share it.
    Every method raises YearNotPublishedError when a day or the answer lies outside these years.
    """

    id: str
    week: int
    day_set: DaySet
    layers: tuple[str, ...]
    sources: Sources = field(repr=False)
    _codes: bytes = field(repr=False)
    _flags: list[bool] = field(repr=False)
    _through: list[int] = field(repr=False)  # working days before the day at the index
    _worked: list[date] = field(repr=False)  # the working days in order

    def kind(self, day: date) -> DayKind:
        """What the day is in this day set: a decree day is `working` or `short` in `civil`."""
        return _KINDS[self._codes[_index(day)]]

    def is_working(self, day: date) -> bool:
        index = day.toordinal() - _BASE
        if index < 0:
            raise _outside(day)
        try:
            return self._flags[index]
        except IndexError:
            raise _outside(day) from None

    def is_short(self, day: date) -> bool:
        """Whether the working day is an hour shorter (ТК РФ ст. 95)."""
        return self._codes[_index(day)] == SHORT

    def following(self, day: date) -> date:
        """The first working day on or after `day` (ГК РФ ст. 193)."""
        index = day.toordinal() - _BASE
        if index < 0:
            raise _outside(day)
        try:
            return self._worked[self._through[index]]
        except IndexError:
            raise _outside(day) from None

    def preceding(self, day: date) -> date:
        """The last working day on or before `day`."""
        index = day.toordinal() - _BASE
        if index < 0:
            raise _outside(day)
        try:
            position = self._through[index + 1] - 1
        except IndexError:
            raise _outside(day) from None
        if position < 0:
            raise _outside(day)
        return self._worked[position]

    def add_workdays(self, day: date, n: int) -> date:
        """The n-th working day after `day` (ГК РФ ст. 191: counting begins the day after).

        n < 0: the n-th working day before `day`. n = 0: `day` itself, working or not.
        """
        index = day.toordinal() - _BASE
        if index < 0:
            raise _outside(day)
        try:
            if n > 0:
                return self._worked[self._through[index + 1] + n - 1]
            position = self._through[index] + n
        except IndexError:
            raise _outside(day) from None
        if n == 0:
            return day
        if position < 0:
            raise _outside(day)
        return self._worked[position]

    def workdays_between(self, a: date, b: date) -> int:
        """How many working days lie in (a, b]; negative when b is before a."""
        return self._through[_index(b) + 1] - self._through[_index(a) + 1]

    def status(self, year: int) -> YearStatus:
        """Decreed only where the federal act and every layer's own acts of that year are in the data."""
        official = self.sources.official.get(year)
        statuses = [official.status if official else YearStatus.PROVISIONAL]
        statuses += [layer.years.get(year, layer.silent) for layer in self.sources.layers]
        return max(statuses, key=lambda status: status is YearStatus.PROVISIONAL)

    def following_all(self, days: Iterable[date]) -> list[date]:
        """`following` in bulk, in the same order."""
        known = list(days)
        worked, through = self._worked, self._through
        try:
            return [worked[through[ordinal - _BASE]] for ordinal in _ordinals(known)]
        except IndexError:
            raise _outside(max(known)) from None

    def add_workdays_all(self, days: Iterable[date], n: int) -> list[date]:
        """`add_workdays` in bulk, in the same order."""
        known = list(days)
        if n <= 0:
            return [self.add_workdays(day, n) for day in known]
        worked, through = self._worked, self._through
        try:
            return [worked[through[ordinal - _BASE + 1] + n - 1] for ordinal in _ordinals(known)]
        except IndexError:
            raise _outside(max(known)) from None


def build_calendar(sources: Sources, week: int, day_set: DaySet) -> WorkCalendar:
    """Return the calendar of the federal facts and the layers above them. `week` is 5 or 6."""
    if week not in {5, 6}:
        raise ValueError(f"a week has 5 or 6 working days, not {week}")
    codes = b"".join(year_codes(year, sources, week) for year in range(FIRST_YEAR, LAST_YEAR + 1))
    codes = codes.translate(_DECREE_WORKED if day_set is DaySet.CIVIL else _DECREE_OFF)
    flags = [code == 1 for code in codes.translate(_FLAGS)]
    through = [0, *(_COUNTS[count] for count in accumulate(flags))]
    return WorkCalendar(
        id=sha256(codes + f"|{week}|{day_set}".encode()).hexdigest()[:16],
        week=week,
        day_set=day_set,
        layers=(FEDERAL_TITLE, *(layer.title for layer in sources.layers)),
        sources=sources,
        _codes=codes,
        _flags=flags,
        _through=through,
        _worked=list(compress(_DAYS, flags)),
    )


def _index(day: date) -> int:
    index = day.toordinal() - _BASE
    if not 0 <= index < len(_DAYS):
        raise _outside(day)
    return index


def _ordinals(days: Sequence[date]) -> list[int]:
    """The ordinals of the days, none of which may lie before the first."""
    ordinals = list(map(date.toordinal, days))
    if ordinals and min(ordinals) < _BASE:
        raise _outside(min(days))
    return ordinals


def _outside(day: date) -> YearNotPublishedError:
    return YearNotPublishedError(day, _FIRST_DAY, _LAST_DAY)
