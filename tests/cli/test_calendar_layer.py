"""`vekha calendar-layer` and `calendar-diff` as people type them."""

import json
import shlex
import shutil
import sys
from datetime import date

import pytest
from tests.cli.test_confirm_commands import ORDER, PEOPLE, UNITS

from vekha.calendar.days import DayKind
from vekha.calendar.ics import days_from_ics
from vekha.cli.commands import main

DAY_OFF = """calendar = "office"
title = "День города"
[years]
2026 = "decreed"
[[days]]
date = 2026-06-01
kind = "nonworking"
name = "День города"
basis = "Постановление администрации N 5"
"""
AT = "--now 2026-01-12T10:00+03:00"


def ended(monkeypatch, line):
    """Type a line; return the exit code."""
    monkeypatch.setattr(sys, "argv", ["vekha", *shlex.split(line)])
    try:
        main()
    except SystemExit as left:
        return left.code or 0
    return 0


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """Return a folder with the files and the data of an issued order."""
    folder = tmp_path_factory.mktemp("issued")
    (folder / "order.txt").write_text(ORDER.format(term="до 1 июня 2026 года"), encoding="utf-8")
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (folder / "city.toml").write_text(DAY_OFF, encoding="utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(folder)
        monkeypatch.setenv("VEKHA_DATA", str(folder / "data"))
        for line in ("organisations units.csv --people people.csv", "import order.txt", "issue --all"):
            assert 0 == ended(monkeypatch, f"{line} {AT}")
    return folder


@pytest.fixture
def types(issued, tmp_path, monkeypatch, capsys):
    """Return a function that types a line and returns (exit code, what it said); an order is issued."""
    shutil.copytree(issued, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VEKHA_DATA", str(tmp_path / "data"))

    def typed(line):
        code = ended(monkeypatch, line)
        said = capsys.readouterr()
        return code, said.out + said.err

    return typed


def dues(types):
    return {one["due"] for one in json.loads(types("owed --as s1 --json")[1])}


def test_a_layer_is_shown_then_accepted_then_known(types):
    code, said = types(f"calendar-layer city.toml --organisation s1 {AT}")
    assert code == 0, said
    for line in (
        "Слой «День города»",
        "версия 1: ещё не принят",
        "Изменится дней при пятидневной неделе: 1",
        "01.06.2026, понедельник: рабочий -> нерабочий",
        "01.06.2026 -> 02.06.2026",
        "повторите команду с --accept",
    ):
        assert line in said
    code, said = types(f"calendar-layer city.toml --organisation s1 --accept --by Петрова {AT}")
    assert (0, True, True) == (code, "версия 1: принят" in said, "Сроков сдвинуто: " in said)
    assert {"2026-03-16", "2026-06-02"} == dues(types)
    code, said = types(f"calendar-layer city.toml --organisation s1 {AT}")
    assert "версия 1: уже действует" in said
    assert "Ни один срок не меняется." in said
    assert 0 == types("verify")[0]
    days = "calendar --from 2026-06-01 --to 2026-06-02 --csv"
    assert "2026-06-01,nonworking" in types(f"{days} --organisation s1")[1]
    assert "2026-06-01,working" in types(f"{days} --organisation s2")[1]
    assert "2026-06-01,working" in types(days)[1]


def test_the_answer_in_json_counts_and_lists(types):
    code, said = types(f"calendar-layer city.toml --organisation s1 --json {AT}")
    answer = json.loads(said)
    assert (0, False, False, 1) == (code, answer["accepted"], answer["known"], answer["version"])
    assert {"week": 5, "day": "2026-06-01", "was": "working", "becomes": "nonworking"} == answer["days"][0]
    assert answer["moves"]["due"] == len(answer["moves"]["listed"]) > 0
    assert {"obligation_id", "organisation", "item_title", "was", "becomes"} == set(
        answer["moves"]["listed"][0]
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("calendar-layer none.toml --organisation s1", "Файла «none.toml» нет"),
        ("calendar-layer city.toml --organisation nobody", "Организации с кодом «nobody» нет среди ваших"),
        ("calendar-layer units.csv --organisation s1", "units.csv, строка 1: слой календаря бывает"),
        ("calendar-layer city.toml", "не задан параметр --organisation"),
    ],
)
def test_bad_input_is_answered_in_russian(types, line, said):
    code, answered = types(line)
    assert code in {1, 2}
    assert said in answered
    assert "Traceback" not in answered


def test_a_calendar_nobody_changed_has_no_difference(types):
    assert (0, "Ни один срок не меняется.\n") == types(f"calendar-diff {AT}")
    code, said = types(f"calendar-diff --accept --json {AT}")
    assert (0, True, 0) == (code, json.loads(said)["accepted"], json.loads(said)["moves"]["due"])


SCHOOL_YEAR = """calendar = "office"
title = "Учебный год"
[years]
2026 = "decreed"
[school_year]
basis = "приказ N 7"
[[school_year.periods]]
kind = "vacation"
name = "осенние"
first = "10-24"
last = "11-01"
"""


def test_a_document_is_read_and_confirmed_by_the_school_year_of_its_issuer(types, tmp_path):
    (tmp_path / "year.toml").write_text(SCHOOL_YEAR, encoding="utf-8")
    autumn = ORDER.format(term="на осенних каникулах").replace("№ 17", "№ 18")
    (tmp_path / "autumn.txt").write_text(autumn, encoding="utf-8")

    code, said = types("read autumn.txt --calendar year.toml --decisions seen.toml")
    assert 2 == code
    assert "01.11.2026" in said
    assert "в слое нет учебного года" in types("read autumn.txt --calendar city.toml")[1]
    filled = (
        (tmp_path / "seen.toml").read_text(encoding="utf-8").replace('decision = ""', 'decision = "accept"')
    )
    filled = filled.replace('who = ""\nwhy = ""', 'who = "Белова А.А."\nwhy = "по графику"', 1)
    (tmp_path / "seen.toml").write_text(filled, encoding="utf-8")

    assert "а у издателя действует" in types(f"confirm autumn.txt --decisions seen.toml {AT}")[1]
    assert 0 == types(f"calendar-layer year.toml --organisation zar --accept {AT}")[0]
    code, said = types(f"confirm autumn.txt --decisions seen.toml {AT}")
    assert code == 0, said


def test_the_days_of_a_calendar_go_out_as_a_feed_that_reads_back(types):
    code, said = types("calendar --from 2026-04-01 --to 2026-05-31 --subject 23 --ics")
    assert code == 0, said
    days = days_from_ics(said, "ru-23.ics", grounded=True)
    assert date(2026, 4, 21) in {fact.day for fact in days if fact.kind is DayKind.NONWORKING}
    assert {date(2026, 4, 30), date(2026, 5, 8)} <= {f.day for f in days if f.kind is DayKind.SHORT}
