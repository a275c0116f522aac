"""What invented orders, letters and approval blocks say around their plan, against tests/spec/orders.toml."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from tests.documents.made_xlsx import book
from tests.documents.material import ALL_REAL, REAL, gold_of, needs_real, read, real_text

from vekha.documents.contract import roadmap_json
from vekha.documents.roadmap import roadmap_of

SPEC = tomllib.loads((Path(__file__).parents[1] / "spec" / "orders.toml").read_text(encoding="utf-8"))[
    "order"
]
TABLE = (
    "№\tМероприятие\tСрок\tОтветственный\tРезультат\n"
    "1.\tПровести проверку столовых\tдо 15 мая 2026 г.\tРуководители ОО\tАкт\n"
)
READ_IN_PROCESS = ("txt", "docx", "odt", "html", "xlsx")


def shown(text):
    return roadmap_json(roadmap_of(f"{text.strip()}\n\n{TABLE}".encode(), "приказ.txt"))


@pytest.mark.parametrize("order", SPEC, ids=lambda order: order["name"])
def test_an_order_is_read_as_a_careful_reader_would(order):
    found = shown(order["text"])

    expected = {key: order[key] or None for key in ("kind", "number", "date", "title")} | {
        key: order[key] for key in ("people", "points", "recipients")
    }
    assert expected == {
        "kind": found["act_kind"],
        "number": found["order_number"],
        "date": found["order_date"],
        "title": found["title"],
        "people": [[one["kind"], one["name"]] for one in found["controllers"]],
        "points": [
            [one["number"] or "", one["assignee"] or "", one["due"] or ""] for one in found["order_points"]
        ],
        "recipients": found["recipients"],
    }
    if "issuer" in order:
        assert order["issuer"] == found["issuer"]
    if "period" in order:
        assert order["period"] == [found["plan_start"], found["plan_end"]]


def test_a_period_named_twice_keeps_both_readings_and_their_places():
    text = next(order["text"] for order in SPEC if "alternatives" in order)
    expected = next(order["alternatives"] for order in SPEC if "alternatives" in order)

    found = shown(text)

    assert expected == [[one["plan_start"], one["plan_end"]] for one in found["period_alternatives"]]
    assert all(one["place"]["line"] for one in found["period_alternatives"])
    (remark,) = [one for one in found["remarks"] if one["code"] == "period_contradiction"]
    assert "2026-2027 годы" in remark["text"]
    assert "2026 год" in remark["text"]
    assert remark["place"]["line"] == found["period_alternatives"][0]["place"]["line"]


def test_the_term_of_a_point_is_taken_out_of_its_text_and_read():
    found = shown(
        "ПРИКАЗ\n01.02.2026 № 1\nО плане на 2026 год\nПРИКАЗЫВАЮ:\n"
        "1. Утвердить план.\n2. Отделу кадров довести приказ до школ в срок до 18.03.2026 г.\n"
    )

    (point,) = found["order_points"]
    assert ("2", "Отдел кадров", "довести приказ до школ") == (
        point["number"],
        point["assignee"],
        point["text"],
    )
    assert ("в срок до 18.03.2026 г.", "2026-03-18") == (point["deadline_text"], point["due"])
    assert 6 == point["place"]["line"]


@needs_real
@pytest.mark.parametrize("extension", READ_IN_PROCESS)
@pytest.mark.parametrize("name", ALL_REAL)
def test_the_points_of_a_real_order_are_those_of_the_gold(name, extension):
    path = real_text(name) if extension == "txt" else REAL / "formats" / f"{name}.{extension}"
    if not path.is_file():
        pytest.skip(f"{path.name} нет среди настоящих")
    found, gold = roadmap_json(read(path)), gold_of(name)

    assert [(one["number"], one["deadline_text"], one["due"]) for one in gold["order_points"]] == [
        (one["number"], one["deadline_text"], one["due"]) for one in found["order_points"]
    ]
    for expected, point in zip(gold["order_points"], found["order_points"], strict=True):
        assert point["assignee"].casefold().startswith(expected["assignee"].casefold())
    assert [(one["plan_start"], one["plan_end"]) for one in gold["period_alternatives"]] == [
        (one["plan_start"], one["plan_end"]) for one in found["period_alternatives"]
    ]


def test_a_stamp_and_a_title_over_the_table_of_a_sheet_belong_to_the_order():
    content = book(
        ("1", "Осмотр спортзала", "до 20.09.2026", "завхоз", "Акт"),
        header=("№", "Мероприятие", "Срок", "Ответственный", "Результат"),
        fit=lambda made: _over(made.active),
    )

    body = roadmap_of(content, "plan.xlsx").body

    assert ("112", date(2026, 8, 28), "МБОУ «Гимназия № 5»") == (
        body.order_number,
        body.order_date,
        body.issuer,
    )
    assert "План работы по профилактике травматизма на 2026-2027 учебный год" == body.title
    assert (date(2026, 9, 1), date(2027, 8, 31)) == (body.plan_start, body.plan_end)


def _over(sheet):
    sheet["A1"] = "УТВЕРЖДЕНО приказом МБОУ «Гимназия № 5» от 28.08.2026 № 112"
    sheet["A2"] = "План работы по профилактике травматизма на 2026-2027 учебный год"


def test_a_signature_printed_on_in_the_line_of_the_last_point_is_the_signature():
    text = (
        "Комитет по образованию\nРАСПОРЯЖЕНИЕ\nот 15.08.2026 № 204-р\nО плане на 2026 год\n"
        "1. Утвердить план.\n"
        "2. Контроль за исполнением оставляю за собой. Председатель комитета И.П. Сухов\n\n"
        "№\tМероприятие\tСрок\tОтветственный\n1\tОсмотр\tдо 01.10.2026\tЗавхоз\n"
    )

    (controller,) = roadmap_of(text.encode(), "plan.txt").body.controllers

    assert ("Сухов И.П.", "control") == (controller.name, controller.kind)
