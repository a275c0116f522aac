"""What a clerk may get wrong on the command line: each slip is a Russian sentence, nothing is written."""

import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from vekha.cli import door
from vekha.cli.commands import main
from vekha.cli.misspelt import told
from vekha.cli.period import BadPeriodError, period


def run(monkeypatch: pytest.MonkeyPatch, *typed: str, given: str = "") -> int:
    """Run one command with `given` on its standard input; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["vekha", *typed])
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(given.encode())))
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00+03:00", "1999-12-31T23:59", "9999-12-31T23:59", "2100-01-01"]
)
def test_a_moment_no_calendar_reaches_is_refused(text: str) -> None:
    with pytest.raises(door.BadMomentError, match="2001"):
        door.moment(text)


def test_the_first_and_the_last_moment_are_taken() -> None:
    assert datetime(2001, 1, 1, tzinfo=UTC) == door.moment("2001-01-01T00:00Z")
    assert datetime(2099, 12, 31, 23, 59, tzinfo=UTC) == door.moment("2099-12-31T23:59Z")


@pytest.mark.parametrize("day", ["0001-01-01", "31.12.9999"])
def test_a_period_no_calendar_reaches_is_refused(day: str) -> None:
    with pytest.raises(BadPeriodError, match="2001"):
        period(day, day)


def test_letters_are_not_composed_for_a_folder_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("VEKHA_DATA", str(tmp_path / "data"))

    assert 1 == run(monkeypatch, "deliver", "--folder", str(tmp_path / "file" / "letters"))
    assert "--folder" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_an_unreadable_file_is_told_in_russian() -> None:
    assert "файл order.docx не читается, проверьте права на него" == told(
        "Invalid value for 'ФАЙЛ': path 'order.docx' is not readable."
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "a", "phrase": "до 1 марта"}', "Строка 1: нет поля plan_start."),
        ('{"id": "a", "plan_start": 5}', "Строка 1: поле plan_start должно быть строкой."),
        (r'{"id": "\ud800"}', "Строка 1: половина знака Юникода"),
        ('{"id": ' + "9" * 5000 + "}", "Строка 1: это не JSON"),
        ("[" * 100_000, "Строка 1: это не JSON"),
    ],
)
def test_a_bad_line_is_answered_by_its_number(
    line: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 1 == run(monkeypatch, "deadlines", "--jsonl", given=line + "\n")
    assert said in json.loads(capsys.readouterr().out)["error"]
