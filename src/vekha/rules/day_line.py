"""Days as numbers, so that a term moves by an addition: for passes over a hundred thousand obligations."""

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from vekha.calendar.work_calendar import WorkCalendar
from vekha.domain.refusals import RefusedError

Ints: TypeAlias = "array[int]"


class BeyondLineError(RefusedError):
    """A number has no day: the line of days ends before it."""


@dataclass(frozen=True, slots=True)
class DayLine:
    """Working days between two dates, both inclusive; a number is the place among them, counted from 0.

    A day off has the number of the working day before it: what is ready on Sunday was ready on Friday.
    """

    workdays: Ints

    def number(self, day: date) -> int:
        """Return the number of a day; -1 before the first one."""
        return bisect_right(self.workdays, day.toordinal()) - 1

    def day(self, number: int) -> date:
        """Return the day of a number. Raises BeyondLineError."""
        if not 0 <= number < len(self.workdays):
            raise BeyondLineError("Дата уходит за пределы известного календаря: уменьшите сдвиг.")
        return date.fromordinal(self.workdays[number])


def day_line(first: date, last: date, calendar: WorkCalendar) -> DayLine:
    """Return the working days of a calendar from `first` to `last`, inclusive."""
    days = (first + timedelta(days=each) for each in range((last - first).days + 1))
    return DayLine(array("i", (day.toordinal() for day in days if calendar.is_working(day))))
