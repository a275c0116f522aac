"""`vekha links` and `vekha chain` as a clerk types them."""

import json
import sys

import pytest

from vekha.cli.commands import main

ORDER = """Управление образования Заречного округа
ПРИКАЗ
от 12 января 2026 г. № 17
Об утверждении дорожной карты по питанию школьников на 2026 год
ПРИКАЗЫВАЮ:
1. Утвердить дорожную карту.
2. Контроль за исполнением приказа возложить на заместителя начальника Мостовую А.С.

№\tМероприятие\tСрок\tОтветственный\tРезультат
1\tРазработать положение о питании\tдо 16 марта 2026 года\tУправление образования\tПроект положения
2\tСогласовать положение о питании\tдо 1 апреля 2026 года\tУправление образования\tЛист согласования
3\tУтвердить положение о питании\tдо 10 апреля 2026 года\tУправление образования\tПриказ
"""
UNITS = """код;вышестоящая;уровень;вид;наименование;пояс
region;;регион;орган управления;Министерство образования;Europe/Moscow
zar;region;муниципалитет;орган управления;Управление образования Заречного округа;Europe/Moscow
"""
PEOPLE = """код;роль;фио
zar;руководитель;Берегов Олег Ильич
zar;заместитель;Мостовая Анна Сергеевна
"""
NOW = ("--now", "2026-01-12T10:00+03:00")


@pytest.fixture
def clerk(tmp_path, monkeypatch, capsys):
    """Return a function that types a command and returns (exit code, what it said)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VEKHA_DATA", str(tmp_path / "data"))
    (tmp_path / "order.txt").write_text(ORDER, encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")

    def types(*words):
        monkeypatch.setattr(sys, "argv", ["vekha", *words])
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code or 0
        said = capsys.readouterr()
        return code, said.out + said.err

    for words in (("organisations", "units.csv", "--people", "people.csv"), ("confirm", "order.txt")):
        code, said = types(*words, *NOW)
        assert 0 == code, said
    return types


def test_a_clerk_decides_about_the_links_and_sees_what_a_slip_moves(clerk, tmp_path):
    _, said = clerk("links", "17")
    assert "2. п. 3 ждёт п. 2: предложена" in said
    assert "Связей без решения: 2" in clerk("chain", "17", *NOW)[1]

    assert "подтверждено 2" in clerk("links", "17", "--confirm", "ALL", "--by", "Мостовая А.С.", *NOW)[1]
    assert "подтверждена (Мостовая Анна Сергеевна)" in clerk("links", "17")[1]
    assert "подтверждено 1" in clerk("links", "17", "--add", "п. 2 → 3", "--lag", "5к", *NOW)[1]
    assert "п. 3 ждёт п. 2, через 5 дней" in clerk("links", "17")[1]

    pictures = ("--gantt", "plan.svg", "--graph", "out/links.svg")
    code, said = clerk("chain", "17", "--what-if", "2 +20", *pictures, *NOW)
    assert 0 == code, said
    assert "Критическая цепочка: п. 2 → п. 3" in said
    assert "п. 3: 10.04.2026 → " in said
    for name in ("plan.svg", "out/links.svg"):
        assert (tmp_path / name).read_text(encoding="utf-8").startswith("<svg")


def test_the_same_as_json(clerk):
    links = json.loads(clerk("links", "17", "--json")[1])
    assert [(1, "п. 1", "п. 2"), (2, "п. 2", "п. 3")] == [
        (one["number"], one["before"], one["after"]) for one in links["links"]
    ]
    seen = json.loads(clerk("chain", "17", "--json", *NOW)[1])
    assert (0, 2, [], None) == (seen["links"], seen["proposed"], seen["critical"], seen["what_if"])
    done = json.loads(clerk("links", "17", "--refuse", "1-2", "--reason", "нет", "--json", *NOW)[1])
    assert (2, 0) == (done["refused"], done["proposed"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("links", "99"), "«99» нет среди ваших"),
        (("links", "17", "--add", "1-2"), "1.1->2.3"),
        (("links", "17", "--add", "1->2", "--lag", "завтра"), "«завтра»"),
        (("links", "17", "--lag", "5"), "--add"),
        (("links", "17", "--reason", "так"), "Причина без решения"),
        (("links", "17", "--confirm", "1;2"), "через запятую"),
        (("chain", "17", "--what-if", "2 на 5"), "«2 на 5» не понять"),
        (("chain", "17", "--what-if", "2 +9999"), "уменьшите сдвиг"),
        (("chain", "17", "--gantt", "plan.png"), "SVG"),
    ],
)
def test_what_cannot_be_understood_is_refused_in_words(clerk, words, told):
    code, said = clerk(*words, *NOW)
    assert 1 == code
    assert told in said
