from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import cast
from tests.plans import CENTRE, CURATORS, HEADS, OFFICE, PARTNERS, SCHOOLS, person

from vekha.domain.executors import ExecutorLevel, ExecutorPart, ExecutorRole, Executors
from vekha.domain.organisations import Level
from vekha.rules.addressing import PRECEDENCE, Ground, addressees, addressing
from vekha.rules.executors import read_executors
from vekha.rules.name_matching import numbers_said, organisations_named
from vekha.rules.person_names import person_in, person_key

TREE = tuple(unit for unit in cast.ORGANISATIONS if unit in (cast.ZARECHNY, cast.CENTRE, *cast.SCHOOLS))
MUNICIPAL = Ground(cast.ZARECHNY, TREE[1:], (cast.CHIEF.post, cast.CONTROLLER.post))
REGIONAL = Ground(cast.REGION, tuple(unit for unit in cast.ORGANISATIONS if unit != cast.REGION))
SCHOOL = Ground(cast.SCHOOL_1, ())


def said(*parts):
    return Executors(", ".join(part.text for part in parts), parts)


def part(role, level=ExecutorLevel.UNKNOWN, many=False, text="кто-то", **others):
    return ExecutorPart(text, role, level, many=many, **others)


def codes(ground, *parts):
    """The codes of the organisations a cell obliges."""
    tree = (ground.issuer, *ground.below)
    by_id = {unit.id: unit.code for unit in tree}
    found = addressing(said(*parts), ground).addressed
    return {by_id[unit] for unit in addressees(found, ground.issuer.id, tree)}


MUNICIPALITIES = ExecutorPart(
    "муниципальные органы", ExecutorRole.AUTHORITY, ExecutorLevel.MUNICIPALITY, many=True
)
ALL_SCHOOLS = {"zar-01", "zar-02", "zar-03", "pom-01", "obl-lyceum"}


@pytest.mark.parametrize(
    ("ground", "parts", "obliged"),
    [
        (MUNICIPAL, (SCHOOLS,), {"zar-01", "zar-02", "zar-03"}),
        (MUNICIPAL, (HEADS,), {"zar-01", "zar-02", "zar-03"}),
        (MUNICIPAL, (CURATORS, SCHOOLS), {"zar-01", "zar-02", "zar-03"}),
        (MUNICIPAL, (OFFICE,), {"zarechny"}),
        (MUNICIPAL, (CENTRE,), {"zar-imc"}),
        (MUNICIPAL, (OFFICE, CENTRE, SCHOOLS), {"zarechny", "zar-imc", "zar-01", "zar-02", "zar-03"}),
        (MUNICIPAL, (PARTNERS,), {"zarechny"}),
        (MUNICIPAL, (PARTNERS, HEADS), {"zar-01", "zar-02", "zar-03"}),
        (MUNICIPAL, (), {"zarechny"}),
        (MUNICIPAL, (part(ExecutorRole.UNSPECIFIED),), {"zarechny"}),
        (MUNICIPAL, (part(ExecutorRole.MINISTRY, ExecutorLevel.REGION),), {"zarechny"}),
        (MUNICIPAL, (part(ExecutorRole.UNIT, text="отдел общего образования"),), {"zarechny"}),
        (MUNICIPAL, (part(ExecutorRole.MENTOR, many=True),), {"zar-01", "zar-02", "zar-03"}),
        (MUNICIPAL, (part(ExecutorRole.POST, text="главный бухгалтер"),), {"zarechny"}),
        (REGIONAL, (SCHOOLS,), ALL_SCHOOLS),
        (REGIONAL, (MUNICIPALITIES,), {"zarechny", "pomor"}),
        (REGIONAL, (part(ExecutorRole.DEPARTMENT, ExecutorLevel.REGION),), {"priozer"}),
        (REGIONAL, (part(ExecutorRole.MINISTRY, ExecutorLevel.REGION),), {"priozer"}),
        (SCHOOL, (HEADS,), {"zar-01"}),
        (SCHOOL, (CURATORS, part(ExecutorRole.MENTOR)), {"zar-01"}),
        (SCHOOL, (OFFICE,), {"zar-01"}),
    ],
)
def test_a_cell_obliges_these_organisations(ground, parts, obliged):
    assert obliged == codes(ground, *parts)


