"""The review as a page and as JSON: everything a person sees, nothing that runs or calls home."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from lxml import html
from tests import plans
from tests.documents.material import EXAMPLES

from vekha.documents.anomalies import ANOMALIES
from vekha.documents.point_items import point_items
from vekha.documents.review import RESULTS, review_rows, spot
from vekha.documents.review_json import review_json
from vekha.documents.review_page import review_page
from vekha.documents.roadmap import roadmap_of
from vekha.domain.places import Place, Remark
from vekha.domain.roadmaps import Controller, Rest
from vekha.rules.results import rows as result_rows

# domain/documents.md, section 4.
CODES = (
    "no_number",
    "duplicate_number",
    "number_gap",
    "number_repaired",
    "empty_deadline",
    "empty_executor",
    "empty_result",
    "deadline_unlike",
    "deadline_inherited",
    "deadline_from_marks",
    "date_from_excel",
    "clipped_table",
    "executor_shifted",
    "extra_cell",
    "continuation_joined",
    "page_break_guess",
    "merged_cell_shared",
    "split_cell",
    "section_without_items",
    "tracked_changes",
    "flat_text",
    "ocr",
)
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>\u202e</style>{{ 7 * 7 }}\ud800'


@pytest.fixture(scope="module")
def roadmap():
    path = EXAMPLES / "roadmaps" / "zarechny_municipality.docx"
    return roadmap_of(path.read_bytes(), path.name)


def page_of(roadmap):
    return html.document_fromstring(review_page(roadmap))


def test_the_page_shows_every_row_beside_its_reading(roadmap):
    page = page_of(roadmap)
    rows = page.xpath("//tr[starts-with(@id, 'row-')]")

    shown = (*roadmap.items, *point_items(roadmap))
    assert len(shown) == len(rows)
    for row, item in zip(rows, shown, strict=True):
        text = " ".join(row.text_content().split())
        for printed in (
            item.title,
            item.deadline_text,
            item.executor_text,
            item.result_text,
            spot(item.place),
        ):
            assert " ".join(printed.split()) in text
    assert "к дате: 30.01.2026" in rows[0].text_content()
    assert 11 + 1 == len(page.xpath("//tr[@class='review']"))


def test_the_page_tells_each_doubt_where_it_is_and_what_to_do(roadmap):
    (row,) = page_of(roadmap).xpath("//tr[@id='row-7']")

    assert "такой номер напечатан ещё раз" in row.text_content()
    assert "Строки различаются по порядку" in row.text_content()
    assert "doubted" == row.xpath("td[@data-label='Пункт']/@class")[0]


def test_the_page_lists_the_rest_the_words_and_the_digest(roadmap):
    text = page_of(roadmap).text_content()

    assert roadmap.sha256 in text
    assert f"Слов в документе: {roadmap.coverage.source_words}" in text
    assert all(" ".join(one.text.split()) in " ".join(text.split()) for one in roadmap.rest)


def hostile():
    item = plans.item(1, plans.doubtful(date(2026, 10, 1)), plans.SCHOOLS)
    texts = dict.fromkeys(("title", "deadline_text", "executor_text", "result_text", "number"), HOSTILE)
    plan = plans.roadmap(replace(item, **texts, place=Place(HOSTILE, sheet=HOSTILE)))
    body = replace(plan.body, title=HOSTILE, controllers=(Controller(HOSTILE, HOSTILE, HOSTILE, "control"),))
    return replace(
        plan,
        file=HOSTILE,
        body=body,
        rest=(Rest(Place(HOSTILE), "fragment", HOSTILE),),
        unread=(HOSTILE,),
        remarks=(Remark("no_controller", HOSTILE, Place(HOSTILE), HOSTILE),),
    )


def test_nothing_of_a_document_runs_in_the_page_or_calls_home():
    page = page_of(hostile())
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")

    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert [] == page.xpath("//script | //img | //link | //iframe | //form | //a[@href] | //*[@src]")
    assert [] == page.xpath("//@*[starts-with(name(), 'on')]")
    assert "49" not in page.text_content()
    assert page.text_content().count("<script>alert(1)</script>") > 10


def test_the_page_asks_nothing_of_the_network(roadmap):
    said = review_page(roadmap).decode()

    assert [] == re.findall(r"url\(|@import|https?://", said)


def test_the_json_holds_what_read_prints_and_the_doubts(roadmap):
    said = json.loads(json.dumps(review_json(roadmap)))

    assert {"rows": 17, "for_review": 11, "rest": len(roadmap.rest)} == said["totals"]
    assert {"ordinal", "deadline", "status", "anomalies", "doubts", "place"} <= said["items"][0].keys()
    assert [] == said["items"][0]["doubts"]
    assert {"about": "number", "code": "duplicate_number"}.items() <= said["items"][6]["doubts"][0].items()


@pytest.mark.parametrize("code", CODES)
def test_every_anomaly_has_a_rule_and_advice_in_russian(code):
    known = ANOMALIES[code]

    assert re.search("[а-яё]{3}", known.text)
    assert re.search("[А-ЯЁа-яё]{3}", known.advice)


def test_every_kind_of_result_has_a_name():
    assert {row.kind for row in result_rows()} | {"other", "none"} == RESULTS.keys()


def test_a_doubt_is_told_once(roadmap):
    for row in review_rows(roadmap):
        assert len(row.doubts) == len(set(row.doubts))


def test_a_row_says_what_it_was_read_from(roadmap):
    first, ninth = (review_json(roadmap)["items"][at] for at in (0, 8))

    assert [4] == first["source"]["rows"]
    assert ["таблица 1, строка таблицы 13", "таблица 2, строка таблицы 1"] == [
        place.partition(", ")[2] for place in ninth["source"]["places"]
    ]
    for printed in (first["title"], first["deadline_text"], first["executor_text"], first["result_text"]):
        assert printed in {" ".join(cell.split()) for cell in first["source"]["cells"]}
    assert (3, "шапка «Сроки проведения»") == (
        first["roles"]["deadline"]["col"],
        first["roles"]["deadline"]["why"],
    )
    assert first["roles"]["deadline"]["score"] > 0.5
    assert (1.0, "accept") == (first["confidence"], first["status"])
    assert all(0 < item["confidence"] <= 1 for item in review_json(roadmap)["items"])


def test_a_merged_cell_names_the_row_above_it_reaches_from():
    table = (
        "<table><tr><td>№</td><td>Мероприятие</td><td>Срок</td><td>Ответственный</td><td>Результат</td></tr>"
        "<tr><td>1</td><td>Издать приказ</td><td rowspan=2>до 01.03.2026</td><td>ОО</td><td>Приказ</td></tr>"
        "<tr><td>2</td><td>Сдать отчёт</td><td>ОО</td><td>Отчёт</td></tr></table>"
    )
    plan = roadmap_of(f"<html><body><p>План на 2026 год</p>{table}</body></html>".encode(), "plan.html")
    first, second = review_json(plan)["items"]

    assert ([], ["plan.html, таблица 1, строка таблицы 2"]) == (
        first["source"]["merged_with"],
        second["source"]["merged_with"],
    )
    assert "ячейка общая с: таблица 1, строка таблицы 2" in page_of(plan).text_content()


def test_flat_text_has_no_cells_and_is_never_trusted():
    text = (
        "План мероприятий на 2026 год\n№ Мероприятие Срок Ответственный Результат\n"
        "1.1 Издать приказ о кураторе\nдо 15.03.2026\nРуководители ОО\nПриказ\n"
        "1.2 Сдать отчёт о работе\nдо 01.06.2026\nРуководители ОО\nОтчёт\n"
    )
    for item in review_json(roadmap_of(text.encode(), "plan.txt"))["items"]:
        assert (None, {}) == (item["source"], item["roles"])
        assert item["confidence"] <= 0.4
