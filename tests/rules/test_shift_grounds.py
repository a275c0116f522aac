"""Which policy an item's days off follow, and on what ground: the table lawyers edit."""

from datetime import date
from pathlib import Path

import pytest

from vekha.calendar.days import DaySet
from vekha.calendar.shipped import calendar_for
from vekha.domain.deadlines import Occurrence
from vekha.domain.obligations import ShiftGround, ShiftPolicy
from vekha.rules.shift_grounds import ground_of, ground_rows, named_ground
from vekha.rules.shifts import Calendars, due_dates

TABLE = Path(__file__).parents[1] / "spec" / "shift_grounds.md"
COLUMN = 200  # policy_basis of items and obligations


def cases():
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("| ")]
    return [tuple(cell.strip() for cell in row[:5]) for row in rows[1:]]


@pytest.mark.parametrize(("title", "result", "kind", "policy", "duty"), cases())
def test_the_kind_of_work_gives_the_policy_and_its_ground(title, result, kind, policy, duty):
    found = ground_of(title, result, kind)

    assert ShiftPolicy(policy) is found.policy
    assert found.basis.startswith(f"{duty}: ")


def test_every_row_of_the_law_is_used_by_the_table_and_fits_its_column():
    assert {duty for *_, duty in cases()} == {row.duty for row in ground_rows()}
    assert all(len(row.ground.basis) <= COLUMN for row in ground_rows())


def test_a_policy_named_without_a_ground_stands_on_the_usual_one():
    assert ShiftGround(ShiftPolicy.NONE, "п. 5 приказа") == named_ground(ShiftPolicy.NONE, "п. 5 приказа")
    assert ShiftGround(ShiftPolicy.NONE, "пункт самого документа") == named_ground(ShiftPolicy.NONE, "")


@pytest.mark.parametrize("title", ["Провести семинар", "Обучение наставников", "Издать приказ"])
def test_work_without_a_named_ground_is_reminded_by_friday_and_late_only_after_monday(title):
    calendars = Calendars(calendar_for("", 5, DaySet.LABOUR), calendar_for("", 5, DaySet.CIVIL))
    saturday = Occurrence("1", None, date(2026, 3, 21))
    dates = due_dates(saturday, ground_of(title, "", "none").policy, calendars, None)

    assert (date(2026, 3, 20), date(2026, 3, 23)) == (dates.remind_date, dates.due)
