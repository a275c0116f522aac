"""`vekha read --review` and `vekha confirm --review` as a specialist types them."""

import io
import json
import sys

import pytest
from openpyxl import load_workbook
from rich.console import Console
from sqlalchemy import create_engine, select, update
from tests.cli.test_confirm_commands import NOW, ORDER, PEOPLE, UNITS
from tests.documents.review_books import Filling

from vekha.cli.commands import main
from vekha.cli.read_lines import print_roadmap
from vekha.documents.roadmap import roadmap_of
from vekha.storage.roadmap_tables import editions, item_versions

DOUBT = ORDER.format(term="в мае около 5 числа")
ESCAPE = "\x1b[2J\u202e"


@pytest.fixture
def clerk(tmp_path, monkeypatch, capsys):
    """Return a function that types a command and returns (exit code, what it said)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VEKHA_DATA", str(tmp_path / "data"))
    for name, text in (("doubt.txt", DOUBT), ("units.csv", UNITS), ("people.csv", PEOPLE)):
        (tmp_path / name).write_text(text, encoding="utf-8")

    def types(*words):
        monkeypatch.setattr(sys, "argv", ["vekha", *words])
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code or 0
        said = capsys.readouterr()
        return code, said.out + said.err

    return types


@pytest.fixture
def office(clerk):
    code, said = clerk("organisations", "units.csv", "--people", "people.csv", *NOW)
    assert 0 == code, said
    return clerk


def fill(path, change):
    book = Filling(path.read_bytes())
    book.accept_all(who="Берегов О.И.", why="сверено с приказом")
    change(book)
    path.write_bytes(book.saved())


def test_a_doubt_goes_to_a_workbook_and_comes_back_into_force(office, tmp_path):
    code, said = office("read", "doubt.txt", "--review", "book.xlsx")
    assert (2, True) == (code, "vekha confirm doubt.txt --review book.xlsx" in said)
    code, said = office("confirm", "doubt.txt", "--review", "book.xlsx", *NOW)
    assert (1, True) == (code, "book.xlsx, лист «Решения», строка 7: строка 2" in said)

    fill(tmp_path / "book.xlsx", lambda book: book.put(2, decision="свои даты", dates="05.05.2026"))
    code, said = office("confirm", "doubt.txt", "--review", "book.xlsx", *NOW, "--json")
    assert 0 == code, said
    office("issue", "--all", *NOW)
    owed = json.loads(office("owed", "--json")[1])
    story = office("explain", next(one["id"] for one in owed if one["item_number"] == "2"))[1]

    for told in ("Берегов О", "12.01.2026 10:00", "причина: сверено с приказом", "даты назначены",
                 "doubt.txt, таблица 1", "SHA-256", "05.05.2026"):  # fmt: skip
        assert told in story


def test_what_a_person_decided_lies_under_the_digest_of_the_journal(office, tmp_path):
    office("read", "doubt.txt", "--review", "book.xlsx")

    def change(book):
        book.put(2, decision="другая формулировка", phrase="до 5 мая 2026 года", executor="Руководители ОО")

    fill(tmp_path / "book.xlsx", change)
    code, said = office("confirm", "doubt.txt", "--review", "book.xlsx", *NOW)
    assert 0 == code, said
    assert 0 == office("verify")[0]

    (database,) = (tmp_path / "data").glob("*.db")
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as conn:
        (row,) = conn.execute(select(item_versions).where(item_versions.c.ordinal == 2)).all()
        digest = conn.execute(select(editions.c.file_sha256)).scalar_one()
    assert ("до 5 мая 2026 года", "Руководители ОО", "phrase") == (
        row.said_phrase,
        row.said_executor,
        row.decision,
    )
    assert (64, "doubt.txt") == (len(digest), row.place["file"])
    for change in ({"said_executor": "ОО"}, {"decided_by": "nobody"}, {"place": {"file": "other.txt"}}):
        before = {name: row._mapping[name] for name in change}
        with engine.begin() as conn:
            conn.execute(update(item_versions).where(item_versions.c.ordinal == 2).values(change))
        assert 0 != office("verify")[0]
        with engine.begin() as conn:
            conn.execute(update(item_versions).where(item_versions.c.ordinal == 2).values(before))
    assert 0 == office("verify")[0]
    engine.dispose()


@pytest.mark.parametrize("name", ["page.html", "page.HTM", "record.json"])
def test_a_page_and_a_record_are_written_by_their_name(clerk, tmp_path, name):
    code, said = clerk("read", "doubt.txt", "--review", name)

    assert (2, True) == (code, f"Проверка записана: {name}" in said)
    assert "в мае около 5 числа" in (tmp_path / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["book.xls", "book", "book.csv"])
def test_a_file_of_another_kind_is_refused_before_the_document_is_read(clerk, tmp_path, name):
    code, said = clerk("read", "absent.docx", "--review", name)

    assert (1, True) == (code, "Назовите его .xlsx" in said)
    assert not (tmp_path / name).exists()


def test_a_review_is_never_written_over_somebodys_work(clerk, tmp_path):
    clerk("read", "doubt.txt", "--review", "book.xlsx")
    before = (tmp_path / "book.xlsx").read_bytes()
    code, said = clerk("read", "doubt.txt", "--review", "book.xlsx")

    assert (1, True, before) == (code, "уже есть" in said, (tmp_path / "book.xlsx").read_bytes())


def test_a_book_given_as_a_decisions_file_and_the_other_way_round_is_told(clerk):
    clerk("read", "doubt.txt", "--review", "book.xlsx")
    clerk("read", "doubt.txt", "--decisions", "file.toml")

    assert "--review book.xlsx" in clerk("confirm", "doubt.txt", "--decisions", "book.xlsx")[1]
    assert "текст (CSV или TOML)" in clerk("confirm", "doubt.txt", "--review", "file.toml")[1]
    both = clerk("confirm", "doubt.txt", "--review", "book.xlsx", "--decisions", "file.toml")
    assert (1, True) == (both[0], "заданы дважды" in both[1])
    assert "Файла «absent.xlsx» нет" in clerk("confirm", "doubt.txt", "--review", "absent.xlsx")[1]


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_the_terminal_shows_every_word_at_any_width(clerk, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    said = clerk("read", "doubt.txt")[1]

    for word in ("Издать", "приказ", "кураторе", "отчёт", "наставничестве", "Руководители", "около", "числа"):
        assert word in said
    assert max(map(len, said.splitlines())) <= columns
    assert "? 2" in said
    assert "нужен человек: 1 (отмечены «?»)" in " ".join(said.split())


def test_a_document_cannot_steer_the_terminal_or_hide_its_words(capsys):
    text = DOUBT.replace("Издать приказ", f"{ESCAPE}Издать [red]приказ[/red]")
    print_roadmap(roadmap_of(text.encode(), "doubt.txt"), Console(width=80, force_terminal=True))
    said = capsys.readouterr().out

    assert "\x1b[2J" not in said
    assert "\u202e" not in said
    assert "[red]приказ[/red]" in said


def test_the_book_opens_in_other_programs(clerk, tmp_path):
    clerk("read", "doubt.txt", "--review", "book.xlsx")

    assert 8 == len(load_workbook(io.BytesIO((tmp_path / "book.xlsx").read_bytes())).sheetnames)
