"""Working-day arithmetic beside python-holidays, same dates, same process."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

import holidays

from benchmarks.figures import Figure
from vekha.calendar.days import DaySet
from vekha.calendar.shipped import calendar_for
from vekha.calendar.work_calendar import WorkCalendar

DAYS = 20_000
OPPONENT_DAYS = 2_000
LATEST = date(2026, 9, 1)
ONE_DAY = timedelta(days=1)

_Pair = tuple[Callable[[date], object], Callable[[date], object], Sequence[date]]


def _nanoseconds(call: Callable[[date], object], days: Sequence[date]) -> float:
    began = time.perf_counter_ns()
    for day in days:
        call(day)
    return (time.perf_counter_ns() - began) / len(days)


def measure() -> Iterator[Figure]:
    """Yield nanoseconds a scalar call on `date` objects, and how many times faster than the opponent."""
    ours = calendar_for("", 5, DaySet.CIVIL)  # without the decree days, which the opponent does not know
    theirs = holidays.RU(years=range(2012, 2029))
    chosen = random.Random(1)
    days = [date(2013, 1, 1) + timedelta(chosen.randrange(4700)) for _ in range(DAYS)]
    for name, (mine, opponent, sample) in _pairs(ours, theirs, days[:OPPONENT_DAYS]).items():
        mine_ns, opponent_ns = _nanoseconds(mine, days), _nanoseconds(opponent, sample)
        differ = sum(mine(day) != opponent(day) for day in sample)
        note = f"N={len(days)}; opponent N={len(sample)}, of which {differ} answered otherwise"
        yield Figure(name, mine_ns, "ns", opponent_ns / mine_ns, "python-holidays", note)
    yield from _bulk(ours, theirs, days)


def _pairs(ours: WorkCalendar, theirs: holidays.HolidayBase, few: Sequence[date]) -> dict[str, _Pair]:
    """The same question to both; the opponent's `following` is its first working day after yesterday."""
    return {
        "is_working": (ours.is_working, theirs.is_working_day, few),
        "following": (ours.following, lambda day: theirs.get_nth_working_day(day - ONE_DAY, 1), few),
        "add_10_workdays": (
            lambda day: ours.add_workdays(day, 10),
            lambda day: theirs.get_nth_working_day(day, 10),
            few,
        ),
        "workdays_between": (
            lambda day: ours.workdays_between(day, LATEST),
            lambda day: theirs.get_working_days_count(day + ONE_DAY, LATEST),
            few[:40],
        ),
    }


def _bulk(ours: WorkCalendar, theirs: holidays.HolidayBase, days: Sequence[date]) -> Iterator[Figure]:
    """Nanoseconds a day in one call for all days; the opponent has no such form and is called in a loop."""
    few = days[:OPPONENT_DAYS]
    for name, mine, opponent in (
        ("following_all", ours.following_all, lambda day: theirs.get_nth_working_day(day - ONE_DAY, 1)),
        (
            "add_10_workdays_all",
            lambda many: ours.add_workdays_all(many, 10),
            lambda day: theirs.get_nth_working_day(day, 10),
        ),
    ):
        began = time.perf_counter_ns()
        mine(days)
        each = (time.perf_counter_ns() - began) / len(days)
        note = f"N={len(days)} in one call; opponent N={len(few)} in a loop"
        yield Figure(name, each, "ns", _nanoseconds(opponent, few) / each, "python-holidays", note)
