"""A layer of somebody's own: what it may say, and how a bad one is refused."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vekha.calendar.days import Confidence, DayFact, DayKind, DaySet, YearStatus
from vekha.calendar.errors import CalendarError, LayerError, UnknownSubjectError
from vekha.calendar.layers import parse_layer
from vekha.calendar.official_years import Transfer, parse_official_year
from vekha.calendar.shipped import calendar_for, calendar_with
from vekha.calendar.work_calendar import build_calendar

HEAD = 'calendar = "school-5"\ntitle = "Школа № 5"\nyears = { 2026 = "decreed", 2027 = "provisional" }\n'


def _with_day(*lines: str) -> str:
    return HEAD + "\n[[days]]\n" + "\n".join(lines) + "\n"


BAD_LAYERS = {
    "an unknown kind": (_with_day("date = 2026-03-20", 'kind = "off"'), 5, "неизвестный вид дня «off»"),
    "two kinds for one date": (
        _with_day(
            "date = 2026-03-20", 'kind = "short"', "", "[[days]]", "date = 2026-03-20", 'kind = "nonworking"'
        ),
        9,
        "назван дважды",
    ),
    "a transfer without its pair": (
        _with_day("date = 2026-04-30", 'kind = "nonworking"', "from = 2026-04-25"),
        5,
        "перенос без пары: день 25.04.2026",
    ),
    "a day outside its years": (
        _with_day("date = 2028-03-20", 'kind = "nonworking"'),
        5,
        "день 20.03.2028 вне годов",
    ),
    "a year without a status": ('calendar = "x"\n[years]\n2026 = ""\n', 3, "год «2026» без верного статуса"),
    "a year that is none": ('calendar = "x"\n[years]\nсорок = "decreed"\n', 3, None),
    "a date in quotes": (
        _with_day('date = "2026-03-20"', 'kind = "short"'),
        5,
        "поле date должно быть датой",
    ),
    "a day without a date": (_with_day('kind = "short"'), 5, "у дня нет даты"),
    "an unknown field of a day": (
        _with_day("date = 2026-03-20", 'kind = "short"', 'on = "x"'),
        5,
        "неизвестное поле «on»",
    ),
    "an unknown field": (HEAD + 'weak = "5"\n', 4, "неизвестное поле «weak»"),
    "an unknown confidence": (
        _with_day("date = 2026-03-20", 'kind = "short"', 'confidence = "sure"'),
        5,
        "уверенность",
    ),
    "no name": ('title = "Школа"\n', 1, "у слоя нет имени"),
    "broken TOML": (HEAD + "days = [\n{ date = 2026-03-20,, }\n]\n", 5, "не читается как TOML"),
    "an inline row": (
        HEAD + 'days = [\n# {}\n{ date = 2026-03-20, kind = "short" },\n{ date = 2026-03-21, kind = "x" }]\n',
        7,
        "неизвестный вид дня «x»",
    ),
    "a rule with a bad day": (
        HEAD + '[[rules]]\nday = "02-31"\nsince = 2026\n',
        4,
        "день правила «02-31» не понят",
    ),
    "a rule far from Easter": (HEAD + '[[rules]]\nday = "easter+400"\nsince = 2026\n', 4, "«easter+400»"),
    "a rule without its year": (HEAD + '[[rules]]\nday = "easter+9"\n', 4, "нет года, с которого"),
    "a rule with an unknown carry": (
        HEAD + '[[rules]]\nday = "09-01"\nsince = 2026\ncarry = "back"\n',
        4,
        "неизвестный перенос «back»",
    ),
    "days that are no list": (HEAD + "days = 5\n", 4, "days должно быть списком"),
    "years that are no table": ('calendar = "x"\nyears = 2026\n', 2, "years должно быть таблицей"),
}

HALF = 'year = 2026\nstatus = "provisional"\n'

BAD_YEARS = {
    "transfers that are no list": (HALF + "transfers = 5\n", 3, "transfers должно быть списком"),
    "a transfer of no date": (
        HALF + 'transfers = [{ from = "x", to = 2026-01-09 }]\n',
        3,
        "from должно быть датой",
    ),
    "no status": ("year = 2026\n", 1, "у года нет статуса"),
    "an unknown status": ('year = 2026\nstatus = "draft"\n', 2, "неизвестный статус «draft»"),
    "decreed without its act": ('year = 2026\nstatus = "decreed"\n', 2, "статус decreed без акта"),
    "half a transfer": (
        'year = 2026\nstatus = "provisional"\n[[transfers]]\nfrom = 2026-01-03\n',
        3,
        "перенос без пары",
    ),
    "a day of another year": (
        'year = 2026\nstatus = "provisional"\n\n[[transfers]]\nfrom = 2026-01-03\nto = 2027-01-09\n',
        4,
        "день 09.01.2027 не относится к 2026 году",
    ),
    "one day in two transfers": (
        HALF
        + "transfers = [\n{ from = 2026-01-03, to = 2026-01-09 },\n{ from = 2026-01-04, to = 2026-01-09 }]\n",
        5,
        "день 09.01.2026 назван в двух переносах",
    ),
    "free days without a decree": (
        'year = 2026\nstatus = "provisional"\n[[presidential]]\nfirst = 2026-05-04\nlast = 2026-05-07\n',
        3,
        "нерабочие дни без указа",
    ),
}


@pytest.mark.parametrize(("text", "line", "reason"), BAD_LAYERS.values(), ids=BAD_LAYERS.keys())
def test_a_bad_layer_is_refused_with_file_line_and_reason(text, line, reason):
    with pytest.raises(LayerError) as refused:
        parse_layer(text, "school-5.toml")
    assert str(refused.value).startswith(f"school-5.toml, строка {line}: ")
    assert (reason or "TOML") in refused.value.reason


@pytest.mark.parametrize(("text", "line", "reason"), BAD_YEARS.values(), ids=BAD_YEARS.keys())
def test_a_bad_official_year_is_refused_with_file_line_and_reason(text, line, reason):
    with pytest.raises(LayerError) as refused:
        parse_official_year(text, "ru_2026.toml")
    assert (line, True) == (refused.value.line, reason in refused.value.reason), str(refused.value)


def test_a_good_layer_says_each_day_with_its_basis():
    layer = parse_layer(
        _with_day(
            "date = 2026-03-20",
            'kind = "nonworking"',
            'name = "Ураза-байрам"',
            'basis = "Указ N 22-УГ"',
            'confidence = "medium"',
        ),
        "school-5.toml",
    )
    fact = DayFact(date(2026, 3, 20), DayKind.NONWORKING, "Ураза-байрам", "Указ N 22-УГ", Confidence.MEDIUM)
    assert (fact,) == layer.days
    assert YearStatus.PROVISIONAL is layer.years[2027]


def test_the_later_layer_wins():
    day = date(2026, 4, 21)
    region = parse_layer(_with_day("date = 2026-04-21", 'kind = "nonworking"'), "region.toml")
    school = parse_layer(_with_day("date = 2026-04-21", 'kind = "working"'), "school.toml")
    assert DayKind.WORKING is calendar_with((region, school), 5, DaySet.LABOUR).kind(day)
    assert DayKind.NONWORKING is calendar_with((school, region), 5, DaySet.LABOUR).kind(day)


def test_a_rule_gives_its_day_each_year_from_its_first():
    text = (
        HEAD
        + '[[rules]]\nday = "easter+9"\nsince = 2025\nuntil = 2026\n[[rules]]\nday = "09-05"\nsince = 2026\n'
    )
    with_carry = parse_layer(text + 'carry = "next"\n', "school.toml")
    calendar = calendar_with((with_carry,), 5, DaySet.LABOUR)
    off = [date(2025, 4, 29), date(2026, 4, 21), date(2026, 9, 7), date(2027, 9, 6), date(2028, 9, 5)]
    worked = [date(2024, 5, 14), date(2027, 5, 11), date(2025, 9, 5)]
    assert [False] * 5 + [True] * 3 == [calendar.is_working(day) for day in off + worked]


def test_a_local_decree_day_is_off_for_labour_and_worked_in_civil_terms():
    layer = parse_layer(_with_day("date = 2026-03-20", 'kind = "decree"'), "region.toml")
    kinds = [calendar_with((layer,), 5, day_set).kind(date(2026, 3, 20)) for day_set in DaySet]
    assert [DayKind.DECREE, DayKind.WORKING, DayKind.DECREE] == kinds


def test_a_decree_on_a_day_off_makes_no_day_worked():
    layer = parse_layer(_with_day("date = 2026-03-21", 'kind = "decree"'), "region.toml")
    assert DayKind.NONWORKING is calendar_with((layer,), 5, DaySet.CIVIL).kind(date(2026, 3, 21))


def test_an_inline_official_year_reads_the_same():
    year = parse_official_year(
        'year = 2026\nstatus = "provisional"\ntransfers = [{ from = 2026-01-03, to = 2026-01-09 }]\n',
        "ru.toml",
    )
    assert (Transfer(date(2026, 1, 3), date(2026, 1, 9)),) == year.transfers


def _refused_line(text: str) -> int:
    """The line of the refusal, 1 where the text is a layer; any other error is the test's failure."""
    try:
        parse_layer(text, "x.toml")
    except LayerError as error:
        return error.line
    return 1


