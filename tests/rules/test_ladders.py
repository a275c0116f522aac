"""Ladders: the spec tables, what the parser refuses, and what holds for every schedule."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.calendar.spec_tables import spec_rows, written_day

from vekha.calendar.days import DaySet
from vekha.calendar.shipped import calendar_for
from vekha.calendar.zones import local_day
from vekha.domain.watches import Anchor, Audience, Schedule
from vekha.rules.ladders import (
    SHIPPED,
    LadderError,
    ladder_toml,
    parse_ladder,
    schedule_id,
    shipped_ladder,
    stage_names,
    stages_of,
)

SAMPLE = """name = "sample"
version = 1

[[steps]]
stage = "before"
workdays = -3
audience = "executor"

[[steps]]
stage = "after"
workdays = 5
audience = "head"
every_workdays = 5
times = 3
"""
MOSCOW = "Europe/Moscow"
ZONES = (
    "Europe/Kaliningrad",
    MOSCOW,
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
)
NORMAL = shipped_ladder("normal")
LABOUR = calendar_for("", 5, DaySet.LABOUR)


def schedule(armed: date, remind: date, due: date, zone: str = MOSCOW) -> Schedule:
    key = schedule_id(NORMAL.id, LABOUR.id, zone, (armed, remind, due))
    return Schedule(key, NORMAL.id, LABOUR.id, zone, armed, remind, due)


@pytest.mark.parametrize("case", spec_rows("ladders.md", "Случаи"), ids=lambda case: case[0])
def test_the_stages_stand_on_the_days_of_the_table(case):
    name, ladder, week, armed, remind, due, why = case
    expected = [row[1:] for row in spec_rows("ladders.md", "Ступени") if row[0] == name]
    calendar = calendar_for("", int(week), DaySet.LABOUR)
    laid_out = stages_of(
        schedule(written_day(armed), written_day(remind), written_day(due)), shipped_ladder(ladder), calendar
    )
    days = [
        (stage.stage, stage.audience.value, f"{local_day(stage.at, MOSCOW):%d.%m.%Y}") for stage in laid_out
    ]

    assert expected == days, why


@pytest.mark.parametrize("refusal", spec_rows("ladders.md", "Отказы"), ids=lambda row: row[1].strip("`"))
def test_a_ladder_that_cannot_hold_is_refused_by_name(refusal):
    old, new, where, said = (cell.strip("`") for cell in refusal)
    text = SAMPLE.replace(old + "\n", new + "\n", 1)
    assert text != SAMPLE

    with pytest.raises(LadderError) as refused:
        parse_ladder(text, "sample.toml")
    assert str(refused.value).startswith(where)
    assert said in str(refused.value)


def test_the_same_stage_twice_for_one_audience_is_refused():
    step = '\n[[steps]]\nstage = "{}"\nworkdays = 9\naudience = "{}"\n'

    for name in ("after", "after-2"):
        with pytest.raises(LadderError, match=f"строка 16, ступень 3: ступень «{name}» для «head» уже есть"):
            parse_ladder(SAMPLE + step.format(name, "head"), "sample.toml")
    assert 3 == len(parse_ladder(SAMPLE + step.format("after", "controller")).steps)


def test_a_repeat_that_takes_the_name_of_an_earlier_stage_is_refused():
    early = SAMPLE.replace('"before"', '"after-2"').replace('"executor"', '"head"')

    with pytest.raises(LadderError, match="ступень 2: ступень «after-2» для «head» уже есть"):
        parse_ladder(early)


@pytest.mark.parametrize(
    "text", ['name = "sample"\nversion = 1\n', 'name = "sample"\nversion = 1\nsteps = 3\n']
)
def test_a_ladder_without_steps_is_refused(text):
    with pytest.raises(LadderError, match="нет ступеней"):
        parse_ladder(text)


def test_an_unknown_ladder_names_those_there_are():
    with pytest.raises(LadderError, match="normal, review, schedule_request"):
        shipped_ladder("abnormal")


@pytest.mark.parametrize("name", SHIPPED)
def test_the_canonical_text_is_the_same_ladder_with_the_same_id(name):
    ladder = shipped_ladder(name)

    assert name == ladder.name
    assert ladder == parse_ladder(ladder_toml(ladder))


def test_layout_and_comments_do_not_make_another_ladder_but_content_does():
    sample = parse_ladder(SAMPLE)

    assert sample.id == parse_ladder(SAMPLE.replace("version = 1", "version  =  1 # первая")).id
    assert sample.id != parse_ladder(SAMPLE.replace("version = 1", "version = 2")).id
    assert sample.id != parse_ladder(SAMPLE.replace("times = 3", "times = 4")).id


@pytest.mark.parametrize("zone", ZONES)
def test_a_stage_comes_at_nine_by_the_clock_of_the_organisation(zone):
    laid_out = stages_of(
        schedule(date(2026, 3, 2), date(2026, 4, 15), date(2026, 4, 15), zone), NORMAL, LABOUR
    )

    assert {UTC} == {stage.at.tzinfo for stage in laid_out}
    assert [date(2026, 4, 1), date(2026, 4, 10)] == [local_day(stage.at, zone) for stage in laid_out[:2]]
    hours_ahead = ZONES.index(zone) + 2
    assert datetime(2026, 4, 15, 9, tzinfo=UTC) - timedelta(hours=hours_ahead) == laid_out[3].at


DAYS = st.dates(date(2019, 1, 1), date(2028, 6, 30))


@given(armed=DAYS, due=DAYS, back=st.integers(0, 30))
def test_every_schedule_is_in_order_on_working_days_and_never_before_its_arming(armed, due, back):
    remind = due - timedelta(days=back)
    laid_out = stages_of(schedule(armed, remind, due), NORMAL, LABOUR)
    before = {name for step in NORMAL.steps if step.anchor is Anchor.REMIND for name in stage_names(step)}
    days = [local_day(stage.at, MOSCOW) for stage in laid_out]

    assert list(range(len(laid_out))) == [stage.position for stage in laid_out]
    assert sorted(days) == days
    assert all(map(LABOUR.is_working, days))
    early = [day for stage, day in zip(laid_out, days, strict=True) if stage.stage in before]
    assert all(armed < day < remind for day in early)
    assert {Audience.EXECUTOR, Audience.HEAD, Audience.CONTROLLER, Audience.REGION} == {
        stage.audience for stage in laid_out
    }


@given(days=st.tuples(DAYS, DAYS, DAYS), other=st.tuples(DAYS, DAYS, DAYS))
def test_different_schedules_have_different_ids(days, other):
    assert (days == other) == (
        schedule_id("ladder", "days", MOSCOW, days) == schedule_id("ladder", "days", MOSCOW, other)
    )
