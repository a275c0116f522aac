"""Duties in the points of an order go from the document through a person into obligations."""

import io
import json
import shutil
import sys

import pytest
from openpyxl import load_workbook

from vekha.cli.commands import main
from vekha.documents.point_items import POINTS
from vekha.documents.review_sheet import CHOICES, COLUMNS
from vekha.documents.review_xlsx import HEADER_ROW

ORDER = """Отдел образования Каменского района
ПОСТАНОВЛЕНИЕ
от 2 февраля 2026 г. № 31-п
Об утверждении плана мероприятий по развитию школьных музеев на 2026 год
ПОСТАНОВЛЯЮ:
1. Утвердить план мероприятий по развитию школьных музеев.
2. Руководителям общеобразовательных организаций назначить ответственного за школьный музей \
в срок до 20.02.2026.
3. Отделу образования Каменского района разместить план на официальном сайте до 10 февраля 2026 года.
4. Руководителям общеобразовательных организаций обеспечить сохранность экспонатов.
5. Контроль за исполнением постановления возложить на заместителя начальника Лугову А.С.

№\tМероприятие\tСрок\tОтветственный\tРезультат
1\tПровести опись фондов музея\tдо 15 апреля 2026 года\tРуководители ОО\tОтчёт
2\tПровести конкурс музеев\tдо 1 июня 2026 года\tОтдел образования Каменского района\tПриказ
"""
UNITS = """код;вышестоящая;уровень;вид;наименование;пояс
region;;регион;орган управления;Министерство образования;Europe/Moscow
kam;region;муниципалитет;орган управления;Отдел образования Каменского района;Europe/Moscow
k1;kam;школа;школа;Школа № 1;Europe/Moscow
k2;kam;школа;школа;Школа № 2;Europe/Moscow
"""
PEOPLE = "код;роль;фио\nkam;руководитель;Ольхов Пётр Ильич\nkam;заместитель;Лугова Анна Сергеевна\n"
NOW = ("--now", "2026-02-03T10:00+03:00")
TAKE, LEAVE = CHOICES["decision"]["accept"], CHOICES["decision"]["leave_out"]
"""The points are rows 3, 4 (with terms) and 5, after the two rows of the table."""


def ended(monkeypatch, *words):
    """Type a command; return the exit code."""
    monkeypatch.setattr(sys, "argv", ["vekha", *words])
    try:
        main()
    except SystemExit as left:
        return left.code or 0
    return 0


@pytest.fixture(scope="module")
def under_review(tmp_path_factory):
    """Return a folder with the files, the data, and the workbook and decisions to fill."""
    folder = tmp_path_factory.mktemp("under_review")
    for name, text in (("order.txt", ORDER), ("units.csv", UNITS), ("people.csv", PEOPLE)):
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(folder)
        monkeypatch.setenv("VEKHA_DATA", str(folder / "data"))
        assert 0 == ended(monkeypatch, "organisations", "units.csv", "--people", "people.csv", *NOW)
        filled = ("--review", "empty.xlsx", "--decisions", "empty.toml")
        assert 2 == ended(monkeypatch, "read", "order.txt", *filled)
    return folder


