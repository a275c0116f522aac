from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from sqlalchemy import select
from tests import cast, plans
from tests.actions.test_issue import issued
from tests.plans import by, item

from vekha.actions.act_as import act_as
from vekha.actions.hand_over import Handing, HandOverError, hand_over
from vekha.actions.review import Ruling, review
from vekha.actions.step import NotTheirsError
from vekha.actions.submit import Desk, submit
from vekha.actions.substitute import (
    Absence,
    NoSuchPersonError,
    end_substitution,
    substitute,
    substitutions,
)
from vekha.actions.verify import verify
from vekha.domain.organisations import Actor
from vekha.rules.incoming import Paper
from vekha.rules.substitutions import SubstitutionError
from vekha.storage import organisation_queries, substitution_queries
from vekha.storage.obligation_tables import obligations
from vekha.storage.organisation_tables import holdings

NOW = datetime(2026, 6, 20, 7, tzinfo=UTC)
FIRST, LAST = date(2026, 7, 1), date(2026, 7, 28)
SECRETARY = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
SCHOOL = Actor(cast.DEPUTY_1.id, cast.SCHOOL_1_VIEW)


def away(holder, deputy, first=FIRST, last=LAST):
    return Absence(holder, deputy, first, last, "отпуск, приказ № 31")


def sits(engine, player, day):
    with engine.begin() as conn:
        return [one.person_id for one in substitution_queries.sitting_on(conn, [player.post.id], day)]


def test_the_substitute_sits_in_the_post_on_these_days_and_on_no_other(settled):
    substitute(settled, away("Ключевая О.П.", "Ручьёв П.А."), SECRETARY, NOW)
    days = [date(2026, 6, 30), FIRST, LAST, date(2026, 7, 29)]
    holder, deputy = cast.HEAD_1.id, cast.DEPUTY_1.id
    assert [holder, deputy, deputy, holder] == [sits(settled, cast.HEAD_1, day)[0] for day in days]
    assert () == verify(settled)


def test_every_post_of_the_person_in_sight_is_covered(sqlite_settled):
    done = substitute(sqlite_settled, away("Ключевая О.П.", "Ручьёв П.А."), SCHOOL, NOW)
    assert ("Директор, СШ № 1",) == done.posts


def test_a_substitute_who_is_away_himself_passes_the_duty_on(sqlite_settled):
    substitute(sqlite_settled, away("Ключевая О.П.", "Ручьёв П.А."), SECRETARY, NOW)
    substitute(sqlite_settled, away("Ручьёв П.А.", "Тропинина Н.Л."), SECRETARY, NOW)
    assert [cast.SPECIALIST.id] == sits(sqlite_settled, cast.HEAD_1, FIRST)


def test_two_people_cannot_act_for_each_other_on_the_same_days(sqlite_settled):
    substitute(sqlite_settled, away("Ключевая О.П.", "Ручьёв П.А."), SECRETARY, NOW)
    with pytest.raises(SubstitutionError, match="Круг"):
        substitute(sqlite_settled, away("Ручьёв П.А.", "Ключевая О.П."), SECRETARY, NOW)
    assert 1 == len(substitutions(sqlite_settled, SECRETARY))


def test_a_post_has_one_substitute_at_a_time(sqlite_settled):
    substitute(sqlite_settled, away("Ключевая О.П.", "Ручьёв П.А."), SECRETARY, NOW)
    with pytest.raises(SubstitutionError, match="уже замещают"):
        substitute(sqlite_settled, away("Ключевая О.П.", "Тропинина Н.Л.", LAST, LAST), SECRETARY, NOW)


def test_a_chain_of_more_than_three_is_refused(sqlite_settled):
    line = ["Ключевая О.П.", "Ручьёв П.А.", "Тропинина Н.Л.", "Плёсова Д.О.", "Заводина М.Ф."]
    for holder, deputy in pairwise(line[:4]):
        substitute(sqlite_settled, away(holder, deputy), SECRETARY, NOW)
    with pytest.raises(SubstitutionError, match="Цепочка"):
        substitute(sqlite_settled, away("Броднев И.М.", "Ключевая О.П."), SECRETARY, NOW)


def test_one_can_end_earlier_and_the_history_stays(settled):
    (one,) = substitute(settled, away("Ключевая О.П.", "Ручьёв П.А."), SECRETARY, NOW).ids
    ended = end_substitution(settled, one[:6], date(2026, 7, 10), SECRETARY, NOW)
    assert date(2026, 7, 10) == ended.last
    assert [cast.HEAD_1.id] == sits(settled, cast.HEAD_1, date(2026, 7, 11))
    (entry,) = substitutions(settled, SECRETARY)
    assert (FIRST, date(2026, 7, 10)) == (entry.substitution.first, entry.substitution.last)
    assert () == verify(settled)


def test_one_ended_before_it_began_never_was_in_force(sqlite_settled):
    (one,) = substitute(sqlite_settled, away("Ключевая О.П.", "Ручьёв П.А."), SECRETARY, NOW).ids
    assert end_substitution(sqlite_settled, one, date(2026, 6, 1), SECRETARY, NOW).last is None
    assert [cast.HEAD_1.id] == sits(sqlite_settled, cast.HEAD_1, FIRST)


