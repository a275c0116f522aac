from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vekha.domain.deadlines import DeadlineKind, Occurrence, Span
from vekha.domain.decisions import CheckpointChoice
from vekha.rules.checkpoints import Reporting, checkpoints, forms_a_year, own_reporting

YEAR_2026 = Span(date(2026, 1, 12), date(2026, 12, 31))
SCHOOL_YEAR = Span(date(2025, 9, 1), date(2026, 5, 31))
NONE = Reporting()


def end(plan):
    return Occurrence("1", plan.first, plan.last)


@pytest.mark.parametrize(
    ("choice", "plan", "expected"),
    [
        ("half_yearly", YEAR_2026, [("c2026-H1", date(2026, 7, 10))]),
        (
            "quarterly",
            YEAR_2026,
            [
                ("c2026-Q1", date(2026, 4, 10)),
                ("c2026-Q2", date(2026, 7, 10)),
                ("c2026-Q3", date(2026, 10, 10)),
            ],
        ),
        ("yearly", YEAR_2026, []),
        ("none", YEAR_2026, []),
        ("half_yearly", SCHOOL_YEAR, [("c2025-H2", date(2026, 1, 10))]),
        (
            "yearly",
            Span(date(2025, 1, 1), date(2027, 6, 1)),
            [("c2025", date(2026, 1, 20)), ("c2026", date(2027, 1, 20))],
        ),
    ],
)
def test_work_without_dates_is_asked_about_after_each_period(choice, plan, expected):
    found = checkpoints(end(plan), plan, CheckpointChoice(choice), NONE)
    assert expected == [(each.key, each.raw_due) for each in found]


def test_a_checkpoint_reports_on_the_part_of_its_period_that_lies_in_the_work():
    (first,) = checkpoints(end(YEAR_2026), YEAR_2026, CheckpointChoice.HALF_YEARLY, NONE)
    assert (Span(date(2026, 1, 12), date(2026, 6, 30)), date(2026, 7, 1)) == (first.period, first.opens_on)


def test_a_roadmap_with_reporting_dates_of_its_own_asks_by_them():
    own = Reporting((date(2026, 3, 15), date(2026, 6, 15), date(2026, 12, 31)))
    found = checkpoints(end(YEAR_2026), YEAR_2026, CheckpointChoice.OWN, own)
    assert [date(2026, 3, 15), date(2026, 6, 15)] == [each.raw_due for each in found]


def test_without_reporting_dates_of_its_own_it_asks_twice_a_year():
    found = checkpoints(end(YEAR_2026), YEAR_2026, CheckpointChoice.OWN, NONE)
    assert [date(2026, 7, 10)] == [each.raw_due for each in found]


def test_the_recurring_report_with_the_most_dates_gives_the_reporting_dates():
    dates = tuple(Occurrence(str(n), None, date(2026, 3 * n, 15)) for n in range(1, 5))
    items = [
        ("1.1", "order", DeadlineKind.RECURRING, dates),
        ("4.1", "report", DeadlineKind.RECURRING, dates[:2]),
        ("4.2", "report", DeadlineKind.RECURRING, dates),
        ("4.3", "report", DeadlineKind.DATE, dates[:1]),
    ]
    assert ("4.2", 4) == (own_reporting(items).item_number, len(own_reporting(items).dates))


def test_what_is_due_on_one_day_is_one_form():
    points = checkpoints(end(YEAR_2026), YEAR_2026, CheckpointChoice.QUARTERLY, NONE)
    assert 3 == forms_a_year((*points, *points))


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 1200),
    st.sampled_from(list(CheckpointChoice)),
)
def test_checkpoints_lie_inside_the_work_in_order_under_keys_of_their_own(first, days, choice):
    plan = Span(first, date.fromordinal(first.toordinal() + days))
    found = checkpoints(end(plan), plan, choice, NONE)
    dues = [each.raw_due for each in found]
    assert sorted(set(dues)) == dues
    assert all(plan.first < day < plan.last for day in dues)
    assert len(found) == len({each.key for each in found} - {"1"})
    assert all(each.opens_on > each.period.last and each.opens_on <= each.raw_due for each in found)
