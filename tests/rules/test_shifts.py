"""Shift policies and the dates of an occurrence: the spec tables, and what holds for every day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.calendar.spec_tables import spec_rows, written_day

from vekha.calendar.days import DaySet
from vekha.calendar.shipped import calendar_for
from vekha.domain.deadlines import DueDates, Occurrence
from vekha.domain.obligations import ShiftPolicy
from vekha.rules.shifts import (
    POLICIES,
    Calendars,
    basis_of,
    due_dates,
    leaves_no_room,
    redated,
    shift,
)

CALENDARS = Calendars(labour=calendar_for("", 5, DaySet.LABOUR), civil=calendar_for("", 5, DaySet.CIVIL))
days = st.dates(date(2013, 1, 1), date(2029, 12, 31))
policies = st.sampled_from(ShiftPolicy)


def _day(text: str) -> date | None:
    return written_day(text) if text else None


@pytest.mark.parametrize(("raw", "policy", "end", "why"), spec_rows("shifts.md", "Политики"))
def test_a_policy_shifts_as_the_table_says(raw, policy, end, why):
    assert _day(end) == shift(_day(raw), ShiftPolicy(policy), CALENDARS.civil), why


@pytest.mark.parametrize("row", spec_rows("shifts.md", "Даты срока"), ids=lambda row: row[0] + " " + row[2])
def test_an_occurrence_has_the_dates_the_table_says(row):
    raw, opens_on, policy, back, due, plan, control, remind, why = row
    occurrence = Occurrence("1", None, _day(raw), opens_on=_day(opens_on))
    dates = due_dates(occurrence, ShiftPolicy(policy), CALENDARS, int(back) if back else None)
    expected = DueDates(_day(raw), _day(due), _day(plan), _day(control), _day(remind), _day(opens_on))
    assert expected == dates, why


def test_each_policy_has_one_row_with_its_rule_and_basis():
    assert list(ShiftPolicy) == [row.policy for row in POLICIES]
    assert "ст. 193 ГК РФ" in basis_of(ShiftPolicy.FOLLOWING)
    assert all(row.rule and row.meant_for and row.basis for row in POLICIES)


@given(days, policies)
def test_shifting_twice_is_shifting_once(day, policy):
    once = shift(day, policy, CALENDARS.civil)
    assert once == shift(once, policy, CALENDARS.civil)


@given(days, policies)
def test_every_policy_but_none_ends_on_a_working_day_and_moves_no_working_day(day, policy):
    moved = shift(day, policy, CALENDARS.civil)
    assert policy is ShiftPolicy.NONE or CALENDARS.civil.is_working(moved)
    assert moved == day or not CALENDARS.civil.is_working(day)


@given(days)
def test_modified_following_never_leaves_the_month(day):
    assert (day.year, day.month) == shift(day, ShiftPolicy.MODIFIED_FOLLOWING, CALENDARS.civil).timetuple()[
        :2
    ]


@given(days, days, policies, st.none() | st.integers(0, 15))
def test_the_dates_stand_in_their_order_and_never_before_the_paper_is_taken(raw, opens_on, policy, back):
    dates = due_dates(Occurrence("1", None, raw, opens_on=opens_on), policy, CALENDARS, back)
    inner = [dates.plan_date] + ([dates.control_date] if dates.control_date else [])
    assert dates.plan_date <= dates.due
    assert min(inner) == dates.remind_date
    assert max(inner) == dates.plan_date
    assert all(day >= opens_on or day == dates.due for day in inner)
    assert (back is None) == (dates.control_date is None)


@given(days, policies, st.integers(0, 15))
def test_without_a_period_the_control_date_is_exactly_so_many_working_days_back(raw, policy, back):
    dates = due_dates(Occurrence("1", None, raw), policy, CALENDARS, back)
    assert CALENDARS.labour.add_workdays(dates.plan_date, -back) == dates.control_date


def test_an_extension_moves_the_term_and_keeps_what_the_phrase_said():
    first = due_dates(Occurrence("1", None, date(2022, 3, 20)), ShiftPolicy.FOLLOWING, CALENDARS, 3)
    extended = redated(first, date(2022, 4, 3), CALENDARS, 3)
    expected = DueDates(
        date(2022, 3, 20), date(2022, 4, 3), date(2022, 4, 1), date(2022, 3, 29), date(2022, 3, 29), None
    )
    assert expected == extended


@pytest.mark.parametrize(
    ("raw", "opens_on", "tight"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), True),
        (date(2025, 10, 1), date(2025, 10, 1), True),
        (date(2025, 10, 10), date(2025, 10, 1), False),
        (date(2025, 10, 10), None, False),
    ],
)
def test_a_paper_taken_only_on_its_last_day_leaves_no_room(raw, opens_on, tight):
    assert tight == leaves_no_room(Occurrence("1", None, raw, opens_on=opens_on), CALENDARS)


def test_a_collector_cannot_need_a_paper_after_it_is_due():
    with pytest.raises(ValueError, match="after it is due"):
        due_dates(Occurrence("1", None, date(2026, 9, 15)), ShiftPolicy.NONE, CALENDARS, -1)
