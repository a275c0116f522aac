"""The difference a changed layer makes."""

from datetime import date

from vekha.calendar.days import DayKind, DaySet
from vekha.calendar.differences import DayChange, changed_days
from vekha.calendar.periods import calendar_year
from vekha.calendar.shipped import calendar_for

FEDERAL, KRASNODAR = calendar_for("", 5, DaySet.LABOUR), calendar_for("23", 5, DaySet.LABOUR)


def test_a_new_day_off_is_shown_with_what_it_was():
    expected = [DayChange(date(2026, 4, 21), DayKind.WORKING, DayKind.NONWORKING)]
    assert expected == list(changed_days(FEDERAL, KRASNODAR, calendar_year(2026)))


def test_the_same_calendar_shows_nothing():
    assert list(changed_days(FEDERAL, FEDERAL, calendar_year(2026))) == []
