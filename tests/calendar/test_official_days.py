"""The shipped years against the spec table and, where it is at hand, the official calendar day by day."""

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.calendar.spec_tables import spec_rows, written_day

from vekha.calendar.days import DayKind, DaySet, YearStatus
from vekha.calendar.listing import listed_days
from vekha.calendar.shipped import calendar_for, subject_layer
from vekha.calendar.subjects import shipped_subjects

SHARED = Path(__file__).parents[3] / "shared" / "calendar"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason=f"нет официальных данных в {SHARED}")


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize(
    ("day", "week", "day_set", "subject", "kind", "why"), spec_rows("calendar.md", "Вид дня")
)
def test_a_day_is_what_the_table_says(day, week, day_set, subject, kind, why):
    assert DayKind(kind) is calendar_for(subject, int(week), DaySet(day_set)).kind(written_day(day)), why


@pytest.mark.parametrize(
    ("year", "working", "short", "saturdays"), spec_rows("calendar.md", "Рабочие дни года")
)
def test_a_year_has_as_many_working_days_as_the_table_says(year, working, short, saturdays):
    calendar = calendar_for("", 5, DaySet.LABOUR)
    worked = [day for day in _days_of(int(year)) if calendar.is_working(day)]
    counts = (len(worked), sum(map(calendar.is_short, worked)), sum(day.weekday() == 5 for day in worked))
    assert (int(working), int(short), int(saturdays)) == counts


@needs_shared
def test_every_day_of_2013_2026_equals_the_official_calendar():
    with (SHARED / "ru_workdays.csv").open(encoding="utf-8") as file:
        official = [(date.fromisoformat(row["date"]), row["kind"]) for row in csv.DictReader(file)]
    listed = listed_days(calendar_for("", 5, DaySet.LABOUR), official[0][0], official[-1][0])
    assert official == list(listed)


@needs_shared
def test_every_regional_day_at_hand_is_off_in_its_subject():
    with (SHARED / "ru_regional_nonworking.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    calendars = {row["subject_code"]: calendar_for(row["subject_code"], 5, DaySet.LABOUR) for row in rows}
    worked = [
        row for row in rows if calendars[row["subject_code"]].is_working(date.fromisoformat(row["date"]))
    ]
    assert (worked, len(rows)) == ([], 438)


@needs_shared
def test_a_subject_differs_from_the_federation_only_on_its_own_days():
    with (SHARED / "ru_regional_nonworking.csv").open(encoding="utf-8") as file:
        own = {(row["subject_code"], date.fromisoformat(row["date"])) for row in csv.DictReader(file)}
    own.add(("01", date(2025, 4, 26)))  # the worked half of an exchange, which the CSV has no column for
    federal = calendar_for("", 5, DaySet.LABOUR)
    days = [day for year in range(2020, 2027) for day in _days_of(year)]
    for subject in {subject for subject, _ in own}:
        calendar = calendar_for(subject, 5, DaySet.LABOUR)
        differing = {(subject, day) for day in days if calendar.kind(day) is not federal.kind(day)}
        assert set() == differing - own


@needs_shared
def test_the_subjects_and_their_zones_are_those_of_the_facts():
    with (SHARED / "subjects.csv").open(encoding="utf-8") as file:
        rows = {row["code"]: (row["name"], tuple(row["iana_tz"].split("|"))) for row in csv.DictReader(file)}
    assert rows == {code: (subject.name, subject.zones) for code, subject in shipped_subjects().items()}


def test_the_decreed_years_are_2013_to_2026():
    calendar = calendar_for("", 5, DaySet.LABOUR)
    decreed = [year for year in range(2000, 2101) if calendar.status(year) is YearStatus.DECREED]
    assert list(range(2013, 2027)) == decreed


def test_every_decreed_year_names_its_act():
    years = calendar_for("", 5, DaySet.LABOUR).sources.official.values()
    named = [
        official.year
        for official in years
        if official.decree.startswith("Постановление Правительства РФ от ")
    ]
    assert list(range(2013, 2027)) == named


def test_every_transfer_is_from_a_day_off_to_a_day_that_would_be_worked():
    calendar = calendar_for("", 5, DaySet.LABOUR)
    for official in calendar.sources.official.values():
        for move in official.transfers:
            assert not calendar.is_working(move.given), move
            assert move.given.weekday() < 5, move


def test_a_year_without_its_act_follows_the_law_alone_and_is_provisional():
    calendar = calendar_for("", 5, DaySet.LABOUR)
    assert YearStatus.PROVISIONAL is calendar.status(2028)
    assert DayKind.NONWORKING is calendar.kind(date(2028, 6, 12))
    assert DayKind.WORKING is calendar.kind(date(2028, 7, 3))
    assert DayKind.NONWORKING is calendar.kind(date(2033, 5, 2)), "1 May 2033 is a Sunday"


def test_a_subject_year_is_provisional_until_its_own_acts_are_known():
    assert YearStatus.DECREED is calendar_for("05", 5, DaySet.CIVIL).status(2026)
    assert YearStatus.PROVISIONAL is calendar_for("05", 5, DaySet.CIVIL).status(2022)
    assert YearStatus.PROVISIONAL is calendar_for("05", 5, DaySet.CIVIL).status(2019)


def test_every_shipped_regional_day_has_a_name_a_basis_and_a_confidence():
    layers = [layer for code in shipped_subjects() if (layer := subject_layer(code))]
    facts = [fact for layer in layers for fact in layer.days]
    assert len(layers) == 30
    assert [fact for fact in facts if not (fact.name and fact.basis)] == []
    assert Counter(str(fact.confidence) for fact in facts) == {"high": 378, "medium": 45, "low": 16}


def test_equal_calendars_share_their_id_and_different_ones_do_not():
    federal = calendar_for("", 5, DaySet.LABOUR)
    assert federal is calendar_for("86", 5, DaySet.LABOUR)
    others = [
        calendar_for("", 6, DaySet.LABOUR),
        calendar_for("", 5, DaySet.CIVIL),
        calendar_for("23", 5, DaySet.LABOUR),
    ]
    assert len({federal.id, *(other.id for other in others)}) == 4
