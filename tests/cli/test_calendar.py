"""`vekha calendar`: the contract scripts rely on (design, section 9)."""

import pytest

from vekha.cli.calendar import CalendarQuestionError, calendar


def asked(capsys: pytest.CaptureFixture[str], first: str, last: str, **others: object) -> list[str]:
    calendar(first, last, as_csv=True, **others)
    return capsys.readouterr().out.splitlines()


def test_the_table_has_a_head_and_a_row_for_each_day_both_ends_included(capsys) -> None:
    expected = ["date,kind", "2026-04-30,short", "2026-05-01,nonworking", "2026-05-02,nonworking"]

    assert expected == asked(capsys, "2026-04-30", "2026-05-02")


def test_saturday_is_worked_in_a_week_of_six_days(capsys) -> None:
    assert ["2026-03-14,nonworking"] == asked(capsys, "2026-03-14", "2026-03-14")[1:]
    assert ["2026-03-14,working"] == asked(capsys, "2026-03-14", "2026-03-14", week="6")[1:]


def test_days_off_by_decree_are_worked_for_contracts_only(capsys) -> None:
    day = "2021-05-04"

    assert [f"{day},nonworking"] == asked(capsys, day, day, day_set="labour")[1:]
    assert [f"{day},nonworking"] == asked(capsys, day, day, day_set="tax")[1:]
    assert [f"{day},working"] == asked(capsys, day, day, day_set="civil")[1:]


def test_a_provisional_year_says_so_to_people(capsys) -> None:
    calendar("2027-01-01", "2027-01-01")

    assert "Предварительно (акта ещё нет в данных): 2027." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"first": "2026-02-30", "last": "2026-03-01"}, "--from"),
        ({"first": "2026-03-01", "last": "завтра"}, "«завтра» в --to"),
        ({"first": "2026-03-02", "last": "2026-03-01"}, "Период пуст"),
        ({"first": "2026-03-01", "last": "2026-03-02", "week": "7"}, "--week бывает 5 или 6"),
        ({"first": "2026-03-01", "last": "2026-03-02", "day_set": "bank"}, "labour, civil, tax"),
        ({"first": "2026-03-01", "last": "2026-03-02", "subject": "00"}, "Субъекта с кодом «00» нет"),
        ({"first": "2026-03-01", "last": "2126-03-02"}, "нет: дни известны"),
    ],
)
def test_a_wrong_question_is_refused_by_name(arguments: dict[str, str], named: str) -> None:
    with pytest.raises(CalendarQuestionError, match=named):
        calendar(**arguments)
