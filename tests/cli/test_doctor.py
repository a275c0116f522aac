"""`vekha doctor` as a person and a script meet it."""

import json
from pathlib import Path

import pytest
import typer
from tests import cast, owed

from vekha.cli.doctor import doctor
from vekha.domain.refusals import RefusedError
from vekha.storage.database import Database


@pytest.fixture
def home(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VEKHA_DATA", str(tmp_path))
    monkeypatch.setenv("VEKHA_SENDER", "vekha@example.test")
    return tmp_path


def test_something_to_mend_exits_with_one_and_says_what(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended:
        doctor()

    assert 1 == ended.value.exit_code
    assert (
        "ПЛОХО  организаций в базе нет\n           -> Загрузите: vekha organisations"
        in capsys.readouterr().out
    )


def test_a_house_that_is_well_exits_with_zero(
    home: Path, sqlite_database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    cast.settle(sqlite_database)
    owed.roadmap(sqlite_database, cast.CONTROLLER.post.id)
    (home / "virtual").touch()

    doctor()

    assert capsys.readouterr().out.endswith("Всё работает.\n")


def test_a_script_reads_findings_by_their_names(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        doctor(as_json=True)
    told = json.loads(capsys.readouterr().out)

    assert told["sick"] is True
    assert {"check", "health", "said", "advice"} == set(told["findings"][0])
    assert {"clock", "mail", "database", "schema", "organisations"} <= {
        one["check"] for one in told["findings"]
    }


def test_a_password_file_that_is_not_there_is_refused_by_name(home: Path, monkeypatch) -> None:
    monkeypatch.setenv("VEKHA_SMTP_PASSWORD_FILE", "/nowhere/secret")

    with pytest.raises(RefusedError, match="/nowhere/secret"):
        doctor()


@pytest.mark.system
def test_the_scheduler_of_prefect_creates_runs(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        doctor(prefect=True)

    assert "планировщик Prefect создаёт запуски" in capsys.readouterr().out
