"""`vekha submit`, `review`, `close`, `reopen`, `roll-up`, `report`, `states` as people type them."""

import json
import shlex
import sys
from pathlib import Path

import pytest
from tests.cli.test_confirm_commands import ORDER, PEOPLE, UNITS

from vekha.cli.commands import main

pytestmark = pytest.mark.system  # takes long: `make test-all`

QUARTER = "--from 01.01.2026 --to 2026-03-31"


@pytest.fixture
def types(tmp_path, monkeypatch, capsys):
    """Return a function that types a command line and returns (exit code, what it said)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VEKHA_DATA", str(tmp_path / "data"))
    (tmp_path / "order.txt").write_text(ORDER.format(term="до 1 июня 2026 года"), encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "приказ.pdf").write_bytes(b"%PDF order")

    def typed(line):
        monkeypatch.setattr(sys, "argv", ["vekha", *shlex.split(line)])
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code or 0
        said = capsys.readouterr()
        return code, said.out + said.err

    return typed


def answer(typed, line):
    code, said = typed(f"{line} --json")
    assert code == 0, said
    return json.loads(said)


@pytest.fixture
def issued(types):
    """Return (types, the id of what school 1 owes by 16 March)."""
    for line in ("organisations units.csv --people people.csv", "import order.txt", "issue --all"):
        code, said = types(f"{line} --now 2026-01-12T10:00+03:00")
        assert code == 0, said
    owed = answer(types, "owed --as s1")
    return types, owed[0]["id"]


def test_a_paper_goes_from_the_school_to_the_signed_figures(issued):
    types, owed = issued
    sent = answer(
        types, f"submit {owed[:8]} приказ.pdf --figure доля=12/40 --as s1 --by Петрова --now 2026-03-10"
    )
    assert ("submitted", 1, True, ["приказ.pdf"]) == (
        sent["state"],
        sent["version"],
        sent["in_time"],
        sent["files"],
    )
    back = answer(types, f"review {owed} --return 'Нет подписи' --as zar --by Сидорова --now 2026-03-20")
    assert ("returned", "2026-03-27") == (back["state"], back["mend_by"])
    answer(types, f"submit {owed} --note 'Подписано' --as s1 --by Петрова --now 2026-03-25")
    code, said = types(f"review {owed} --accept --as zar --by 'Мостовая А.С.' --now 2026-03-26")
    assert code == 0
    assert "Принято и снято с контроля" in said
    assert "исполнено в срок. У проверяющего" in said
    tree = answer(types, f"roll-up --organisation zar {QUARTER} --now 2026-04-01")
    assert (2, 1, 1, 0.5) == tuple(
        tree["tree"]["total"][name] for name in ("base", "in_time", "not_done", "discipline")
    )
    assert tree["silent"] == ["s2"]
    memo = answer(types, f"report memo --organisation zar {QUARTER} --out out --now 2026-04-01")
    assert memo["total"]["base"] == 2
    assert [".docx", ".html"] == [Path(file).suffix for file in memo["files"]]
    register = answer(types, f"report register --organisation zar {QUARTER} --out out --now 2026-04-01")
    assert memo["figures_sha256"] == register["figures_sha256"]
    assert all(Path(file).stat().st_size for file in (*memo["files"], *register["files"]))
    assert types("verify")[0] == 0


def test_what_was_closed_by_mistake_is_reopened_by_the_controller(issued):
    types, owed = issued
    answer(types, f"submit {owed} --note сделано --as s1 --by Петрова --now 2026-03-10")
    answer(types, f"review {owed} --accept --as zar --by Сидорова --now 2026-03-11")
    code, said = types(f"close {owed} --as zar --by Сидорова --now 2026-03-12")
    assert (1, True) == (code, "только контролёр" in said)
    assert answer(types, f"close {owed} --as zar --by Мостовая --now 2026-03-12")["state"] == "closed"
    again = answer(types, f"reopen {owed} --reason 'Не тот' --as zar --by Мостовая --now 2026-03-13")
    assert again["state"] == "returned"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("submit {owed} --as s1", "Сдавать нечего"),
        ("submit {owed} нет.pdf --as s1", "«нет.pdf» нет"),
        ("submit {owed} --figure доля --as s1", "не разобран"),
        ("submit {owed} --note да --as s2", "нет среди тех"),
        ("submit {owed} --note да --reason почта --as zar", "--received-at"),
        ("submit {owed} --note да --received-at вчера --receiver Я --reason почта --as zar", "вчера"),
        ("review {owed} --as zar", "одно из двух"),
        ("review {owed} --accept --return нет --as zar", "одно из двух"),
        ("review {owed} --accept --as zar", "Нельзя принять"),
        ("report memo --organisation zar --from 2026-02-30 --to 2026-03-31", "не дата"),
        ("report memo --organisation нет --from 2026-01-01 --to 2026-03-31", "«нет» нет"),
        ("report memo --organisation zar --from 2026-04-01 --to 2026-03-31", "начинается позже"),
        ("report register --organisation zar --format docx --from 2026-01-01 --to 2026-03-31", "Есть: xlsx"),
        ("roll-up --organisation zar --as s1 --from 2026-01-01 --to 2026-03-31", "видимых вам"),
    ],
)
def test_a_wrong_command_says_what_is_wrong_and_leaves_no_trace(issued, line, expected):
    types, owed = issued
    before = answer(types, "owed")
    code, said = types(f"{line.format(owed=owed)} --now 2026-03-01")
    assert (1, True) == (code, expected in said), said
    assert before == answer(types, "owed")
    assert not Path("data/evidence").exists()


def test_the_table_of_steps_is_printed(types):
    assert types("states --markdown")[1].startswith("| состояние | действие | становится |")
    assert "в работе: сдать -> на проверке" in types("states")[1]
