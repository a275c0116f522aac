"""The demo: its scenario laid out in time, and the whole year as a person starts it."""

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from vekha.calendar.days import DaySet
from vekha.calendar.shipped import calendar_for
from vekha.domain.obligations import State
from vekha.domain.owed import Owed
from vekha.serve.demo_run import DemoFolderError, empty_folder
from vekha.serve.demo_scenario import Deed, Pace, plan_acts, read_scenario

ROOT = Path(__file__).resolve().parents[2]
FEDERAL = calendar_for("", 5, DaySet.LABOUR)
ISSUED = date(2026, 1, 19)


def owed(**changes: object) -> Owed:
    facts: dict[str, object] = {
        "id": "o1",
        "organisation": "СШ № 1",
        "organisation_code": "zar-01",
        "zone": "Europe/Moscow",
        "item_number": "1.1",
        "item_title": "Отчёт",
        "deadline_text": "до 16 февраля",
        "result_text": "",
        "order": "",
        "state": State.OPEN,
        "due": date(2026, 2, 16),
        "due_at": None,
        "opens_on": None,
        "executor_missing": False,
    }
    return Owed(**(facts | changes))


def deeds(one: Owed, pace: Pace) -> list[tuple[str, int, int]]:
    acts = plan_acts([one], {"zar-01": pace}, FEDERAL, ISSUED)
    return [(act.deed.value, act.at.month, act.at.day) for act in acts]


def test_whoever_is_in_time_sends_two_working_days_before_the_term() -> None:
    assert [("submit", 2, 12), ("accept", 2, 13)] == deeds(owed(), Pace())


def test_whoever_never_answers_does_nothing() -> None:
    assert [] == deeds(owed(), Pace(silent=True))


def test_a_returned_paper_is_mended_and_accepted() -> None:
    pace = Pace(submits_workdays=-5, returned="нет подписи")

    assert [Deed.SUBMIT, Deed.RETURN, Deed.SUBMIT, Deed.ACCEPT] == [d for d, _, _ in deeds(owed(), pace)]


def test_nothing_is_sent_before_the_paper_is_taken() -> None:
    assert ("submit", 4, 1) == deeds(owed(due=date(2026, 4, 1), opens_on=date(2026, 4, 1)), Pace())[0]


def test_what_waits_for_a_date_gets_no_act() -> None:
    assert [] == deeds(owed(due=None), Pace())


def test_the_shipped_scenario_names_files_that_exist() -> None:
    scenario = read_scenario(ROOT / "examples" / "demo.toml")
    files = [scenario.organisations, scenario.people]
    files += [file for order in scenario.orders for file in (order.file, order.decisions)]

    assert [] == [file for file in files if not file.exists()]
    assert datetime(2026, 1, 19, 6, 30, tzinfo=UTC) == scenario.begins


def test_a_folder_with_somebodys_files_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "диплом.docx").write_text("важное")

    with pytest.raises(DemoFolderError, match="не пуста"):
        empty_folder(tmp_path)
    assert "важное" == (tmp_path / "диплом.docx").read_text()


@pytest.mark.parametrize("out", ["file", "file/inside"])
def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, out: str) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DemoFolderError, match="записать нельзя"):
        empty_folder(tmp_path / out)
    assert (tmp_path / "file").is_file()


@pytest.mark.system
def test_the_year_is_lived_and_its_journal_holds(tmp_path: Path) -> None:
    out = tmp_path / "demo-out"
    command = [sys.executable, "-m", "vekha", "demo", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)

    assert (0, "") == (done.returncode, done.stderr)
    assert "Всё сходится" in done.stdout
    assert "Родниковская" in done.stdout
    assert {".docx", ".html", ".xlsx"} == {path.suffix for path in (out / "papers").iterdir()}
    assert len(list((out / "letters").glob("*.eml"))) > 100
