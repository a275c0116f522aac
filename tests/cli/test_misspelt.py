"""What a person reads who misspelt a command; typer's own words must never reach him."""

import sys

import pytest

from vekha.cli.commands import main


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("calender", "команды «calender» нет; есть: 'calendar', 'calendar-layer', 'calendar-diff'"),
        ("zzz", "команды «zzz» нет"),
        ("calendar --frm x", "параметра --frm нет; есть: --from"),
        ("calendar --to 2026-01-01", "не задан параметр --from"),
        ("calendar --from", "у параметра --from нет значения"),
        ("calendar лишнее --from 1 --to 2", "лишнее: лишнее"),
        ("calendar Лесной_О.И. --from 1 --to 2", "лишнее: Лесной_О.И"),
        ("calendar --from 1 --to 2 --csv=да", "параметр --csv пишется без значения"),
        ("owed --most много", "--most: нужно целое число"),
        ("owed --most 0", "--most: не меньше 1"),
        ("owed --most 99999999999999999999", "--most: не больше 100000"),
        ("explain", "не хватает: НОМЕР"),
    ],
)
def test_a_slip_is_told_in_russian(
    typed: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["vekha", *typed.split()])

    with pytest.raises(SystemExit) as ended:
        main()

    assert 2 == ended.value.code
    known = f"{typed.split(maxsplit=1)[0]} " if "команды" not in said else ""
    assert f"Команда набрана неверно: {said}.\nСправка: vekha {known}--help\n" == capsys.readouterr().err
