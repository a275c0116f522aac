"""What an order prints around its plan: people in their cases, numbers, dates, periods."""

from datetime import date

import pytest

from vekha.documents.contract import roadmap_json
from vekha.documents.order_head import level_of
from vekha.documents.plan_period import Named, plan_period
from vekha.documents.roadmap import roadmap_of
from vekha.domain.deadlines import Span

TABLE = (
    "№\tМероприятие\tСрок\tОтветственный\tРезультат\n"
    "1.\tПровести проверку столовых\tдо 15 мая 2026 г.\tРуководители ОО\tАкт"
)


def order(*points, head="от 15.01.2026 № 5"):
    lines = ("ОТДЕЛ ОБРАЗОВАНИЯ АДМИНИСТРАЦИИ ЛЕСНОГО РАЙОНА", "", "ПРИКАЗ", head, "")
    lines += ("Об утверждении плана на 2026 год", "")
    lines += ("На основании приказа от 01.02.2020 № 77 приказываю:", *points, "")
    lines += ("Начальник отдела", "", "И.И. Ветров", "", "План мероприятий", "", TABLE)
    return roadmap_of("\n".join(lines).encode(), "приказ.txt").body


# the clause of an order -> name and post in the nominative
CONTROL = (
    ("возложить на заместителя директора Бороденко Н.В.", "Бороденко Н.В.", "заместитель директора"),
    ("возложить на главного специалиста Иванову А.А.", "Иванова А.А.", "главный специалист"),
    ("возложить на главного специалиста Иванова А.А.", "Иванов А.А.", "главный специалист"),
    ("возложить на методиста Волынскую О.П.", "Волынская О.П.", "методист"),
    ("возложить на методиста Волынского О.П.", "Волынский О.П.", "методист"),
    ("возлагаю на директора центра Черных Л.Д.", "Черных Л.Д.", "директор центра"),
    ("возложить на Петрову Е.С., ведущего специалиста.", "Петрова Е.С.", "ведущий специалист"),
    ("возложить на заведующую сектором Т.А. Гуляеву.", "Гуляева Т.А.", "заведующая сектором"),
)


@pytest.mark.parametrize(("clause", "name", "post"), CONTROL)
def test_the_controller_is_named_in_the_nominative(clause, name, post):
    (found,) = order("1. Утвердить план.", f"2. Контроль за исполнением приказа {clause}").controllers

    assert (name, f"{post} (контроль за исполнением)", "control") == (found.name, found.role, found.kind)


def test_control_that_is_kept_is_the_signers():
    (found,) = order(
        "1. Утвердить план.", "2. Контроль за исполнением приказа оставляю за собой."
    ).controllers

    assert ("Ветров И.И.", "control") == (found.name, found.kind)
    assert found.role.startswith("начальник отдела")
    assert "Контроль за исполнением приказа оставляю за собой" == found.quote


def test_who_leads_is_named_too():
    people = order(
        "1. Утвердить план.",
        "2. Директору методического центра (Кедровой А.П.) довести план до школ.",
        "3. Назначить ответственным за питание Белову И.О., старшего методиста.",
        "4. Руководителям школ обеспечить выполнение плана.",
    ).controllers

    assert [("Кедрова А.П.", "responsible"), ("Белова И.О.", "responsible")] == [
        (one.name, one.kind) for one in people
    ]


@pytest.mark.parametrize(
    ("head", "number", "day"),
    [
        ("от 15.01.2026 № 5", "5", date(2026, 1, 15)),
        ("15 января 2026 г.\n№ 11-Пр-267", "11-Пр-267", date(2026, 1, 15)),
        ("«15» января 2026 года        № 8/ОД", "8/ОД", date(2026, 1, 15)),
        (
            "15.01.2026                    г. Лесной                   № 01-04/12",
            "01-04/12",
            date(2026, 1, 15),
        ),
        ("от «___» _______ 2026 г. № ____", None, None),
        ("31.02.2026 № 5", "5", None),
    ],
)
def test_number_and_date_stand_under_the_word_order(head, number, day):
    body = order("1. Утвердить план.", head=head)

    assert (number, day) == (body.order_number, body.order_date)