@pytest.mark.parametrize(
    ("ground", "cell", "obliged"),
    [
        (MUNICIPAL, "Гимназия № 3", {"zar-03"}),
        (MUNICIPAL, "МБОУ СОШ № 1", {"zar-01"}),
        (MUNICIPAL, "директора школ №№ 1, 3", {"zar-01", "zar-03"}),
        (MUNICIPAL, "Директор МБОУ «СОШ № 1» Ким А.А.", {"zar-01"}),
        (MUNICIPAL, "педагоги ОО", {"zar-01", "zar-02", "zar-03"}),
        (MUNICIPAL, "Классные руководители", {"zar-01", "zar-02", "zar-03"}),
        (MUNICIPAL, "заместители директоров по УВР (в рамках компетенции)", {"zar-01", "zar-02", "zar-03"}),
        (MUNICIPAL, "Управление образования, ГИБДД (по согласованию)", {"zarechny"}),
        (MUNICIPAL, "ОО, СМИ, рабочая группа", {"zar-01", "zar-02", "zar-03"}),
        (REGIONAL, "муниципальные методические службы", {"zar-imc"}),
        (REGIONAL, "Министерство культуры области, МОУО", {"zarechny", "pomor"}),
        (SCHOOL, "педагог-психолог, классные руководители", {"zar-01"}),
    ],
)
def test_a_printed_cell_obliges_whom_it_names(ground, cell, obliged):
    tree = (ground.issuer, *ground.below)
    by_id = {unit.id: unit.code for unit in tree}
    found = addressing(read_executors(cell, ground.issuer.level), ground).addressed
    assert obliged == {by_id[unit] for unit in addressees(found, ground.issuer.id, tree)}


@pytest.mark.parametrize(
    "cell", ["ГИБДД", "Министерство образования", "МБОУ СОШ № 55", "МДОУ «Ромашка»", "Оргкомитет"]
)
def test_who_stands_outside_the_tree_is_proposed_to_the_issuer(cell):
    found = addressing(read_executors(cell, Level.MUNICIPALITY), MUNICIPAL)
    assert [(ExecutorRole.UNSPECIFIED, True)] == [(one.role, one.missing) for one in found.addressed]
    assert ["no-obligation"] == [remark.code for remark in found.remarks]
    assert cast.ZARECHNY.short_name in found.remarks[0].advice


def test_a_number_nobody_bears_beside_one_that_is_borne_is_told():
    found = addressing(read_executors("школы № 1, 55", Level.MUNICIPALITY), MUNICIPAL)
    assert [cast.SCHOOL_1.id] == [one.organisation_id for one in found.addressed]
    assert ["some-unknown"] == [remark.code for remark in found.remarks]


def test_numbers_of_organisations_are_read_with_their_ranges():
    assert (1, 4, 5, 6) == numbers_said("СОШ №№ 1, 4-6")
    assert () == numbers_said("учителя 1-4 классов")


def test_who_cannot_be_obliged_is_told_and_the_issuer_is_asked_to_appoint():
    found = addressing(said(PARTNERS), MUNICIPAL)
    assert [True] == [one.missing for one in found.addressed]
    assert ["no-obligation"] == [remark.code for remark in found.remarks]


def test_a_person_obliges_the_organisation_where_he_works():
    ground = replace(MUNICIPAL, workplaces={person_key("Плёсова Д.О."): cast.CENTRE.id})
    assert {"zar-imc"} == codes(ground, person("Плёсовой Д.О."))
    assert {"zarechny"} == codes(ground, person("Безвестный И.И."))


def test_a_named_school_that_is_not_in_the_tree_obliges_no_other():
    unknown = part(ExecutorRole.SCHOOL, ExecutorLevel.SCHOOL, text="СОШ № 77", name="МБОУ СОШ № 77")
    found = addressing(said(unknown, CENTRE), MUNICIPAL)
    assert [cast.CENTRE.id] == [one.organisation_id for one in found.addressed]
    assert 1 == len(found.remarks)


def test_the_region_has_a_centre_per_municipality():
    centres = part(ExecutorRole.METHODICAL_CENTRE, ExecutorLevel.MUNICIPALITY, many=True)
    assert {"zar-imc"} == codes(REGIONAL, centres)


