"""Working-day arithmetic beside python-holidays, same dates, same process."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

import holidays

from benchmarks.figures import Figure
from vekha.calendar.days import DaySet
from vekha.calendar.shipped import calendar_for

DAYS = 20_000
OPPONENT_DAYS = 2_000
LATEST = date(2026, 9, 1)


def _nanoseconds(call: Callable[[date], object], days: Sequence[date]) -> float:
    began = time.perf_counter_ns()
    for day in days:
        call(day)
    return (time.perf_counter_ns() - began) / len(days)


def measure() -> Iterator[Figure]:
    """Yield nanoseconds a scalar call on `date` objects, and how many times faster than the opponent."""
    ours = calendar_for("", 5, DaySet.LABOUR)
    theirs = holidays.RU(years=range(2012, 2029))
    chosen = random.Random(1)
    days = [date(2013, 1, 1) + timedelta(chosen.randrange(4700)) for _ in range(DAYS)]
    few = days[:OPPONENT_DAYS]
    pairs: dict[str, tuple[Callable[[date], object], Callable[[date], object], Sequence[date]]] = {
        "add_10_workdays": (
            lambda day: ours.add_workdays(day, 10),
            lambda day: theirs.get_nth_working_day(day, 10),
            few,
        ),
        "workdays_between": (
            lambda day: ours.workdays_between(day, LATEST),
            lambda day: theirs.get_working_days_count(day, LATEST),
            few[:40],
        ),
        "following": (ours.following, lambda day: theirs.get_nth_working_day(day, 0), few),
    }
    for name, (mine, opponent, sample) in pairs.items():
        mine_ns, opponent_ns = _nanoseconds(mine, days), _nanoseconds(opponent, sample)
        note = f"N={len(days)}; opponent N={len(sample)}"
        yield Figure(name, mine_ns, "ns", opponent_ns / mine_ns, "python-holidays", note)