@pytest.mark.parametrize(
    ("words", "order_day", "first", "last"),
    [
        ("на 2026 год", date(2026, 1, 15), date(2026, 1, 15), date(2026, 12, 31)),
        ("на 2025-2027 годы", date(2025, 9, 2), date(2025, 9, 2), date(2027, 12, 31)),
        ("на 2022-2024 г.г.", None, date(2022, 1, 1), date(2024, 12, 31)),
        ("на 2025/2026 учебный год", date(2025, 8, 20), date(2025, 9, 1), date(2026, 8, 31)),
        ("на 2025-2026 учебный год", date(2025, 10, 5), date(2025, 10, 5), date(2026, 8, 31)),
        ("в 2025 – 2028 годах", None, date(2025, 1, 1), date(2028, 12, 31)),
        ("с 01.02.2026 по 30.06.2026", None, date(2026, 2, 1), date(2026, 6, 30)),
    ],
)
def test_the_period_is_what_the_title_says(words, order_day, first, last):
    found = plan_period([Named("Название приказа", f"О плане {words}")], [], [], order_day)

    assert Span(first, last) == found.span
    assert found.sure


def test_a_period_nobody_names_is_a_guess_that_says_so():
    by_rows = plan_period(
        [Named("Название", "О плане")], ["База в 2020-2021 учебном году"], [], date(2020, 9, 15)
    )
    by_deadlines = plan_period([Named("Название", None)], [], ["до 15.11.2020", "март 2021"], None)
    by_nothing = plan_period([], [], ["ежегодно"], None)

    assert (Span(date(2020, 9, 15), date(2021, 8, 31)), False) == (by_rows.span, by_rows.sure)
    assert (Span(date(2020, 1, 1), date(2021, 12, 31)), False) == (by_deadlines.span, by_deadlines.sure)
    assert by_nothing.span is None


def test_periods_that_contradict_each_other_are_a_remark():
    text = f"План мероприятий на 2026 год\n\n{TABLE}"
    lines = (
        "ПРИКАЗ",
        "от 15.01.2026 № 5",
        "О плане на 2026-2027 годы",
        "",
        "приказываю:",
        "1. Утвердить.",
        "",
    )

    found = roadmap_of("\n".join((*lines, text)).encode(), "приказ.txt")

    assert date(2027, 12, 31) == found.body.plan_end
    assert "period_contradiction" in [remark.code for remark in found.remarks]


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        ("Министерство образования Приозёрной области", "region"),
        ("Департамент образования и науки Приозёрной области", "region"),
        ("Управление образования администрации Заречного муниципального округа", "municipality"),
        ("Отдел образования администрации Лесного района", "municipality"),
        ("Комитет по образованию города Приозёрска", "municipality"),
        ("МБОУ «Средняя школа № 1» п. Заречный", "school"),
        ("МАДОУ «Детский сад № 4»", "school"),
        ("Общество любителей чтения", None),
        (None, None),
    ],
)
def test_the_level_is_seen_in_the_issuers_name(issuer, level):
    found = level_of(issuer)

    assert level == (found.value if found else None)


def test_the_contract_has_the_keys_of_the_design():
    shown = roadmap_json(roadmap_of(f"План на 2026 год\n{TABLE}".encode(), "план.txt"))

    keys = "title order_number order_date issuer plan_start plan_end controllers sections items dependencies"
    assert {*keys.split(), "rest", "unread", "coverage", "remarks"} <= set(shown)
    (item,) = shown["items"]
    fields = (
        "ordinal number section title deadline_text deadline executor_text executors result_text result_kind"
    )
    assert {*fields.split(), "indicators", "anomalies", "place"} <= set(item)
    assert [[None, "2026-05-15"]] == item["deadline"]["occurrences"]
    assert {"kind", "occurrences", "needs_review", "explain"} <= set(item["deadline"])
    assert 2 == item["place"]["row"]
    assert [] == shown["dependencies"]
