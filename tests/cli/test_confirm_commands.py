"""`vekha confirm`, `import`, `issue`, `explain` as a clerk types them."""

import json
import shutil
import sys

import pytest

from vekha.cli.commands import main

ORDER = """Управление образования Заречного округа
ПРИКАЗ
от 12 января 2026 г. № 17
Об утверждении дорожной карты по развитию наставничества на 2026 год
ПРИКАЗЫВАЮ:
1. Утвердить дорожную карту.
2. Контроль за исполнением приказа возложить на заместителя начальника Мостовую А.С.

№\tМероприятие\tСрок\tОтветственный\tРезультат
1\tИздать приказ о кураторе\tдо 15 марта 2026 года\tРуководители ОО\tПриказ
2\tСдать отчёт о наставничестве\t{term}\tОО\tОтчёт
"""
UNITS = """код;вышестоящая;уровень;вид;наименование;пояс
region;;регион;орган управления;Министерство образования;Europe/Moscow
zar;region;муниципалитет;орган управления;Управление образования Заречного округа;Europe/Moscow
s1;zar;школа;школа;Школа № 1;Europe/Moscow
s2;zar;школа;школа;Школа № 2;Europe/Moscow
"""
PEOPLE = """код;роль;фио
zar;руководитель;Берегов Олег Ильич
zar;заместитель;Мостовая Анна Сергеевна
"""
NOW = ("--now", "2026-01-12T10:00+03:00")


def ended(monkeypatch, *words):
    """Type a command; return the exit code."""
    monkeypatch.setattr(sys, "argv", ["vekha", *words])
    try:
        main()
    except SystemExit as left:
        return left.code or 0
    return 0


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Return a folder with two orders and the data of the loaded organisations."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "order.txt").write_text(ORDER.format(term="до 1 июня 2026 года"), encoding="utf-8")
    (folder / "doubt.txt").write_text(ORDER.format(term="в мае около 5 числа"), encoding="utf-8")
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(folder)
        monkeypatch.setenv("VEKHA_DATA", str(folder / "data"))
        assert 0 == ended(monkeypatch, "organisations", "units.csv", "--people", "people.csv", *NOW)
    return folder


@pytest.fixture
def clerk(office, tmp_path, monkeypatch, capsys):
    """Return a function that types a command and returns (exit code, what it said)."""
    shutil.copytree(office, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VEKHA_DATA", str(tmp_path / "data"))

    def types(*words):
        code = ended(monkeypatch, *words)
        said = capsys.readouterr()
        return code, said.out + said.err

    return types


def test_a_clear_order_goes_from_the_file_to_an_explained_obligation(clerk):
    code, said = clerk("import", "order.txt", *NOW, "--json")
    assert 0 == code, said
    confirmed = json.loads(said)
    assert ("Мостовая" in confirmed["controller"], 2) == (True, confirmed["items"])
    code, said = clerk("issue", "17", *NOW, "--json")
    assert (0, 4) == (code, json.loads(said)[0]["created"])
    assert "новых обязательств нет" in clerk("issue", "--all", *NOW)[1]
    code, said = clerk("owed", "--json")
    code, said = clerk("explain", json.loads(said)[0]["id"])
    assert 0 == code
    assert "до 15 марта 2026 года" in said
    assert "13.03.2026 (пятница)" in said


def test_the_same_file_again_is_told_and_changes_nothing(clerk):
    clerk("confirm", "order.txt", *NOW)
    code, said = clerk("confirm", "order.txt", *NOW)
    assert (0, True) == (code, "Уже подтверждено" in said)


def test_a_doubtful_order_asks_for_decisions(clerk):
    code, said = clerk("confirm", "doubt.txt", *NOW)
    assert 1 == code
    assert "vekha read doubt.txt --decisions" in said
    assert "новых" not in clerk("issue", "--all", *NOW)[1]


@pytest.mark.parametrize(
    "words",
    [
        ("confirm", "absent.docx"),
        ("confirm", "order.txt", "--decisions", "absent.toml"),
        ("confirm", "order.txt", "--decisions", "units.csv"),
        ("confirm", "people.csv"),
        ("confirm", "order.txt", "--as", "nowhere"),
        ("confirm", "order.txt", "--now", "вчера"),
        ("issue",),
        ("issue", "нет такой"),
        ("explain", "zzz"),
        ("explain", "0", "--as", "nowhere"),
    ],
)
def test_bad_input_is_answered_in_russian_without_a_traceback(clerk, words):
    code, said = clerk(*words)
    assert 1 == code
    assert "Traceback" not in said
    assert any("а" <= letter <= "я" for letter in said)
