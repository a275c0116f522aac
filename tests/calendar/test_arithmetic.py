"""Counting working days: the spec table, and the laws of arithmetic against a brute-force loop."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.calendar.spec_tables import spec_rows, written_day

from vekha.calendar.days import DaySet
from vekha.calendar.errors import YearNotPublishedError
from vekha.calendar.shipped import calendar_for
from vekha.domain.deadlines import Offset, OffsetUnit
from vekha.rules.shifts import term_end

LABOUR = calendar_for("", 5, DaySet.LABOUR)
CALENDARS = [
    calendar_for(subject, week, day_set)
    for subject in ("", "01", "07")
    for week in (5, 6)
    for day_set in DaySet
]
calendars = st.sampled_from(CALENDARS)
days = st.dates(date(2012, 1, 1), date(2030, 12, 31))
terms = st.integers(1, 60)


def _by_steps(calendar, day, n):
    step = timedelta(days=1 if n > 0 else -1)
    while n:
        day += step
        n -= calendar.is_working(day) * step.days
    return day


@pytest.mark.parametrize(("start", "n", "end", "why"), spec_rows("calendar_terms.md", "Рабочие дни"))
def test_working_days_are_counted_as_the_table_says(start, n, end, why):
    assert written_day(end) == LABOUR.add_workdays(written_day(start), int(n)), why


@pytest.mark.parametrize(
    ("start", "end", "count", "why"), spec_rows("calendar_terms.md", "Рабочих дней между")
)
def test_working_days_between_are_counted_as_the_table_says(start, end, count, why):
    assert int(count) == LABOUR.workdays_between(written_day(start), written_day(end)), why


@pytest.mark.parametrize(("event", "term", "end", "why"), spec_rows("calendar_terms.md", "Сроки от события"))
def test_a_term_from_an_event_ends_as_the_table_says(event, term, end, why):
    count, unit = term.split()
    offset = Offset(abs(int(count)), OffsetUnit(unit), before=count.startswith("-"))
    assert written_day(end) == term_end(written_day(event), offset, LABOUR), why


@given(calendars, days, st.integers(-60, 60))
def test_the_look_up_equals_walking_day_bywritten_day(calendar, day, n):
    assert _by_steps(calendar, day, n) == calendar.add_workdays(day, n)


@given(calendars, days, terms, terms)
def test_two_terms_in_a_row_are_one_long_term(calendar, day, a, b):
    assert calendar.add_workdays(day, a + b) == calendar.add_workdays(calendar.add_workdays(day, a), b)


@given(calendars, days, terms)
def test_from_a_working_day_there_and_back_is_home(calendar, day, n):
    home = calendar.following(day)
    assert home == calendar.add_workdays(calendar.add_workdays(home, n), -n)


@given(calendars, days, terms)
def test_between_is_the_inverse_of_adding(calendar, day, n):
    assert n == calendar.workdays_between(day, calendar.add_workdays(day, n))


@given(calendars, days, days, days)
def test_stretches_of_working_days_add_up(calendar, a, b, c):
    assert calendar.workdays_between(a, c) == calendar.workdays_between(a, b) + calendar.workdays_between(
        b, c
    )


@given(calendars, days)
def test_following_and_preceding_are_the_nearest_working_days_and_stay_there(calendar, day):
    after, before = calendar.following(day), calendar.preceding(day)
    assert (after, before) == (calendar.following(after), calendar.preceding(before))
    assert before <= day <= after
    between = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    assert [off for off in between if calendar.is_working(off)] == []
    assert calendar.is_working(day) == (after == before)


@given(calendars, days)
def test_a_short_day_is_a_workingwritten_day(calendar, day):
    assert calendar.is_working(day) or not calendar.is_short(day)


@given(st.lists(days, max_size=20), st.integers(-10, 10), calendars)
def test_the_bulk_form_gives_the_same_days(many, n, calendar):
    assert [calendar.add_workdays(day, n) for day in many] == calendar.add_workdays_all(many, n)
    assert [calendar.following(day) for day in many] == calendar.following_all(many)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: LABOUR.kind(date(1999, 12, 31)),
        lambda: LABOUR.is_working(date(1999, 12, 31)),
        lambda: LABOUR.is_working(date(2101, 1, 1)),
        lambda: LABOUR.following(date(1999, 12, 31)),
        lambda: LABOUR.following(date(2150, 1, 1)),
        lambda: LABOUR.following_all([date(2026, 1, 1), date(1999, 12, 31)]),
        lambda: LABOUR.following_all([date(2026, 1, 1), date(2101, 1, 1)]),
        lambda: LABOUR.add_workdays_all([date(1999, 12, 31)], 5),
        lambda: LABOUR.add_workdays_all([date(2100, 12, 30)], 30),
        lambda: LABOUR.add_workdays_all([date(2000, 1, 20)], -30),
        lambda: LABOUR.preceding(date(2000, 1, 1)),
        lambda: LABOUR.preceding(date(2101, 1, 1)),
        lambda: LABOUR.add_workdays(date(2100, 12, 30), 30),
        lambda: LABOUR.add_workdays(date(2000, 1, 20), -30),
        lambda: LABOUR.add_workdays(date(1990, 1, 1), 30),
        lambda: LABOUR.workdays_between(date(2026, 1, 1), date(9999, 12, 31)),
    ],
)
def test_outside_2000_2100_the_calendar_says_so_in_russian(ask):
    with pytest.raises(
        YearNotPublishedError, match=r"^Календаря на \d+ год нет: дни известны с 01\.01\.2000"
    ):
        ask()


@given(st.dates(date(2000, 3, 1), date(2100, 10, 1)), calendars)
def test_no_year_inside_refuses_an_answer(day, calendar):
    assert calendar.add_workdays(day, 5) > day > calendar.add_workdays(day, -5)
    assert calendar.status(day.year)