PARTS = st.builds(
    ExecutorPart,
    text=st.sampled_from(["УО", "ОО", "отдел", "Озерова И.Ю.", ""]),
    role=st.sampled_from(ExecutorRole),
    level=st.sampled_from(ExecutorLevel),
    many=st.booleans(),
    name=st.sampled_from([None, "Озерова И.Ю.", "Гимназия № 3"]),
    post=st.sampled_from([None, "Начальник управления"]),
)


@given(st.lists(PARTS, max_size=6), st.sampled_from([MUNICIPAL, REGIONAL, SCHOOL]))
def test_no_item_is_left_without_somebody_to_answer_for_it(parts, ground):
    found = addressing(said(*parts), ground)
    assert found.addressed
    obliged = addressees(found.addressed, ground.issuer.id, (ground.issuer, *ground.below))
    assert obliged
    assert all(one.role in PRECEDENCE for one in obliged.values())


@given(st.lists(PARTS, max_size=6), st.randoms())
def test_the_order_of_a_cell_changes_nobody(parts, chance):
    shuffled = list(parts)
    chance.shuffle(shuffled)
    assert codes(MUNICIPAL, *parts) == codes(MUNICIPAL, *shuffled)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("заместитель начальника Мостовая А.С.", "Мостовая А.С."),
        ("начальнику управления А. С. Мостовой", "А. С. Мостовой"),
        ("директор Ключевая Ольга Петровна", "Ключевая Ольга Петровна"),
        ("Берегов Олег Ильич", "Берегов Олег Ильич"),
        ("заместитель начальника", None),
        ("Управление Образования Округа", None),
    ],
)
def test_a_persons_name_is_found_in_a_text(text, name):
    assert name == person_in(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Мостовая А.С.", "Мостовая Анна Сергеевна"),
        ("Мостовой А. С.", "А.С. Мостовая"),
        ("Сапуновой Н.В.", "Сапунова Н. В."),
        ("Бороденко Н.В.", "Н.В. Бороденко"),
        ("Плёсова Д.О.", "Плесовой Дарьей Олеговной"),
    ],
)
def test_two_spellings_of_one_person_have_one_key(one, other):
    assert person_key(one) == person_key(other) is not None


def test_an_organisation_is_named_in_any_case_and_with_more_words():
    assert (cast.ZARECHNY,) == organisations_named(
        "управления образования администрации Заречного муниципального округа Приозёрной области",
        cast.ORGANISATIONS,
    )


@pytest.mark.parametrize(
    ("said", "entered"),
    [
        ("Управление образования г. Азова", "Управление образования администрации города Азова"),
        ("Управлением образования Азова", "Управление образования администрации города Азова"),
        ("УПРАВЛЕНИЕ ОБРАЗОВАНИЯ", "Управление образования"),
        ("МБОУ СОШ №5 им. Гагарина", "МБОУ «СОШ № 5» им. Гагарина"),
    ],
)
def test_a_clerk_and_an_order_spell_one_organisation_in_two_ways(said, entered):
    office = replace(cast.ZARECHNY, name=entered, short_name="")
    others = (cast.REGION, cast.SCHOOL_1, cast.CENTRE)
    assert (office,) == organisations_named(said, (*others, office))


def test_another_town_is_not_this_one():
    office = replace(cast.ZARECHNY, name="Управление образования города Азова", short_name="")
    assert () == organisations_named("Управление образования города Дальнего", (office,))


def test_what_fits_several_organisations_names_none_of_them_for_sure():
    twins = (replace(cast.SCHOOL_1, id=50, name="Школа № 5"), replace(cast.SCHOOL_1, id=51, name="Школа № 5"))
    assert 2 == len(organisations_named("Школа № 5", twins))


def test_a_level_nobody_stands_at_yet_is_told():
    lonely = Ground(cast.ZARECHNY, ())
    assert ["no-organisations"] == [one.code for one in addressing(said(SCHOOLS), lonely).remarks]


def test_a_level_means_its_own_kind_only():
    everyone = addressing(said(MUNICIPALITIES), REGIONAL).addressed
    assert [Level.MUNICIPALITY] == [one.level for one in everyone]
