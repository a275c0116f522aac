"""The two commands as a user types them: exit codes, Russian answers, no traceback."""

import json
from pathlib import Path

import pytest

from vekha.cli.commands import main
from vekha.storage.database import open_database

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def vekha(tmp_path, monkeypatch, capsys):
    """Return a function that runs one command line and returns (exit code, what was printed, errors)."""
    monkeypatch.setenv("VEKHA_DATA", str(tmp_path / "data"))

    def run(*words):
        monkeypatch.setattr("sys.argv", ["vekha", *map(str, words)])
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        else:
            code = 0
        return code, *capsys.readouterr()

    return run


def test_the_examples_are_loaded_and_the_journal_holds(vekha):
    tree, people = EXAMPLES / "organisations.csv", EXAMPLES / "people.csv"
    code, said, _ = vekha("organisations", tree, "--people", people, "--now", "2026-01-10T09:00+03:00")
    assert (0, True) == (code, said.startswith("Организаций добавлено: 20, изменено 0, прежних 0."))
    code, said, _ = vekha("organisations", tree, "--people", people, "--json")
    assert (0, 20) == (code, json.loads(said)["same"])
    code, said, _ = vekha("verify")
    assert (0, True) == (code, said.startswith("Журнал цел: 3 записи, 20 строк данных, 3 цепи."))


def test_a_changed_journal_ends_with_code_1_and_names_the_record(vekha, tmp_path):
    vekha("organisations", EXAMPLES / "organisations.csv", "--now", "2026-01-10T09:00+03:00")
    engine = open_database(f"sqlite:///{tmp_path / 'data' / 'vekha.db'}")
    with engine.begin() as conn:
        conn.exec_driver_sql("update organisation_versions set name = 'Другая школа' where code = 'zar-01'")
    engine.dispose()
    code, said, _ = vekha("verify")
    line = "- УО Заречного округа, запись 1 (загрузка организаций, 10.01.2026): строка данных"
    assert (1, True) == (code, f"{line} этой записи изменена." in said)
    code, said, _ = vekha("verify", "--json")
    assert (1, "2026-01-10") == (code, json.loads(said)["breaks"][0]["day"])


def test_a_cycle_is_refused_with_code_1_and_nothing_is_kept(vekha, tmp_path):
    circle = tmp_path / "круг.csv"
    circle.write_text("код;вышестоящая;уровень;наименование;пояс\na;b;регион;А;МСК\nb;a;регион;Б;МСК\n")
    code, said, errors = vekha("organisations", circle)
    assert (1, "") == (code, said)
    assert "круг.csv, строка 2: организации подчинены друг другу по кругу: a → b → a." in errors
    assert "Traceback" not in errors
    assert "0 записей" in vekha("verify")[1]


@pytest.mark.parametrize("words", [["organisations", "нет.csv"], ["organisations", "."]])
def test_a_file_that_cannot_be_read_is_told_in_russian(vekha, words):
    code, _, errors = vekha(*words)
    assert (1, True) == (code, "нет" in errors or "папка" in errors)
