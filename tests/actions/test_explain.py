from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from tests import cast, plans
from tests.plans import accept, by, decisions, doubtful, item, roadmap, undated

from vekha.actions.check_deadlines import check_deadlines
from vekha.actions.confirm import confirm
from vekha.actions.explain import AmbiguousNumberError, explain
from vekha.actions.issue import issue
from vekha.actions.review import Ruling, review
from vekha.actions.submit import Desk, submit
from vekha.domain.decisions import PastChoice
from vekha.domain.organisations import Actor
from vekha.domain.refusals import RefusedError
from vekha.rules.incoming import IncomingFile, Paper
from vekha.storage.obligation_tables import obligations

SUNDAY = date(2026, 11, 15)


def issued(engine, one, *chosen, **others):
    """Confirm and issue a roadmap of one item; return the ids of its obligations by organisation."""
    done = confirm(engine, roadmap(one), decisions(*chosen, **others), plans.BY, plans.NOW)
    issue(engine, done.roadmap_id, plans.NOW)
    with engine.begin() as conn:
        return dict(conn.execute(select(obligations.c.organisation_id, obligations.c.id)).tuples().all())


def story(engine, obligation_id, viewer=cast.REGION_VIEW):
    found = explain(engine, obligation_id, viewer)
    return {part.heading: "\n".join(part.lines) for part in found.parts}


def test_a_date_explains_itself_from_the_cell_to_the_instant(settled):
    chosen = accept(1, why="год подтверждён по приказу № 5")
    ids = issued(settled, item(1, doubtful(SUNDAY), plans.OFFICE), chosen)
    told = story(settled, ids[cast.ZARECHNY.id])
    assert "plan.docx" in told["Документ"]
    assert "до 15.11.2026" in told["Документ"]
    assert "дата" == told["Прочитано"]
    assert cast.SPECIALIST.name in told["Решение"]
    assert "год подтверждён по приказу № 5" in told["Решение"]
    for said in (
        "15.11.2026 (воскресенье)",
        "выходной",
        "ст. 193 ГК РФ по аналогии",
        "срок: 16.11.2026 (понедельник)",
        "13.11.2026 (пятница)",
        "16.11.2026 18:00 (МСК)",
    ):
        assert said in told["Срок"]
    assert "выдано" in told["Ход исполнения"]
    assert "ещё не было" == told["Напоминания"]


def test_a_provisional_date_is_told_loudly(sqlite_settled):
    ids = issued(sqlite_settled, item(1, by(date(2029, 10, 1)), plans.OFFICE))
    assert "ВНИМАНИЕ" in story(sqlite_settled, ids[cast.ZARECHNY.id])["Срок"]


def test_what_waits_says_what_it_waits_for(sqlite_settled):
    ids = issued(sqlite_settled, item(1, undated(), plans.SCHOOLS))
    told = story(sqlite_settled, ids[cast.SCHOOL_1.id])["Срок"]
    assert "ждёт графика" in told
    assert "ответ ждём до 26.01.2026 (понедельник)" in told


def test_what_people_did_and_what_was_written_is_told_in_order(settled, tmp_path):
    ids = issued(settled, item(1, by(date(2026, 2, 16)), plans.SCHOOLS))
    owed = ids[cast.SCHOOL_1.id]
    check_deadlines(settled, datetime(2026, 2, 14, 6, tzinfo=UTC))
    head = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
    paper = Paper((IncomingFile("приказ.txt", b"1"),), (), "готово")
    submit(Desk(settled, tmp_path), owed, paper, head, datetime(2026, 2, 16, 8, tzinfo=UTC))
    office = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
    review(settled, owed, Ruling(False, "нет подписи"), office, datetime(2026, 2, 17, 8, tzinfo=UTC))
    told = story(settled, owed)
    happened = told["Ход исполнения"].splitlines()
    assert [
        "12.01.2026 10:00: выдано",
        "16.02.2026 11:00: сдано на проверку, Ключевая Ольга Петровна (файл «приказ.txt»): готово",
    ] == happened[:2]
    assert "возвращено на доработку, Тропинина Нина Львовна: нет подписи" in happened[2]
    assert "сейчас: на доработке" == happened[-1]
    assert "исполнителю" in told["Напоминания"]


def test_history_says_who_chose_it(sqlite_settled):
    ids = issued(sqlite_settled, item(1, by(date(2025, 12, 1)), plans.OFFICE), past=PastChoice.HISTORY)
    assert "без напоминаний" in story(sqlite_settled, ids[cast.ZARECHNY.id])["Срок"]


def test_the_beginning_of_a_number_is_enough_when_it_is_one(sqlite_settled):
    ids = issued(sqlite_settled, item(1, by(SUNDAY), plans.OFFICE))
    whole = ids[cast.ZARECHNY.id]
    assert whole == explain(sqlite_settled, whole[:6], cast.ZARECHNY_VIEW).obligation.id


def test_a_beginning_of_several_numbers_is_refused(sqlite_settled):
    items = [item(number, by(SUNDAY), plans.SCHOOLS) for number in range(1, 7)]
    done = confirm(sqlite_settled, roadmap(*items), decisions(), plans.BY, plans.NOW)
    issue(sqlite_settled, done.roadmap_id, plans.NOW)
    with sqlite_settled.begin() as conn:
        begins = [one[0] for one in conn.execute(select(obligations.c.id)).scalars()]
    # Eighteen numbers begin with one of sixteen digits: two of them share it.
    (twice, *_) = [first for first in begins if begins.count(first) > 1]
    with pytest.raises(AmbiguousNumberError):
        explain(sqlite_settled, twice, cast.ZARECHNY_VIEW)


@pytest.mark.parametrize("beginning", ["zzzz", "", "%"])
def test_an_unknown_number_is_refused(sqlite_settled, beginning):
    issued(sqlite_settled, item(1, by(SUNDAY), plans.OFFICE))
    with pytest.raises(RefusedError, match="нет среди ваших"):
        explain(sqlite_settled, beginning, cast.ZARECHNY_VIEW)


def test_nobody_is_told_about_what_is_not_theirs(sqlite_settled):
    ids = issued(sqlite_settled, item(1, by(SUNDAY), plans.SCHOOLS))
    with pytest.raises(RefusedError, match="нет среди ваших"):
        explain(sqlite_settled, ids[cast.SCHOOL_2.id], cast.SCHOOL_1_VIEW)


def test_a_six_day_school_hears_its_own_hour(sqlite_settled):
    ids = issued(sqlite_settled, item(1, by(date(2026, 10, 3)), plans.SCHOOLS))
    told = story(sqlite_settled, ids[cast.SCHOOL_2.id])["Срок"]
    assert "рабочих дней в неделе: 6" in told
    assert "03.10.2026 16:00" in told