@pytest.mark.parametrize(
    ("holder", "deputy", "first", "last", "said"),
    [
        ("Ключевая О.П.", "Ключевая О.П.", FIRST, LAST, "тот же"),
        ("Ключевая О.П.", "Ручьёв П.А.", LAST, FIRST, "раньше, чем начинается"),
        ("Ключевая О.П.", "Ручьёв П.А.", FIRST, date(2028, 1, 1), "дольше года"),
        ("Неизвестная А.А.", "Ручьёв П.А.", FIRST, LAST, "нет среди тех"),
        ("Ключевая О.П.", "Неизвестный А.А.", FIRST, LAST, "нет среди тех"),
        ("Маякова З.И.", "Ручьёв П.А.", FIRST, LAST, "нет среди тех"),
    ],
)
def test_what_makes_no_sense_is_refused(sqlite_settled, holder, deputy, first, last, said):
    with pytest.raises((SubstitutionError, NoSuchPersonError), match=said):
        substitute(sqlite_settled, away(holder, deputy, first, last), SECRETARY, NOW)


def test_a_school_sees_and_ends_only_its_own(sqlite_settled):
    (one,) = substitute(sqlite_settled, away("Заводина М.Ф.", "Ручьёв П.А."), SECRETARY, NOW).ids
    assert () == substitutions(sqlite_settled, SCHOOL)
    with pytest.raises(NoSuchPersonError):
        end_substitution(sqlite_settled, one, FIRST, SCHOOL, NOW)


def test_whoever_acts_for_another_is_known_by_the_post(sqlite_settled):
    substitute(sqlite_settled, away("Ключевая О.П.", "Тропинина Н.Л."), SECRETARY, NOW)
    with sqlite_settled.begin() as conn:
        at_school = substitution_queries.substituted_by(conn, cast.SPECIALIST.id, cast.SCHOOL_1.id, FIRST)
        at_home = substitution_queries.substituted_by(conn, cast.SPECIALIST.id, cast.ZARECHNY.id, FIRST)
    assert (cast.HEAD_1.id, None) == (at_school, at_home)


def tenures(engine, player):
    with engine.begin() as conn:
        rows = conn.execute(
            select(holdings).where(holdings.c.post_id == player.post.id).order_by(holdings.c.id)
        )
        return [(row.person_id, row.since, row.until) for row in rows]


def test_everything_passes_to_the_newcomer_in_one_step_and_the_past_stays(settled):
    done = hand_over(settled, Handing("Ключевая О.П.", "Новикова Елена Сергеевна", FIRST), SECRETARY, NOW)
    assert (True, ("Директор, СШ № 1",)) == (done.newcomer, done.posts)
    with settled.begin() as conn:
        comer = organisation_queries.person_named(conn, "Новикова Елена Сергеевна")
    assert [(cast.HEAD_1.id, None, date(2026, 6, 30)), (comer, FIRST, None)] == tenures(settled, cast.HEAD_1)
    assert () == verify(settled)


def test_handing_over_twice_says_that_nothing_is_left(sqlite_settled):
    handing = Handing("Ключевая О.П.", "Ручьёв П.А.", FIRST)
    hand_over(sqlite_settled, handing, SECRETARY, NOW)
    with pytest.raises(HandOverError, match="нет должностей"):
        hand_over(sqlite_settled, handing, SECRETARY, NOW)


def test_nobody_hands_over_to_himself(sqlite_settled):
    with pytest.raises(HandOverError, match="самому себе"):
        hand_over(sqlite_settled, Handing("Ключевая О.П.", "Ключевая Ольга Петровна", FIRST), SECRETARY, NOW)


def test_whoever_acts_for_another_signs_for_him(sqlite_settled):
    substitute(sqlite_settled, away("Ключевая О.П.", "Тропинина Н.Л."), SECRETARY, NOW)
    inside = datetime(2026, 7, 3, 7, tzinfo=UTC)
    at_school = act_as(sqlite_settled, "Тропинина Н.Л.", cast.SCHOOL_1.code, inside)
    assert (cast.SPECIALIST.id, cast.HEAD_1.id) == (at_school.person_id, at_school.on_behalf_of)
    assert "" == act_as(sqlite_settled, "Тропинина Н.Л.", cast.SCHOOL_1.code, NOW).on_behalf_of


def test_a_holder_does_not_review_what_his_substitute_sent_for_him(sqlite_settled, tmp_path):
    inside = datetime(2026, 7, 3, 7, tzinfo=UTC)
    issued(sqlite_settled, item(1, by(date(2026, 10, 1)), plans.OFFICE))
    substitute(sqlite_settled, away("Берегов О.И.", "Тропинина Н.Л."), SECRETARY, NOW)
    deputy = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW, cast.CHIEF.id)
    with sqlite_settled.begin() as conn:
        number = conn.execute(select(obligations.c.id)).scalar_one()
    submit(Desk(sqlite_settled, tmp_path), number, Paper(note="сделано"), deputy, inside)
    for person in (cast.SPECIALIST.id, cast.CHIEF.id):
        with pytest.raises(NotTheirsError, match="Свою бумагу"):
            review(sqlite_settled, number, Ruling(accepted=True), Actor(person, cast.ZARECHNY_VIEW), inside)
    accepted = review(
        sqlite_settled, number, Ruling(accepted=True), Actor(cast.CONTROLLER.id, cast.ZARECHNY_VIEW), inside
    )
    assert "accepted" == accepted.state


def test_a_deputy_with_a_post_of_his_own_signs_for_the_head_he_stands_in_for(sqlite_settled):
    substitute(sqlite_settled, away("Ключевая О.П.", "Ручьёв П.А."), SECRETARY, NOW)
    inside = datetime(2026, 7, 3, 7, tzinfo=UTC)
    deputy = act_as(sqlite_settled, "Ручьёв П.А.", cast.SCHOOL_1.code, inside)
    assert cast.HEAD_1.id == deputy.on_behalf_of
