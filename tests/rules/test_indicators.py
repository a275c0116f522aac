"""What an indicator's words mean, by the table tests/spec/indicators.md."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vekha.rules.indicators import read_indicator, read_indicators

SPEC = Path(__file__).parents[1] / "spec" / "indicators.md"


def rows():
    lines = [line for line in SPEC.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:40])
def test_the_table_of_indicators_holds(row):
    text, *expected = row
    found = read_indicator(text)

    direction = found.direction.value if found.direction else ""
    target = "" if found.target is None else f"{found.target:g}"
    assert expected == [found.unit or "", direction, target, found.part or "", found.whole or ""]


def test_an_indicator_without_a_target_says_that_the_plan_is_not_set():
    found = read_indicator("Доля учителей, прошедших обучение, %")

    assert found.target is None
    assert found.doubts[0].startswith("План не задан")


def test_a_lost_not_is_asked_about():
    (doubt,) = read_indicator("Индивидуальные планы, реализованные менее чем на 90%").doubts

    assert "не потеряно ли «не»" in doubt


def test_a_range_keeps_both_ends():
    found = read_indicator("2-3% организаций приняли участие")

    assert (2, 3) == (found.target, found.target_high)


def test_a_cell_with_several_indicators_gives_each():
    found = read_indicators("охват питанием – 100%; число конкурсов не менее 3")

    assert [100, 3] == [one.target for one in found]


@given(st.text(max_size=120))
def test_reading_never_fails_and_keeps_the_words(text):
    found = read_indicators(text)

    assert all(one.text in " ".join(text.split()) for one in found)
    assert all(one.target is None or one.target >= 0 for one in found)
