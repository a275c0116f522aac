"""Who acts: a name is matched with the people of the tree, a new one is entered once."""

from datetime import UTC, datetime

import pytest

from vekha.actions.act_as import OPERATOR, UnknownActorError, act_as
from vekha.actions.load_organisations import load_organisations
from vekha.rules.person_names import same_person

NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
ORGANISATIONS = """код;вышестоящая;уровень;вид;наименование;краткое наименование;пояс
reg;;регион;;Министерство образования;Минобр;МСК
mo;reg;муниципалитет;;Управление образования;УО;
s1;mo;школа;;Школа № 1;СШ 1;
ds;mo;школа;детский сад;Детский сад;ДС;
"""
PEOPLE = """код организации;роль;фио
s1;руководитель;Ключевая Ольга Петровна
"""


def _load(engine, people=PEOPLE):
    load_organisations(engine, ORGANISATIONS.encode(), people and people.encode(), NOW)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Иванова Елена Алексеевна", "Иванова Е. А.", True),
        ("Иванова Елена Алексеевна", "Е.А. Иванова", True),
        ("Иванова Елена Алексеевна", "Иванова", True),
        ("Иванова Елена Алексеевна", "Иванова Е. Б.", False),
        ("Иванова Елена Алексеевна", "Иванов Е. А.", False),
        ("Королёв-Белый Пётр", "Королев-Белый П.", True),
        ("", "", False),
    ],
)
def test_two_spellings_of_a_name_agree_as_far_as_both_go(one, other, same):
    assert same == same_person(one, other) == same_person(other, one)


def test_a_name_is_found_by_initials_and_a_new_one_is_entered_once(database):
    _load(database)
    head = act_as(database, "Ключевая О. П.", "s1")
    assert head.person_id == act_as(database, "О.П. Ключевая", "").person_id
    assert head.viewer.name == "СШ 1"
    stranger = act_as(database, "Незнакомова Н. Н.", "")
    assert stranger.person_id == act_as(database, "Незнакомова Н.Н.", "").person_id
    assert OPERATOR == act_as(database, "", "").person_id
    with pytest.raises(UnknownActorError, match="«нет такой» нет"):
        act_as(database, "", "нет такой")


def test_who_acted_by_name_before_the_people_were_loaded_is_the_same_person_after(database):
    _load(database, people=None)
    before = act_as(database, "Ключевая Ольга Петровна", "s1").person_id
    _load(database)
    assert before == act_as(database, "Ключевая Ольга Петровна", "s1").person_id


def test_an_ambiguous_name_is_refused_with_the_names_it_could_be(database):
    people = """код организации;роль;фио
s1;руководитель;Иванова Елена Алексеевна
ds;руководитель;Иванова Екатерина Андреевна
"""
    _load(database, people=people)
    with pytest.raises(UnknownActorError, match="Иванова Екатерина Андреевна, Иванова Елена Алексеевна"):
        act_as(database, "Иванова Е. А.", "mo")
    assert (
        act_as(database, "Иванова Е. А.", "s1").person_id
        == act_as(database, "Иванова Елена Ал.", "").person_id
    )


def test_no_organisations_yet_is_told_with_the_command_to_load_them(sqlite_database):
    with pytest.raises(UnknownActorError, match="vekha organisations"):
        act_as(sqlite_database, "", "")
