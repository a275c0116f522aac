"""Days of a layer in and out as iCalendar; hostile files are refused by line."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vekha.calendar.days import DayFact, DayKind
from vekha.calendar.errors import LayerError
from vekha.calendar.ics import days_from_ics, ics_of
from vekha.calendar.shipped import subject_layer


def _event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""])


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=80)
facts = st.builds(
    DayFact, st.dates(date(2000, 1, 1), date(2100, 12, 30)), st.sampled_from(DayKind), texts, texts
)


@given(st.lists(facts, max_size=8, unique_by=lambda fact: fact.day))
def test_days_come_back_as_they_went_out(days):
    assert sorted(days, key=lambda fact: fact.day) == list(days_from_ics(ics_of(days, "ru-07"), "x.ics"))


def test_a_shipped_layer_goes_out_and_in_with_its_days_and_grounds():
    out = subject_layer("07").days
    back = days_from_ics(ics_of(out, "ru-07"), "ru-07.ics")
    assert [
        (fact.day, fact.kind, fact.name, fact.basis) for fact in sorted(out, key=lambda fact: fact.day)
    ] == [(fact.day, fact.kind, fact.name, fact.basis) for fact in back]


@given(st.lists(facts, min_size=1, max_size=2, unique_by=lambda fact: fact.day))
def test_a_line_has_at_most_75_octets(days):
    assert max(len(line.encode()) for line in ics_of(days, "ru").split("\r\n")) <= 75


def test_the_end_of_an_event_is_exclusive():
    text = _event("DTSTART;VALUE=DATE:20260320", "DTEND;VALUE=DATE:20260322", "CATEGORIES:нерабочий")
    assert [date(2026, 3, 20), date(2026, 3, 21)] == [fact.day for fact in days_from_ics(text, "x.ics")]


def test_a_yearly_rule_is_expanded_to_its_end():
    text = _event("DTSTART;VALUE=DATE:20260901", "CATEGORIES:NONWORKING", "RRULE:FREQ=YEARLY;UNTIL=20280901")
    assert [date(year, 9, 1) for year in (2026, 2027, 2028)] == [
        fact.day for fact in days_from_ics(text, "x.ics")
    ]


def test_29_february_comes_in_leap_years_only():
    text = _event("DTSTART;VALUE=DATE:20240229", "CATEGORIES:SHORT", "RRULE:FREQ=YEARLY;COUNT=2")
    assert [date(2024, 2, 29), date(2028, 2, 29)] == [fact.day for fact in days_from_ics(text, "x.ics")]


DAY, KIND = "DTSTART;VALUE=DATE:20260320", "CATEGORIES:NONWORKING"
BAD = {
    "no calendar": ("hello", 1, "не похожа на iCalendar"),
    "an empty file": ("", 1, "это не iCalendar"),
    "something else": ("BEGIN:VCARD\r\nEND:VCARD\r\n", 1, "это не iCalendar"),
    "a cut file": ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + DAY, 3, "файл оборван"),
    "no kind": (_event(DAY), 3, "не сказано, какой это день"),
    "an unknown kind": (_event(DAY, "CATEGORIES:HOLIDAY"), 4, "неизвестный вид дня «HOLIDAY»"),
    "an hour": (_event("DTSTART:20260320T090000Z", KIND), 3, "не целый день"),
    "no such day": (_event("DTSTART;VALUE=DATE:20260231", KIND), 3, "нет в календаре"),
    "a far year": (_event("DTSTART;VALUE=DATE:22000101", KIND), 3, "год 2200 вне"),
    "an end before": (_event(DAY, KIND, "DTEND;VALUE=DATE:20260320"), 5, "кончается не позже"),
    "a century": (_event(DAY, KIND, "DTEND;VALUE=DATE:20990320"), 5, "длится больше года"),
    "an endless rule": (_event(DAY, KIND, "RRULE:FREQ=YEARLY"), 5, "без конца"),
    "every second": (_event(DAY, KIND, "RRULE:FREQ=SECONDLY;COUNT=999999999"), 5, "не поддерживается"),
    "a step of nothing": (_event(DAY, KIND, "RRULE:FREQ=YEARLY;INTERVAL=0;COUNT=3"), 5, "не число"),
    "a huge count": (_event(DAY, KIND, "RRULE:FREQ=YEARLY;COUNT=" + "9" * 9000), 5, "не число"),
    "an exception": (_event(DAY, KIND, "EXDATE;VALUE=DATE:20270320"), 5, "EXDATE не поддерживается"),
    "a task": ("BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nEND:VTODO\r\nEND:VCALENDAR\r\n", 2, "раздел VTODO"),
    "one day twice": (
        _event(DAY, KIND, "RRULE:FREQ=YEARLY;COUNT=2", "DTEND;VALUE=DATE:20270321"),
        3,
        "назван дважды",
    ),
    "a crossed end": ("BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", 2, "закрывает не то"),
    "a huge file": ("BEGIN:VCALENDAR\r\n" + "X-A:b\r\n" * 200_000, 1, "файл длиннее"),
    "deep nesting": ("BEGIN:VCALENDAR\r\n" + "BEGIN:VEVENT\r\n" * 60_000, 3, "раздел VEVENT здесь не понят"),
    "an endless fold": ("BEGIN:VCALENDAR\r\nX" + "\r\n " * 300_000, 2, "не похожа"),
}


@pytest.mark.parametrize(("text", "line", "reason"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_with_file_line_and_reason(text, line, reason):
    with pytest.raises(LayerError) as refused:
        days_from_ics(text, "x.ics")
    assert str(refused.value).startswith(f"x.ics, строка {line}: ")
    assert reason in refused.value.reason


@given(
    st.lists(
        st.sampled_from(
            [
                DAY,
                KIND,
                "BEGIN:VCALENDAR",
                "END:VCALENDAR",
                "BEGIN:VEVENT",
                "END:VEVENT",
                "BEGIN:VALARM",
                "END:VALARM",
                "RRULE:FREQ=YEARLY;COUNT=2",
                "RRULE:",
                "SUMMARY:x",
                " y",
                "DTEND;VALUE=DATE:20260322",
                ":",
                "",
                "X;=:",
            ]
        ),
        max_size=14,
    )
)
def test_any_lines_are_days_or_refused_by_name(lines):
    try:
        days = [fact.day for fact in days_from_ics("\n".join(["BEGIN:VCALENDAR", *lines]), "x.ics")]
    except LayerError:
        days = []
    assert days == sorted(set(days))
    assert all(day - date(2026, 3, 20) < timedelta(days=400) for day in days)
