"""The terms a roadmap sets: how early an extension is asked for, how long a paper may lie under review."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from tests import cast

from vekha.actions.ask import Wish, ask
from vekha.actions.confirm import confirm
from vekha.actions.issue import issue
from vekha.actions.list_owed import list_owed
from vekha.actions.submit import Desk, submit
from vekha.documents.decisions import decisions_template, read_decisions
from vekha.documents.errors import DecisionsError
from vekha.documents.roadmap import read_roadmap
from vekha.domain.life import RequestKind
from vekha.domain.organisations import Actor
from vekha.domain.watches import SubjectKind
from vekha.rules.incoming import IncomingFile, Paper
from vekha.storage import watch_queries
from vekha.storage.watch_tables import schedules

ORDER = """УПРАВЛЕНИЕ ОБРАЗОВАНИЯ
АДМИНИСТРАЦИИ ЗАРЕЧНОГО МУНИЦИПАЛЬНОГО ОКРУГА

ПРИКАЗ

02 февраля 2026 г.
№ 21

1. Утвердить план мероприятий («дорожную карту») на 2026 год.
2. Контроль за исполнением настоящего приказа возложить на заместителя начальника Мостовую А.С.

План мероприятий («дорожная карта») по профориентации на 2026 год

№ п/п\tМероприятие\tСрок\tОтветственный исполнитель\tРезультат
1\tПровести неделю профессий\tдо 13 марта 2026 года\tРуководители ОО\tОтчёт ОО
"""
SPECIALIST = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
NOW = datetime(2026, 2, 3, 7, tzinfo=UTC)


@pytest.fixture
def roadmap(tmp_path):
    path = tmp_path / "приказ.txt"
    path.write_text(ORDER, encoding="utf-8")
    return read_roadmap(path)


def with_terms(roadmap, **terms):
    said = "".join(f"{name} = {days}\n" for name, days in terms.items())
    return decisions_template(roadmap).replace("[plan]\n", f"[plan]\n{said}", 1)


def test_the_terms_a_roadmap_sets_are_kept(sqlite_settled, roadmap, tmp_path):
    decisions = read_decisions(with_terms(roadmap, extension_workdays=10, review_workdays=2), roadmap)
    issue(sqlite_settled, confirm(sqlite_settled, roadmap, decisions, SPECIALIST, NOW).roadmap_id, NOW)
    (owed,) = [one.id for one in list_owed(sqlite_settled, cast.SCHOOL_1_VIEW)]
    late = datetime(2026, 2, 27, 9, tzinfo=UTC)
    wish = Wish(RequestKind.EXTENSION, "Ремонт", date(2026, 4, 10))
    # Ten working days before Friday, 13 March, the 9th being a day off: Thursday, 26 February.
    assert ask(sqlite_settled, owed, wish, HEAD, late).too_late
    submit(Desk(sqlite_settled, tmp_path), owed, Paper((IncomingFile("а.pdf", b"1"),)), HEAD, late)
    with sqlite_settled.begin() as conn:
        watch = watch_queries.watch_of(conn, SubjectKind.REVIEW, owed)
        due = conn.scalar(select(schedules.c.due_date).where(schedules.c.id == watch.schedule_id))
    assert date(2026, 3, 3) == due


@pytest.mark.parametrize("days", ["0", "61", "true", '"три"'])
def test_a_term_that_is_no_count_of_working_days_is_refused(roadmap, days):
    with pytest.raises(DecisionsError, match="от 1 до 60"):
        read_decisions(with_terms(roadmap, review_workdays=days), roadmap)
