"""Each article of law the engine rests on, as the table of `tests/spec/law.md` that a lawyer edits."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.calendar.spec_tables import spec_rows, written_day

from vekha.calendar.days import DayKind, DaySet
from vekha.calendar.shipped import calendar_for
from vekha.calendar.zones import due_instant
from vekha.domain.deadlines import Offset, OffsetUnit, Span
from vekha.domain.obligations import ShiftPolicy
from vekha.domain.organisations import WorkingDay
from vekha.rules.deadlines import read_deadline
from vekha.rules.shifts import shift, term_end

LABOUR, TAX = calendar_for("", 5, DaySet.LABOUR), calendar_for("", 5, DaySet.TAX)
PLAN = Span(date(2026, 9, 1), date(2027, 8, 31))
MOSCOW = ZoneInfo("Europe/Moscow")


def rows(article: str):
    return spec_rows("law.md", article)


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def _moscow(text: str) -> datetime:
    """A reading of the clocks in Moscow; 24:00 is the midnight after."""
    day, hour = text.split()
    if hour == "24:00":
        return datetime.combine(written_day(day) + timedelta(days=1), time(0), tzinfo=MOSCOW)
    return datetime.combine(written_day(day), _clock(hour), tzinfo=MOSCOW)


@pytest.mark.parametrize(("phrase", "kind", "why"), rows("ГК РФ, ст. 190"))
def test_a_term_is_a_date_a_period_or_an_event(phrase, kind, why):
    assert kind == read_deadline(phrase, PLAN).kind, why


@pytest.mark.parametrize(("event", "term", "end", "why"), [*rows("ГК РФ, ст. 191"), *rows("ГК РФ, ст. 192")])
def test_a_term_from_an_event_ends_where_the_code_says(event, term, end, why):
    count, unit = term.split()
    assert written_day(end) == term_end(written_day(event), Offset(int(count), OffsetUnit(unit)), LABOUR), why


@pytest.mark.parametrize(("last", "week", "subject", "due", "why"), rows("ГК РФ, ст. 193"))
def test_a_term_that_ends_on_a_day_off_ends_on_the_next_working_day(last, week, subject, due, why):
    civil = calendar_for(subject, int(week), DaySet.CIVIL)
    assert written_day(due) == shift(written_day(last), ShiftPolicy.FOLLOWING, civil), why


@pytest.mark.parametrize(("day", "zone", "closes", "short", "instant", "why"), rows("ГК РФ, ст. 194"))
def test_a_term_ends_when_the_organisation_closes(day, zone, closes, short, instant, why):
    hours = WorkingDay(time(9), _clock(closes), _clock(short))
    last = written_day(day)
    assert _moscow(instant) == due_instant(last, zone, hours, short=LABOUR.is_short(last)), why


@pytest.mark.parametrize(("start", "count", "end", "why"), rows("НК РФ, ст. 6.1"))
def test_tax_terms_are_counted_in_working_days_of_their_own_set(start, count, end, why):
    assert written_day(end) == TAX.add_workdays(written_day(start), int(count)), why


@pytest.mark.parametrize(("last", "due", "why"), rows("НК РФ, ст. 6.1, п. 7"))
def test_a_tax_term_that_ends_on_a_day_off_ends_on_the_next_working_day(last, due, why):
    assert written_day(due) == shift(written_day(last), ShiftPolicy.FOLLOWING, TAX), why


@pytest.mark.parametrize(("day", "week", "kind", "why"), [*rows("ТК РФ, ст. 95"), *rows("ТК РФ, ст. 112")])
def test_a_day_is_what_the_labour_code_makes_it(day, week, kind, why):
    assert DayKind(kind) is calendar_for("", int(week), DaySet.LABOUR).kind(written_day(day)), why


@pytest.mark.parametrize(
    ("day", "day_set", "working", "why"), rows("Обзор ВС РФ N 1 от 21.04.2020, вопрос 5")
)
def test_days_made_free_by_the_president_are_working_days_in_civil_terms_only(day, day_set, working, why):
    assert (working == "да") is calendar_for("", 5, DaySet(day_set)).is_working(written_day(day)), why
