"""Whole letters as they are read: the text part of each kind stands in `letters/*.txt` and may be edited."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests import cast
from tests.pending import DIRECTORY, NOTICE, TUESDAY_MORNING, late, to

from vekha.domain.letters import Mending, PendingNotice, Plea
from vekha.domain.life import RequestKind
from vekha.domain.obligations import State
from vekha.domain.organisations import Level
from vekha.domain.watches import Audience, SubjectKind
from vekha.notifications.compose import Words, words_of
from vekha.notifications.sheets import Today, plan_sheets

LETTERS = Path(__file__).parent / "letters"
LINKS = {each.id: f"http://127.0.0.1:8080/o/{each.code}" for each in cast.ORGANISATIONS}


def letter(*pending: PendingNotice) -> Words:
    (planned,) = plan_sheets(pending, Today(TUESDAY_MORNING, DIRECTORY, links=LINKS)).sheets
    return words_of(planned.sheet)


SINGLE = replace(
    NOTICE,
    key=replace(NOTICE.key, subject_id="3f2a91bc55d0c1e2f3a4"),
    item_number="2.3.",
    item_title="Провести неделю профессий",
    result_text="Отчёт школы",
    order="приказ № 14 от 20.01.2026, УО Заречного округа",
    due_at=datetime(2026, 10, 30, 15, tzinfo=UTC),
)
LATE = replace(
    SINGLE, key=replace(SINGLE.key, stage="overdue-3", audience=Audience.HEAD), due=date(2026, 10, 22)
)


def of_item(number: str, notice: PendingNotice) -> PendingNotice:
    key = replace(notice.key, subject_id=f"{number.replace('.', '')}0" * 4)
    return replace(notice, key=key, item_id=number, item_number=number)


def schools_late(audience: Audience, items: Sequence[str] = ("2.3.", "3.1.")) -> list[PendingNotice]:
    facts = {"item_title": "Провести неделю профессий", "order": SINGLE.order, "result_text": "Отчёт школы"}
    found = [
        late(school, item_number=number, item_id=number, **facts)
        for number in items
        for school in (cast.SCHOOL_1, cast.SCHOOL_2, cast.SCHOOL_3)[: 3 if number == items[0] else 1]
    ]
    foreign = late(cast.FOREIGN_SCHOOL, item_number=items[0], item_id=items[0], **facts)
    above = [foreign] if audience is Audience.REGION else []
    return [replace(each, key=replace(each.key, audience=audience)) for each in (*found, *above)]


ASKED = replace(
    to(Audience.AUTHOR, organisation_id=cast.ZARECHNY.id, due=None, remind_date=None, executor_role=""),
    key=replace(NOTICE.key, subject_kind=SubjectKind.SCHEDULE_REQUEST, audience=Audience.AUTHOR),
    item_number="3.4.",
    item_title="Принять участие в областном конкурсе наставников",
    deadline_text="по отдельному графику",
    order=SINGLE.order,
    answer_by=date(2026, 11, 3),
)
REVIEW = replace(
    to(Audience.REVIEWER, state=State.SUBMITTED, due=date(2026, 10, 23), due_at=None, remind_date=None),
    key=replace(
        NOTICE.key,
        subject_kind=SubjectKind.REVIEW,
        subject_id="3f2a91bc55d0c1e2f3a4",
        audience=Audience.REVIEWER,
    ),
    item_number="2.3.",
    item_title="Провести неделю профессий",
    result_text="Отчёт школы",
    order=SINGLE.order,
    obligation_id="3f2a91bc55d0c1e2f3a4",
    sent_at=datetime(2026, 10, 22, 12, tzinfo=UTC),
    answer_by=date(2026, 10, 29),
)
ASKS = replace(
    REVIEW,
    key=replace(
        NOTICE.key,
        subject_kind=SubjectKind.REQUEST,
        subject_id="a1b2c3d4e5f6a7b8c9d0",
        audience=Audience.CONTROLLER,
    ),
    state=State.OPEN,
    due=date(2026, 10, 30),
    sent_at=None,
    plea=Plea(
        RequestKind.EXTENSION,
        "Ремонт спортзала закончится 5 ноября",
        date(2026, 11, 13),
        too_late=True,
        extensions=1,
    ),
)
FOREIGN = replace(
    of_item("4.1.", ASKS),
    obligation_id="77aa91bc55d0c1e2f3a4",
    plea=Plea(RequestKind.NOT_APPLICABLE, "В школе нет старших классов"),
)
RETURNED = replace(
    SINGLE,
    state=State.RETURNED,
    due=date(2026, 10, 23),
    due_at=datetime(2026, 10, 23, 15, tzinfo=UTC),
    mending=Mending("Нет подписи директора.\nВ таблице не заполнена графа «Охват».", date(2026, 10, 30)),
)
TODAY = replace(SINGLE, due=date(2026, 10, 27), due_at=datetime(2026, 10, 27, 15, tzinfo=UTC))
MIXED = (
    SINGLE,
    of_item("1.10", replace(LATE, key=replace(LATE.key, audience=Audience.EXECUTOR))),
    replace(of_item("2.7", TODAY), item_number=None, executor_missing=True),
    replace(of_item("4.2", SINGLE), remind_date=date(2026, 10, 26)),
)
CASES = {
    "reminder": ([SINGLE], "[Контроль] п. 2.3 — срок 30.10.2026 — осталось 3 рабочих дня"),
    "overdue_to_head": ([LATE], "[Контроль] п. 2.3 — срок 22.10.2026 — просрочено на 3 рабочих дня"),
    "escalation_to_controller": (schools_late(Audience.CONTROLLER), "[Контроль] просрочено: 2 пункта"),
    "escalation_to_region": (
        schools_late(Audience.REGION, ("2.3.",)),
        "[Контроль] п. 2.3 — срок 20.10.2026 — просрочено на 5 рабочих дней — 4 исполнителя",
    ),
    "schedule_request": ([ASKED], "[Контроль] п. 3.4 — просим назначить дату"),
    "returned": ([RETURNED], "[Контроль] п. 2.3 — доработать до 30.10.2026 — осталось 3 рабочих дня"),
    "review": ([REVIEW], "[Контроль] п. 2.3 — ждёт вашей проверки — осталось 2 рабочих дня"),
    "requests": ([ASKS, FOREIGN], "[Контроль] ждёт решения: 2 пункта"),
    "due_today": ([TODAY], "[Контроль] п. 2.3 — срок 27.10.2026 — сегодня последний день"),
    "several_parts": (
        MIXED,
        "[Контроль] просрочено: 1 пункт, срок сегодня: 1 пункт, срок приближается: 2 пункта",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_letter_reads_as_it_was_agreed(name: str) -> None:
    pending, subject = CASES[name]
    words = letter(*pending)

    assert subject == words.subject
    assert (LETTERS / f"{name}.txt").read_text(encoding="utf-8") == words.text


@pytest.mark.parametrize("name", CASES)
def test_html_says_what_the_text_says(name: str) -> None:
    words = letter(*CASES[name][0])
    bare = " ".join(words.html.replace("&#34;", '"').split())

    rows = [line.strip() for line in words.text.splitlines() if line.startswith("   ")]
    assert [] == [line for line in rows if line.partition(": ")[2] not in bare]


def test_every_kind_of_letter_has_its_agreed_text() -> None:
    assert sorted(CASES) == sorted(path.stem for path in LETTERS.glob("*.txt"))


def test_one_working_day_left_agrees_with_its_verb() -> None:
    soon = replace(SINGLE, due=date(2026, 10, 28), due_at=datetime(2026, 10, 28, 15, tzinfo=UTC))

    assert "остался 1 рабочий день" in letter(soon).subject


def test_the_region_reads_counts_where_names_would_fill_pages() -> None:
    zones = {unit.id: unit for unit in cast.ORGANISATIONS}
    many = {
        number: replace(cast.SCHOOL_1, id=number, short_name=f"СШ № {number}", level=Level.SCHOOL)
        for number in range(100, 170)
    }
    directory = replace_organisations(zones | many)
    pending = [
        replace(late(school), key=replace(late(school).key, audience=Audience.REGION))
        for school in (*many.values(), cast.FOREIGN_SCHOOL)
    ]
    (planned,) = plan_sheets(pending, Today(TUESDAY_MORNING, directory)).sheets

    assert (
        """\
   Исполнителей: 71
   ОО Поморского района: 1 исполнитель
   УО Заречного округа: 70 исполнителей
"""
        in words_of(planned.sheet).text
    )


def replace_organisations(organisations: dict) -> object:
    return type(DIRECTORY)(organisations, DIRECTORY.seats)
