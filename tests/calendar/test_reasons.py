"""What `explain` says about a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vekha.calendar.days import DayKind, DaySet
from vekha.calendar.reasons import day_reasons
from vekha.calendar.shipped import calendar_for


@pytest.mark.parametrize(
    ("day", "week", "day_set", "subject", "ground"),
    [
        (
            date(2026, 1, 9),
            5,
            DaySet.LABOUR,
            "",
            "выходной перенесён сюда с 03.01.2026 (Постановление Правительства РФ от 24.09.2025 N 1466",
        ),
        (date(2026, 3, 9), 5, DaySet.LABOUR, "", "выходной за праздник 08.03.2026 (ч. 2 ст. 112 ТК РФ)"),
        (date(2025, 11, 1), 5, DaySet.LABOUR, "", "выходной перенесён отсюда на 03.11.2025"),
        (date(2026, 4, 30), 5, DaySet.LABOUR, "", "накануне праздника «Праздник Весны и Труда»"),
        (date(2020, 4, 3), 5, DaySet.CIVIL, "", "в гражданском счёте такой день рабочий (Обзор ВС РФ N 1"),
        (date(2020, 4, 3), 5, DaySet.LABOUR, "", "Указ Президента РФ от 25.03.2020 N 206"),
        (date(2026, 3, 15), 6, DaySet.LABOUR, "", "выходной при шестидневной неделе"),
        (date(2026, 3, 30), 5, DaySet.LABOUR, "07", "дата выведена по аналогии, проверьте её"),
        (
            date(2027, 5, 11),
            5,
            DaySet.LABOUR,
            "23",
            "Радоница) (Закон Краснодарского края 02.06.2023 N 4909-КЗ)",
        ),
        (date(2027, 2, 22), 5, DaySet.LABOUR, "", "предварительно: python-holidays"),
        (date(2028, 3, 1), 5, DaySet.LABOUR, "", "календарь 2028 года предварительный"),
    ],
)
def test_a_day_names_its_ground(day, week, day_set, subject, ground):
    reasons = day_reasons(calendar_for(subject, week, day_set), day)
    assert any(ground in reason for reason in reasons), reasons


def test_a_plain_day_needs_no_ground():
    assert ("12.03.2026, четверг: рабочий день",) == day_reasons(
        calendar_for("", 5, DaySet.LABOUR), date(2026, 3, 12)
    )


@given(
    st.dates(date(2013, 1, 1), date(2030, 12, 31)),
    st.sampled_from(["", "01", "02", "07", "91"]),
    st.sampled_from([5, 6]),
)
def test_every_day_off_has_a_ground(day, subject, week):
    calendar = calendar_for(subject, week, DaySet.LABOUR)
    assert calendar.kind(day) is DayKind.WORKING or len(day_reasons(calendar, day)) > 1
