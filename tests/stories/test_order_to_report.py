"""The main job with the named cast: an order comes in, a letter goes out, a report comes back.

Школа № 1 (Ключевая) is in time, Школа № 2 (Броднев) is returned and mends, Гимназия № 3 (Заводина) never
answers; Мостовая controls, Тропинина reviews.
"""

import asyncio
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from tests import cast
from tests.smtp_server import Inbox, smtp_server

from vekha.actions.check_deadlines import check_deadlines
from vekha.actions.compose_letters import Desk as LetterDesk
from vekha.actions.compose_letters import compose_letters
from vekha.actions.confirm import confirm
from vekha.actions.deliver import deliver
from vekha.actions.issue import issue
from vekha.actions.list_owed import list_owed
from vekha.actions.mail_room import line_to
from vekha.actions.report import Order, PaperKind, report
from vekha.actions.review import Ruling, review
from vekha.actions.roll_up import roll_up
from vekha.actions.submit import Desk, submit
from vekha.actions.verify import verified
from vekha.documents.decisions import decisions_template, read_decisions
from vekha.documents.roadmap import read_roadmap
from vekha.domain.deadlines import Span
from vekha.domain.organisations import Actor, Viewer
from vekha.domain.roadmaps import Roadmap
from vekha.notifications.message import Sender
from vekha.notifications.smtp import Relay
from vekha.rules.incoming import IncomingFile, Paper
from vekha.storage.database import Database

ORDER = """УПРАВЛЕНИЕ ОБРАЗОВАНИЯ
АДМИНИСТРАЦИИ ЗАРЕЧНОГО МУНИЦИПАЛЬНОГО ОКРУГА

ПРИКАЗ

02 февраля 2026 г.
№ 21

Об утверждении плана мероприятий («дорожной карты») по профориентации на 2026 год

1. Утвердить план мероприятий («дорожную карту») на 2026 год.
2. Контроль за исполнением настоящего приказа возложить на заместителя начальника Мостовую А.С.

План мероприятий («дорожная карта») по профориентации на 2026 год

№ п/п\tМероприятие\tСрок\tОтветственный исполнитель\tРезультат
1\tПровести неделю профессий\tдо 13 марта 2026 года\tРуководители ОО\tОтчёт ОО
2\tСвести отчёты школ\tдо 27 марта 2026 г.\tУО\tАналитическая справка
"""
DUE = date(2026, 3, 13)
MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))
SENDER = Sender("vekha@example.test", "Веха")
MAIL = LetterDesk(SENDER, "http://127.0.0.1:8080", "secret")
SPECIALIST = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
CONTROLLER = Actor(cast.CONTROLLER.id, cast.ZARECHNY_VIEW)
HEADS = {
    cast.SCHOOL_1.code: Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW),
    cast.SCHOOL_2.code: Actor(cast.HEAD_2.id, Viewer(cast.SCHOOL_2.id)),
}
PAPER = Paper((IncomingFile("Отчёт.txt", "Неделя прошла.".encode()),))


def march(day: int, hour: int = 7) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.fixture
def roadmap(tmp_path: Path) -> Roadmap:
    path = tmp_path / "приказ.txt"
    path.write_text(ORDER, encoding="utf-8")
    return read_roadmap(path)


@pytest.fixture
def issued(settled: Database, roadmap: Roadmap) -> Database:
    now = datetime(2026, 2, 3, 7, tzinfo=UTC)
    decisions = read_decisions(decisions_template(roadmap), roadmap)
    confirmed = confirm(settled, roadmap, decisions, SPECIALIST, now)
    issue(settled, confirmed.roadmap_id, now)
    return settled


def owed_by(engine: Database, code: str) -> str:
    found = [one for one in list_owed(engine, cast.ZARECHNY_VIEW) if one.organisation_code == code]
    return found[0].id


def morning(engine: Database, now: datetime) -> dict[str, str]:
    """Live one morning; return the letters' plain texts by address."""
    inbox = Inbox()
    check_deadlines(engine, now)
    compose_letters(engine, now, MAIL)
    with smtp_server(inbox) as port:
        asyncio.run(deliver(engine, now, line_to(Relay("127.0.0.1", port), SENDER, virtual=True), 1))
    letters = [
        (one.rcpt_tos[0], message_from_bytes(one.content, policy=policy.default)) for one in inbox.letters
    ]
    return {address: letter.get_body(("plain",)).get_content() for address, letter in letters}


def test_an_order_becomes_obligations_of_three_schools_and_the_department(issued: Database) -> None:
    owed = [(one.organisation_code, one.due) for one in list_owed(issued, cast.ZARECHNY_VIEW)]

    assert [(unit.code, DUE) for unit in cast.SCHOOLS] == sorted(owed)[:3]
    assert 4 == len(owed)


def test_letters_climb_from_the_school_to_the_region_and_stop_where_work_is_done(
    issued: Database, tmp_path: Path
) -> None:
    desk = Desk(issued, tmp_path / "evidence")
    before = morning(issued, march(11))
    submit(desk, owed_by(issued, cast.SCHOOL_1.code), PAPER, HEADS[cast.SCHOOL_1.code], march(11, 9))
    morning(issued, march(12))
    today = morning(issued, march(13))
    late = morning(issued, march(16))
    morning(issued, march(18))
    higher = morning(issued, march(20))
    highest = morning(issued, march(27))

    assert {f"{unit.code}@example.test" for unit in cast.SCHOOLS} <= set(before)
    assert f"{cast.SCHOOL_1.code}@example.test" not in today | late
    assert "СРОК СЕГОДНЯ" in today[f"{cast.SCHOOL_3.code}@example.test"]
    assert "просрочено на 1 рабочий день" in late[f"{cast.SCHOOL_3.code}@example.test"]
    assert cast.SCHOOL_3.short_name in higher["mostovaya@example.test"]
    assert cast.SCHOOL_3.short_name in highest["ozerova@example.test"]
    assert cast.SCHOOL_1.short_name not in higher["mostovaya@example.test"]


def test_the_report_tells_who_was_in_time_who_mended_and_who_never_answered(
    issued: Database, tmp_path: Path
) -> None:
    desk = Desk(issued, tmp_path / "evidence")
    first, second = (owed_by(issued, unit.code) for unit in (cast.SCHOOL_1, cast.SCHOOL_2))
    submit(desk, first, PAPER, HEADS[cast.SCHOOL_1.code], march(12))
    review(issued, first, Ruling(accepted=True), SPECIALIST, march(12, 12))
    submit(desk, second, PAPER, HEADS[cast.SCHOOL_2.code], march(12))
    review(issued, second, Ruling(accepted=False, reason="Нет подписи директора"), SPECIALIST, march(17))
    submit(desk, second, PAPER, HEADS[cast.SCHOOL_2.code], march(18))
    review(issued, second, Ruling(accepted=True), CONTROLLER, march(19))
    rolled = roll_up(issued, cast.ZARECHNY_VIEW, cast.ZARECHNY.id, MARCH, march(31))
    order = Order(PaperKind.MEMO, cast.ZARECHNY.id, MARCH, march(31))
    reported = report(issued, order, tmp_path / "papers", SPECIALIST, march(31))

    assert (4, 2, 2) == (rolled.tree.total.base, rolled.tree.total.in_time, rolled.tree.total.not_done)
    assert {cast.SCHOOL_3.name, cast.ZARECHNY.name} == set(reported.silent)
    page = next(Path(file) for file in reported.files if file.endswith(".html")).read_text(encoding="utf-8")
    assert "Нет подписи директора" in page
    assert reported.figures_sha256 in page
    assert () == verified(issued).breaks