@pytest.fixture
def clerk(under_review, tmp_path, monkeypatch, capsys):
    """Return a function that types a command and returns (exit code, what it said)."""
    shutil.copytree(under_review, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VEKHA_DATA", str(tmp_path / "data"))

    def types(*words):
        code = ended(monkeypatch, *words)
        said = capsys.readouterr()
        return code, said.out + said.err

    return types


def fill(tmp_path, name="filled.xlsx", /, **decisions):
    """Fill the sheet of points: by «row_N», the cells of the point with that ordinal."""
    book = load_workbook(io.BytesIO((tmp_path / "empty.xlsx").read_bytes()))
    sheet = book[POINTS]
    titles = {column.key: column.title for column in COLUMNS}
    at = {cell.value: cell.column for cell in sheet[HEADER_ROW + 1]}
    rows = {sheet.cell(row, 1).value: row for row in range(HEADER_ROW + 2, sheet.max_row + 1)}
    for row, cells in decisions.items():
        signed = {"who": "Лугова А.С.", "why": "сверено с постановлением"} | cells
        for key, value in signed.items():
            sheet.cell(rows[int(row.removeprefix("row_"))], at[titles[key]]).value = value
    book.save(tmp_path / name)
    return name


def owed(clerk):
    found = json.loads(clerk("owed", "--json", *NOW)[1])
    return sorted((one["item_number"], one["organisation"], one["due"]) for one in found)


def test_a_point_a_person_takes_becomes_an_obligation_like_any_other(clerk, tmp_path):
    filled = fill(tmp_path, row_3={"decision": TAKE}, row_4={"decision": "свои даты", "dates": "12.02.2026"})

    code, said = clerk("confirm", "order.txt", "--review", filled, *NOW)
    assert 0 == code, said
    assert "Пунктов в силе: 4, исключено: 0." in said
    clerk("issue", "--all", *NOW)

    assert [
        ("1", "Школа № 1", "2026-04-15"),
        ("1", "Школа № 2", "2026-04-15"),
        ("2", "Отдел образования Каменского района", "2026-06-01"),
        ("п. 2", "Школа № 1", "2026-02-20"),
        ("п. 2", "Школа № 2", "2026-02-20"),
        ("п. 3", "Отдел образования Каменского района", "2026-02-12"),
    ] == owed(clerk)


def test_the_story_of_such_an_obligation_begins_at_its_point(clerk, tmp_path):
    clerk("confirm", "order.txt", "--review",
          fill(tmp_path, row_3={"decision": TAKE}, row_4={"decision": LEAVE}), *NOW)  # fmt: skip
    clerk("issue", "--all", *NOW)
    number = next(
        one["id"] for one in json.loads(clerk("owed", "--json", *NOW)[1]) if one["item_number"] == "п. 2"
    )

    told = clerk("explain", number)[1]

    assert "order.txt, строка 7: п. 2 приказа «назначить ответственного за школьный музей" in told
    assert "в срок до 20.02.2026" in told
    assert "причина: сверено с постановлением" in told


def test_a_dated_point_left_undecided_is_named_and_nothing_comes_into_force(clerk, tmp_path):
    code, said = clerk("confirm", "order.txt", "--review",
                       fill(tmp_path, row_3={"decision": TAKE}), *NOW)  # fmt: skip

    assert 1 == code
    assert "лист «Пункты приказа»" in said
    assert "строка 4 (номер п. 3): решение не принято" in said
    assert [] == json.loads(clerk("owed", "--json", *NOW)[1])
    assert 1 == clerk("confirm", "order.txt", *NOW)[0]


def test_an_undated_point_stays_out_until_a_person_gives_it_a_date(clerk, tmp_path):
    points = {"row_3": {"decision": LEAVE}, "row_4": {"decision": LEAVE}}
    named = {"decision": "другая формулировка", "phrase": "до 1 сентября 2026 года"}

    code, said = clerk("confirm", "order.txt", "--review", fill(tmp_path, row_5=named, **points), *NOW)

    assert 0 == code, said
    clerk("issue", "--all", *NOW)
    assert ("п. 4", "Школа № 1", "2026-09-01") in owed(clerk)


def test_points_are_decided_in_a_decisions_file_as_well(clerk, tmp_path):
    text = (tmp_path / "empty.toml").read_text(encoding="utf-8")
    signed = text.replace('who = ""', 'who = "Лугова А.С."', 1).replace('why = ""', 'why = "сверено"', 1)
    (tmp_path / "left.toml").write_text(signed, encoding="utf-8")
    (tmp_path / "taken.toml").write_text(
        signed.replace('decision = ""', 'decision = "accept"'), encoding="utf-8"
    )
    (tmp_path / "cut.toml").write_text(signed[: signed.index("\n[[point]]")], encoding="utf-8")

    assert "поручение со сроком" in clerk("confirm", "order.txt", "--decisions", "cut.toml", *NOW)[1]
    assert "решение не принято" in clerk("confirm", "order.txt", "--decisions", "left.toml", *NOW)[1]
    assert "Пунктов в силе: 4" in clerk("confirm", "order.txt", "--decisions", "taken.toml", *NOW)[1]


def test_a_new_edition_holds_points_against_points(clerk, tmp_path):
    taken = {"row_3": {"decision": TAKE}, "row_4": {"decision": TAKE}}
    clerk("confirm", "order.txt", "--review", fill(tmp_path, **taken), *NOW)
    clerk("issue", "--all", *NOW)
    later = ORDER.replace("до 20.02.2026", "до 27.02.2026")
    (tmp_path / "order.txt").write_text(later, encoding="utf-8")
    (tmp_path / "empty.xlsx").unlink()
    clerk("read", "order.txt", "--review", "empty.xlsx")

    said = clerk("amend", "order.txt", "--review", fill(tmp_path, **taken), "--accept", *NOW)[1]

    assert "изменён (срок, даты): п. 2 -> строка 3, п. 2" in said
    assert ("п. 2", "Школа № 1", "2026-02-27") in owed(clerk)
