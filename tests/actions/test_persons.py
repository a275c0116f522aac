from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from tests import cast, plans
from tests.actions.test_issue import issued
from tests.plans import by, item

from vekha.actions.hand_over import Handing, hand_over
from vekha.actions.persons import PersonError, erase_person, export_person
from vekha.actions.submit import Desk, submit
from vekha.actions.verify import verify
from vekha.domain.organisations import Actor
from vekha.rules.incoming import IncomingFile, Paper
from vekha.storage.journal_tables import journal_texts
from vekha.storage.letter_tables import mailboxes
from vekha.storage.obligation_tables import obligations, submission_files
from vekha.storage.organisation_tables import persons

NOW = datetime(2026, 7, 2, 7, tzinfo=UTC)
DEPARTMENT = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
NAME = "Ключевая О.П."


def lived(engine, folder):
    """The head of school 1 hands a paper in, is named in texts, and leaves."""
    issued(engine, item(1, by(date(2026, 10, 1)), plans.SCHOOLS))
    with engine.begin() as conn:
        mine = obligations.c.organisation_id == cast.SCHOOL_1.id
        number = conn.execute(select(obligations.c.id).where(mine)).scalar_one()
        conn.execute(insert(mailboxes).values(address=cast.HEAD_1.address))
    paper = Paper(files=(IncomingFile("Отчёт Ключевая.pdf", b"%PDF-1.4 text"),), note="Сдала Ключевая О.П.")
    submit(Desk(engine, folder), number, paper, HEAD, NOW - timedelta(days=3))
    hand_over(engine, Handing(NAME, "Новикова Елена Сергеевна", date(2026, 7, 1)), DEPARTMENT, NOW)


def words(engine):
    with engine.begin() as conn:
        texts = list(conn.scalars(select(journal_texts.c.text)))
        names = list(conn.scalars(select(persons.c.name)))
        files = list(conn.scalars(select(submission_files.c.name)))
        boxes = list(conn.scalars(select(mailboxes.c.address)))
    return "\n".join([*texts, *names, *files, *boxes])


def test_after_an_erasure_no_table_holds_the_name_and_the_journal_is_whole(settled, tmp_path):
    lived(settled, tmp_path)
    assert "Ключевая" in words(settled)
    erased = erase_person(settled, NAME, "заявление от 02.07.2026", DEPARTMENT, NOW)
    left = words(settled)
    assert "Ключев" not in left
    assert str(cast.HEAD_1.address) not in left
    assert (2, 1) == (erased.texts, erased.files)
    assert () == verify(settled)


def test_what_a_person_did_is_handed_out_whole(sqlite_settled, tmp_path):
    lived(sqlite_settled, tmp_path)
    known = export_person(sqlite_settled, NAME, DEPARTMENT)
    assert (cast.HEAD_1.name, cast.HEAD_1.address) == (known.name, known.address)
    assert ["submit"] == [one.action for one in known.deeds]
    assert [date(2026, 6, 30)] == [one.until for one in known.posts]
    assert 2 == len(known.texts)


def test_nobody_is_erased_who_still_holds_a_post(sqlite_settled):
    with pytest.raises(PersonError, match="передайте дела"):
        erase_person(sqlite_settled, NAME, "заявление", DEPARTMENT, NOW)


def test_an_erasure_needs_a_ground(sqlite_settled):
    with pytest.raises(PersonError, match="основание"):
        erase_person(sqlite_settled, NAME, " ", DEPARTMENT, NOW)


def test_another_municipality_knows_nothing_of_the_person(sqlite_settled):
    with pytest.raises(PersonError, match="нет среди тех"):
        export_person(sqlite_settled, NAME, Actor(cast.FOREIGN_CHIEF.id, cast.POMORSKY_VIEW))


def test_a_word_that_only_begins_like_the_surname_is_no_name(sqlite_settled, tmp_path):
    lived(sqlite_settled, tmp_path)
    with sqlite_settled.begin() as conn:
        row = {"record_id": 7, "salt": "0" * 32, "text": "Ключевые показатели выполнены"}
        conn.execute(insert(journal_texts).values(row))
    assert not any("показатели" in text for text in export_person(sqlite_settled, NAME, DEPARTMENT).texts)


def test_a_name_written_just_as_it_stands_means_that_person(sqlite_settled):
    with sqlite_settled.begin() as conn:
        conn.execute(insert(persons).values(id="p-namesake", name=NAME))
    assert "p-namesake" == export_person(sqlite_settled, NAME, DEPARTMENT).person_id
