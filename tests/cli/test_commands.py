"""The table of commands, and that a command pays only for what it uses."""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from vekha.cli import program
from vekha.cli.commands import COMMANDS

PYTHON = [sys.executable, "-c"]


def modules_after(statement: str) -> set[str]:
    """Return what is imported once the statement has run, in a process of its own."""
    code = f"import sys; {statement}; sys.stdout.write('\\n' + ' '.join(sys.modules))"
    done = subprocess.run([*PYTHON, code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_exists_and_explains_itself_in_russian(name: str) -> None:
    module, _, function = COMMANDS[name].partition(":")
    explained = getattr(importlib.import_module(module), function).__doc__

    assert re.match(r"[А-ЯЁ]", explained)


def test_the_table_is_in_alphabetical_order() -> None:
    assert sorted(COMMANDS) == list(COMMANDS)


@pytest.fixture(scope="module")
def helped() -> tuple[str, set[str]]:
    """Return what `vekha --help` prints and which packages it imports: those of every command."""
    code = (
        "import atexit, sys; sys.argv = ['vekha', '--help'];"
        "atexit.register(lambda: sys.stderr.write(' '.join(sys.modules)));"
        "from vekha.cli.commands import main; main()"
    )
    environment = os.environ | {"COLUMNS": "100"}
    done = subprocess.run([*PYTHON, code], capture_output=True, text=True, check=True, env=environment)
    return done.stdout, {name.partition(".")[0] for name in done.stderr.split()}


def test_no_command_imports_prefect_until_it_orchestrates(helped: tuple[str, set[str]]) -> None:
    _, loaded = helped

    assert "sqlalchemy" in loaded
    assert "prefect" not in loaded


def test_the_calendar_imports_neither_database_nor_settings() -> None:
    statement = (
        "sys.argv = ['vekha', 'calendar', '--from', '2026-01-01', '--to', '2026-01-02'];"
        "from vekha.cli.commands import main; main()"
    )
    loaded = modules_after(statement)

    assert set() == loaded & {"prefect", "sqlalchemy", "pydantic_settings", "pendulum", "fastapi", "jinja2"}


def test_help_lists_every_command(helped: tuple[str, set[str]]) -> None:
    listed, _ = helped

    assert [] == [name for name in COMMANDS if f" {name} " not in listed]


def test_our_own_fault_is_told_in_a_sentence_and_kept_for_the_developer(monkeypatch, capsys):
    def fails() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(program, "app", lambda **_: fails())

    with pytest.raises(SystemExit) as ended:
        program.main()
    said = capsys.readouterr().err
    assert 70 == ended.value.code
    assert "Внутренняя ошибка" in said
    kept = Path(re.search(r"файл (\S+)\.", said).group(1))
    assert "ZeroDivisionError" in kept.read_text(encoding="utf-8")
    kept.unlink()
