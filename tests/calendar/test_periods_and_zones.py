"""Periods, the school year, and the way from a local day to an instant."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vekha.calendar.errors import LayerError
from vekha.calendar.layers import parse_layer
from vekha.calendar.periods import (
    add_months,
    calendar_year,
    clip,
    days_of,
    half_year_of,
    half_years,
    month_of,
    month_span,
    months,
    quarter_of,
    quarters,
    school_year_of,
    school_years,
    week_of,
    weeks,
    year_of,
    years,
)
from vekha.calendar.school_years import parse_school_plan, school_year, shipped_school_plan
from vekha.calendar.subjects import shipped_subjects
from vekha.calendar.zones import UnknownZoneError, at_local, due_instant, local_day, zone_label
from vekha.domain.deadlines import Span
from vekha.domain.organisations import WorkingDay
from vekha.rules.deadline_parts import Setting
from vekha.rules.deadlines import read_deadline, read_in

days = st.dates(date(2001, 1, 1), date(2099, 12, 31))
PERIODS = [
    (week_of, weeks),
    (month_of, months),
    (quarter_of, quarters),
    (half_year_of, half_years),
    (year_of, years),
    (school_year_of, school_years),
]


def test_periods_are_what_a_plan_calls_them():
    day = date(2026, 2, 15)
    assert Span(date(2026, 2, 1), date(2026, 2, 28)) == month_span(2026, 2) == month_of(day)
    assert Span(date(2028, 2, 1), date(2028, 2, 29)) == month_span(2028, 2)
    assert Span(date(2026, 1, 1), date(2026, 3, 31)) == quarter_of(day)
    assert Span(date(2026, 1, 1), date(2026, 6, 30)) == half_year_of(day)
    assert Span(date(2026, 7, 1), date(2026, 12, 31)) == half_year_of(date(2026, 12, 31))
    assert Span(date(2026, 1, 1), date(2026, 12, 31)) == calendar_year(2026)
    assert Span(date(2025, 9, 1), date(2026, 8, 31)) == school_year_of(day)
    assert Span(date(2026, 9, 1), date(2027, 8, 31)) == school_year_of(date(2026, 9, 1))


@pytest.mark.parametrize(("period_of", "periods"), PERIODS, ids=lambda given: given.__name__)
@given(first=days, length=st.integers(0, 800))
def test_periods_of_a_span_follow_one_another_and_cover_it(period_of, periods, first, length):
    span = Span(first, first + timedelta(days=length))
    found = list(periods(span))
    assert (period_of(span.first), period_of(span.last)) == (found[0], found[-1])
    assert all(later.first - earlier.last == timedelta(days=1) for earlier, later in pairwise(found))


@given(days, days, days, days)
def test_a_clipped_span_holds_the_days_both_have(a, b, c, d):
    one, two = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d))
    common = clip(one, two)
    days_in_common = min(one.last, two.last).toordinal() - max(one.first, two.first).toordinal() + 1
    assert max(0, days_in_common) == (len(list(days_of(common))) if common else 0)


@given(days, st.integers(-30, 30))
def test_a_month_later_is_the_same_day_or_the_last(day, n):
    later = add_months(day, n)
    assert (later.year * 12 + later.month) == day.year * 12 + day.month + n
    assert later.day == min(day.day, month_of(later).last.day)


PLAN = """
calendar = 'ru-86'
[school_year]
basis = 'приказ департамента от 01.08.2026 N 1'
periods = [
  { kind = 'vacation', name = 'осенние', first = '10-24', last = '11-01' },
  { kind = 'term', number = 1, name = 'I', first = '09-01', last = '10-23' },
]
"""
SPELT = """
calendar = 'ru-86'
[school_year]
basis = 'приказ'
[[school_year.periods]]
kind = 'term'
number = 1
name = 'I'
first = '09-01'
last = '10-01'
"""


def test_a_layer_brings_terms_and_vacations_of_its_own():
    year = school_year(date(2026, 10, 1), parse_layer(PLAN, "ru-86.toml").school)
    assert Span(date(2026, 10, 24), date(2026, 11, 1)) == year.vacation("осенние")
    assert "приказ департамента от 01.08.2026 N 1" == year.basis


def test_a_phrase_about_vacations_is_dated_by_the_layers_school_year():
    plan = Span(date(2026, 9, 1), date(2027, 8, 31))
    setting = Setting(plan, school=parse_layer(PLAN, "ru-86.toml").school)
    read = read_in("в дни осенних каникул", setting)
    assert [(date(2026, 10, 24), date(2026, 11, 1))] == [(one.start, one.raw_due) for one in read.occurrences]
    assert "даты взяты из графика: приказ департамента от 01.08.2026 N 1" in read.doubts
    by_default = read_deadline("в дни осенних каникул", plan)
    assert [date(2026, 11, 3)] == [one.raw_due for one in by_default.occurrences]


def test_the_periods_of_a_layer_may_be_tables_of_their_own():
    year = school_year(date(2026, 10, 1), parse_layer(SPELT, "ru-86.toml").school)
    assert Span(date(2026, 9, 1), date(2026, 10, 1)) == year.term(1)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (PLAN.replace("basis =", "whose ="), 3, "неизвестное поле «whose»"),
        (PLAN.replace("'приказ департамента от 01.08.2026 N 1'", "''"), 3, "чей это график"),
        (PLAN.replace("'term'", "'quarter'"), 7, "неизвестный вид «quarter»"),
        (PLAN.replace("'09-01'", "'31 августа'"), 7, "не день вида 09-01"),
        (
            PLAN.replace("kind = 'term', number = 1, name = 'I'", "kind = 'vacation', name = 'осенние'"),
            7,
            "дважды",
        ),
        (SPELT.replace("'term'", "'quarter'"), 5, "неизвестный вид «quarter»"),
        ("calendar = 'x'\nschool_year = 1\n", 2, "должно быть таблицей"),
        ("calendar = 'x'\n[school_year]\nbasis = 'x'\n", 2, "нет списка periods"),
    ],
)
def test_a_bad_school_year_is_refused_with_file_line_and_reason(text, line, reason):
    with pytest.raises(LayerError) as refused:
        parse_layer(text, "ru-86.toml")
    assert (line, True) == (refused.value.line, reason in refused.value.reason), str(refused.value)


def test_the_shipped_school_year_has_terms_and_vacations_without_gaps():
    year = school_year(date(2026, 2, 1), shipped_school_plan())
    parts = sorted((span.first, span.last) for row, span in year.periods if row.kind != "half")
    assert (date(2025, 9, 1), date(2026, 8, 31)) == (parts[0][0], parts[-1][1])
    assert all(b[0] - a[1] == timedelta(days=1) for a, b in pairwise(parts))
    assert Span(date(2025, 12, 31), date(2026, 1, 8)) == year.vacation("зимние")
    assert Span(date(2026, 1, 9), date(2026, 3, 20)) == year.term(3)
    assert date(2026, 5, 26) == year.half(2).last


def test_a_region_overrides_the_school_year():
    plan = parse_school_plan(
        'basis = "приказ"\n[[periods]]\nkind = "term"\nnumber = 1\nfirst = "09-01"\nlast = "10-24"\n',
        "region.toml",
    )
    assert date(2026, 10, 24) == school_year(date(2026, 9, 1), plan).term(1).last


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("periods = []\n", 1, "чей это график"),
        (
            'basis = "x"\nperiods = [\n{ kind = "rest", first = "09-01", last = "10-01" },\n]\n',
            3,
            "вид «rest»",
        ),
        (
            'basis = "x"\nperiods = [\n{ kind = "term", first = "09-31", last = "10-01" },\n]\n',
            3,
            "«09-31» не день",
        ),
        ('basis = "x"\nperiods = [\n{ kind = "term", first = "01-09", last = "12-30" },\n]\n', 3, "раньше"),
        ('basis = "x"\n', 1, "нет списка"),
    ],
)
def test_a_bad_school_plan_is_refused_with_line_and_reason(text, line, reason):
    with pytest.raises(LayerError, match=reason) as refused:
        parse_school_plan(text, "school.toml")
    assert line == refused.value.line


def test_a_term_ends_when_the_recipients_office_closes():
    day, hours = date(2026, 9, 15), WorkingDay()
    assert datetime(2026, 9, 15, 15, tzinfo=UTC) == due_instant(day, "Europe/Moscow", hours, short=False)
    assert datetime(2026, 9, 15, 13, tzinfo=UTC) == due_instant(day, "Asia/Yekaterinburg", hours, short=False)
    assert datetime(2026, 4, 30, 14, tzinfo=UTC) == due_instant(
        date(2026, 4, 30), "Europe/Moscow", hours, short=True
    )


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("Europe/Moscow", "МСК"),
        ("Asia/Yekaterinburg", "МСК+2"),
        ("Europe/Kaliningrad", "МСК-1"),
        ("Asia/Kamchatka", "МСК+9"),
        ("Europe/Simferopol", "МСК"),
        ("Asia/Kolkata", "МСК+2:30"),
    ],
)
def test_a_zone_is_written_from_moscow(zone, label):
    assert label == zone_label(zone)


def test_every_zone_of_every_subject_is_known():
    labels = {zone_label(zone) for subject in shipped_subjects().values() for zone in subject.zones}
    assert {"МСК-1", "МСК", *(f"МСК+{n}" for n in range(1, 10))} == labels


@pytest.mark.parametrize(
    "name", ["", "Nowhere/X", "Europe", "../etc/passwd", "/etc/passwd", "Europe/Москва", "a\0b"]
)
def test_an_unknown_zone_is_named(name):
    with pytest.raises(UnknownZoneError, match="неизвестен"):
        at_local(date(2026, 1, 1), time(9), name)


@given(
    days,
    st.times().map(lambda at: at.replace(microsecond=0, fold=0)),
    st.sampled_from(sorted({zone for subject in shipped_subjects().values() for zone in subject.zones})),
)
def test_a_local_day_comes_back_from_its_instant(day, at, zone):
    instant = at_local(day, at, zone)
    assert UTC is instant.tzinfo
    assert day in {local_day(instant, zone), local_day(instant - timedelta(hours=1), zone)}


def test_a_reading_the_clocks_skip_is_moved_on():
    assert datetime(2026, 3, 29, 1, 30, tzinfo=UTC) == at_local(
        date(2026, 3, 29), time(2, 30), "Europe/Berlin"
    )


def test_an_instant_without_a_zone_has_no_local_day():
    with pytest.raises(ValueError, match="without a zone"):
        local_day(datetime(2026, 1, 1), "Europe/Moscow")  # noqa: DTZ001 - the point of the test