@given(st.text(max_size=300))
def test_any_text_is_a_layer_or_refused_by_name(text):
    assert _refused_line(text) >= 1


VALUES = [
    "1",
    "true",
    '"x"',
    "[]",
    "[1]",
    "{}",
    "{ a = 1 }",
    "[{}]",
    "[[1]]",
    "2026-01-01",
    "1.5",
    "inf",
    "[[{}]]",
]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("key", ["calendar", "title", "base", "years", "days", "rules", "school_year"])
def test_a_field_of_the_wrong_shape_is_a_layer_or_refused_by_name(key, value):
    assert (
        _refused_line(
            f"calendar = 'x'\n{key} = {value}\n".removeprefix("calendar = 'x'\n" * (key == "calendar"))
        )
        >= 1
    )


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    "key", ["date", "kind", "name", "basis", "confidence", "from", "carried_from", "applies"]
)
def test_a_field_of_a_day_of_the_wrong_shape_is_refused_by_name(key, value):
    row = {"date": "2026-03-20", "kind": '"short"', key: value}
    assert _refused_line(_with_day(*(f"{name} = {written}" for name, written in row.items()))) >= 1


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("key", ["name", "day", "since", "until", "carry", "basis"])
def test_a_field_of_a_rule_of_the_wrong_shape_is_refused_by_name(key, value):
    row = {"day": '"09-01"', "since": "2026", key: value}
    lines = "\n".join(f"{name} = {written}" for name, written in row.items())
    assert _refused_line(f"{HEAD}[[rules]]\n{lines}\n") >= 1


def test_an_unknown_subject_is_named():
    with pytest.raises(UnknownSubjectError, match="Субъекта с кодом «00» нет"):
        calendar_for("00", 5, DaySet.LABOUR)


def test_a_path_is_no_subject():
    with pytest.raises(CalendarError):
        calendar_for("../ru_2026", 5, DaySet.LABOUR)


def test_a_week_has_five_or_six_days():
    with pytest.raises(ValueError, match="5 or 6"):
        build_calendar(calendar_for("", 5, DaySet.LABOUR).sources, 7, DaySet.LABOUR)


def test_the_example_of_the_manual_is_a_layer():
    manual = (Path(__file__).parents[2] / "docs" / "ru" / "calendar.md").read_text(encoding="utf-8")
    layer = parse_layer(manual.split("```toml", 1)[1].split("```", 1)[0], "calendar.md")
    assert (3, 1, True) == (len(layer.days), len(layer.rules), layer.school is not None)
