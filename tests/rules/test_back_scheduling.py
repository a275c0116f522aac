"""Inner dates counted back from who waits."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from vekha.calendar.days import DaySet
from vekha.calendar.shipped import calendar_for
from vekha.domain.deadlines import Occurrence
from vekha.domain.dependencies import Lag, LagUnit
from vekha.domain.obligations import ShiftPolicy
from vekha.rules.back_scheduling import Conflict, DatedTerm, TermLink, conflict_remarks, inner_dates
from vekha.rules.shifts import Calendars, due_dates

LABOUR = calendar_for("", 5, DaySet.LABOUR)
CALENDARS = Calendars(LABOUR, calendar_for("", 5, DaySet.CIVIL))
FIRST = date(2026, 1, 12)
lags = st.none() | st.builds(Lag, st.integers(0, 15), st.sampled_from(LagUnit))


@st.composite
def terms(draw) -> DatedTerm:
    plan = LABOUR.preceding(FIRST + timedelta(days=draw(st.integers(30, 300))))
    opens = draw(st.none() | st.integers(0, 60))
    return DatedTerm(
        name="п. 1",
        plan_date=plan,
        opens_on=None if opens is None else plan - timedelta(days=opens),
        back_workdays=draw(st.sampled_from((None, 5, 10))),
    )


@st.composite
def plans(draw) -> tuple[list[DatedTerm], list[TermLink]]:
    """Links run from a lower index to a higher one, so there is no circle; dates may contradict them."""
    rows = draw(st.lists(terms(), min_size=2, max_size=8))
    pairs = st.tuples(st.integers(0, len(rows) - 1), st.integers(0, len(rows) - 1), lags)
    drawn = draw(st.lists(pairs, max_size=12))
    return rows, [TermLink(min(a, b), max(a, b), lag) for a, b, lag in drawn if a != b]


@given(plans())
@settings(deadline=None, max_examples=60)
def test_an_inner_date_never_leaves_the_time_between_opening_and_plan(plan):
    rows, links = plan
    for row, day in zip(rows, inner_dates(rows, links, LABOUR).control, strict=True):
        assert day is None or day <= row.plan_date
        assert day is None or row.opens_on is None or row.opens_on <= day


@given(plans())
@settings(deadline=None, max_examples=60)
def test_adding_a_link_never_makes_a_date_later(plan):
    rows, links = plan
    fewer = inner_dates(rows, links[:-1], LABOUR).control
    more = inner_dates(rows, links, LABOUR).control
    for row, before, after in zip(rows, fewer, more, strict=True):
        assert (after or row.plan_date) <= (before or row.plan_date)


@given(plans())
@settings(deadline=None, max_examples=60)
def test_where_nothing_conflicts_everybody_who_waits_has_the_lag(plan):
    rows, links = plan
    found = inner_dates(rows, links, LABOUR)
    short = {(conflict.before, conflict.after) for conflict in found.conflicts}
    for link in links:
        ready, needed = (found.control[each] or rows[each].plan_date for each in (link.before, link.after))
        if (link.before, link.after) not in short:
            assert ready < needed
            assert (
                link.lag is None
                or link.lag.unit is not LagUnit.DAY
                or (needed - ready).days >= link.lag.count
            )


@given(terms())
@settings(deadline=None, max_examples=60)
def test_without_links_the_inner_date_is_the_one_due_dates_gives(row):
    occurrence = Occurrence("1", None, row.plan_date, opens_on=row.opens_on)
    dates = due_dates(occurrence, ShiftPolicy.NONE, CALENDARS, row.back_workdays)
    same = DatedTerm(row.name, dates.plan_date, row.opens_on, row.back_workdays)
    assert (dates.control_date,) == inner_dates([same], [], LABOUR).control


def test_schools_hand_over_five_working_days_before_their_municipality():
    school = DatedTerm("п. 6.1", date(2026, 12, 30), None, 10)
    municipality = DatedTerm("п. 6.2", date(2026, 12, 30), None, 5)
    found = inner_dates([school, municipality], [TermLink(0, 1)], LABOUR).control
    assert (
        LABOUR.add_workdays(date(2026, 12, 30), -10),
        LABOUR.add_workdays(date(2026, 12, 30), -5),
    ) == found


def test_who_is_due_well_before_the_one_who_waits_needs_no_inner_date():
    early, late = (
        DatedTerm("п. 1", date(2026, 2, 2), None, None),
        DatedTerm("п. 2", date(2026, 3, 2), None, None),
    )
    assert (None, None) == inner_dates([early, late], [TermLink(0, 1)], LABOUR).control


def test_a_plan_in_the_wrong_order_is_moved_forward_as_far_as_the_opening_lets_it():
    # azov: 3.1 by 15.11 gives what 3.2 needs by 30.10.
    asked = DatedTerm("п. 3.1", date(2026, 11, 13), date(2026, 11, 9), None)
    picked = DatedTerm("п. 3.2", date(2026, 10, 30), None, None)
    found = inner_dates([asked, picked], [TermLink(0, 1)], LABOUR)
    assert date(2026, 11, 9) == found.control[0]
    assert (Conflict(0, 1, date(2026, 10, 29), date(2026, 11, 9)),) == found.conflicts


def test_a_conflict_is_told_with_who_asks_and_how_much_is_missing():
    rows = [
        DatedTerm("п. 3.1", date(2026, 11, 13), date(2026, 11, 9), None),
        DatedTerm("п. 3.2", date(2026, 10, 30), None, None),
    ]
    (remark,) = conflict_remarks(rows, inner_dates(rows, [TermLink(0, 1)], LABOUR).conflicts, LABOUR)
    assert (
        "«п. 3.1» нужно «п. 3.2» 29.10.2026, а принимают его с 09.11.2026: не хватает 6 рабочих дней."
        == remark.text
    )
