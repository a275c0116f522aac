"""The decisions file goes out, a person fills it, it comes back unchanged, and misfits are named."""

import re
import tomllib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.material import EXAMPLES, read

from vekha.documents.decisions import decisions_template, read_decisions
from vekha.documents.errors import DecisionsError
from vekha.documents.toml_text import toml_comment, toml_string
from vekha.domain.decisions import DecisionKind, PastChoice
from vekha.domain.obligations import ShiftPolicy


@pytest.fixture(scope="module")
def roadmap():
    return read(EXAMPLES / "roadmaps" / "zarechny_municipality.docx")


def item_block(text, ordinal):
    start = text.index(f"ordinal = {ordinal}\n")
    end = text.find("[[item]]", start)
    return start, end if end >= 0 else len(text)


def with_item(text, row, **values):
    """The file with fields of one row overwritten."""
    start, end = item_block(text, row)
    block = text[start:end]
    for key, value in values.items():
        block = re.sub(rf"^{key} = .*$", lambda _, k=key, v=value: f"{k} = {v}", block, flags=re.MULTILINE)
    return text[:start] + block + text[end:]


def with_plan(text, **values):
    for key, value in values.items():
        text = re.sub(rf"^{key} = .*$", f"{key} = {value}", text, count=1, flags=re.MULTILINE)
    return text


def filled(roadmap):
    """A person accepts every doubtful row and names who and why once."""
    text = decisions_template(roadmap).replace('decision = ""', 'decision = "accept"')
    return with_plan(text, who='"Ларионова Е.П."', why='"сверено с приказом"')


def misfits(text, roadmap):
    with pytest.raises(DecisionsError) as caught:
        read_decisions(text, roadmap)
    return [str(misfit) for misfit in caught.value.misfits]


def test_doubtful_rows_wait_for_a_person_and_the_others_are_accepted(roadmap):
    written = tomllib.loads(decisions_template(roadmap))

    assert {"accept": 6, "": 11} == {
        choice: sum(row["decision"] == choice for row in written["item"]) for choice in ("accept", "")
    }
    assert "Ларионова Е.П." == written["plan"]["controller"]
    assert (date(2026, 1, 16), date(2026, 12, 31)) == (
        written["plan"]["plan_start"],
        written["plan"]["plan_end"],
    )


def test_an_untouched_file_is_refused_row_by_row(roadmap):
    found = misfits(decisions_template(roadmap), roadmap)

    assert 11 + 1 == len(found)
    assert all("решение не принято" in one for one in found)
    assert "таблица 1, строка таблицы" in found[0]


def test_a_filled_file_comes_back_whole(roadmap):
    decisions = read_decisions(filled(roadmap), roadmap)

    assert roadmap.sha256 == decisions.file_sha256
    with_the_point = [*(item.ordinal for item in roadmap.items), 18]
    assert with_the_point == [one.ordinal for one in decisions.items]
    assert "Ларионова Е.П." == decisions.controller
    assert (None, "") == (decisions.policy, decisions.policy_basis)
    assert decisions.past is None
    assert ("Ларионова Е.П.", "сверено с приказом") == (decisions.items[6].who, decisions.items[6].why)
    assert ("", "") == (decisions.items[0].who, decisions.items[0].why)


def test_each_kind_of_decision_is_understood(roadmap):
    text = filled(roadmap)
    text = with_item(text, 16, decision='"phrase"', phrase='"до 1 декабря 2026 года"')
    text = with_item(text, 15, decision='"dates"', dates='[[2026-11-02, "30.11.2026"], [2026-12-10]]')
    text = with_item(text, 14, executor='"Руководители ОО"', who='"Кедрова А.П."', why='"по смыслу"')
    text = with_item(text, 13, decision='"leave_out"')

    decisions = {
        one.ordinal: one for one in read_decisions(with_plan(text, past='"in_force"'), roadmap).items
    }

    assert (DecisionKind.PHRASE, "до 1 декабря 2026 года") == (decisions[16].kind, decisions[16].phrase)
    assert ((date(2026, 11, 2), date(2026, 11, 30)), (None, date(2026, 12, 10))) == decisions[15].dates
    assert ("Руководители ОО", "Кедрова А.П.") == (decisions[14].executor, decisions[14].who)
    assert DecisionKind.LEAVE_OUT is decisions[13].kind
    assert PastChoice.IN_FORCE is read_decisions(with_plan(text, past='"in_force"'), roadmap).past


def test_all_misfits_are_named_at_once(roadmap):
    text = with_plan(filled(roadmap), policy='"later"', who='""')
    text = with_item(text, 1, decision='"acept"')
    text = with_item(text, 2, decision='"dates"', dates='["31.02.2026"]')
    text = with_item(text, 3, decision='"phrase"', phrase='"когда рак свистнет"', who='"я"', why='"так"')
    text = with_item(text, 4, ordinal="77")
    text = with_item(text, 5, title='"Другое"')

    found = "\n".join(misfits(text, roadmap))

    for said in (
        "policy = «later» не понято",
        "decision = «acept» не понято",
        "«31.02.2026» — не дата",
        "«когда рак свистнет» не читается",
        "строке «77», которой в документе нет",
        "строка 4 (номер 1.4.): нет решения",
        "другое мероприятие",
        "не сказано, кто решил",
    ):
        assert said in found


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ("[[2026-05-05, 2026-05-06, 2026-05-07]]", "«[2026-05-05, 2026-05-06, 2026-05-07]» — не срок"),
        ("[[[2026-05-05]]]", "«[2026-05-05]» — не дата"),
        ("[[]]", "«[]» — не срок"),
    ],
)
def test_what_is_no_term_is_shown_as_it_was_written(roadmap, dates, said):
    text = with_item(filled(roadmap), 2, decision='"dates"', dates=dates)

    assert said in "\n".join(misfits(text, roadmap))


@pytest.mark.parametrize("ordinal", ["3.0", "true", '"3"', "[3]"])
def test_an_ordinal_is_a_whole_number(roadmap, ordinal):
    row = 1 if ordinal == "true" else 3
    found = "\n".join(misfits(with_item(filled(roadmap), row, ordinal=ordinal), roadmap))

    assert "у решения нет целого ordinal" in found
    assert f"строка {row} (номер 1.{row}.): нет решения" in found


def test_a_decision_without_an_ordinal_is_told(roadmap):
    text = filled(roadmap).replace("ordinal = 3\n", "")

    assert "у решения нет целого ordinal" in "\n".join(misfits(text, roadmap))


def test_decisions_for_another_file_are_refused(roadmap):
    other = replace(roadmap, sha256="0" * 64)

    assert "составлены по другому файлу" in "\n".join(misfits(filled(roadmap), other))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "нет раздела [document]"),
        ("это не TOML", "не читается как TOML: строка 1"),
        ('[plan]\nwho = "', "не читается как TOML"),
        ("[doc]\n", "неизвестный раздел «doc»"),
        ("item = 5\n", "нет решения"),
    ],
)
def test_a_broken_file_is_a_message(roadmap, text, said):
    assert said in "\n".join(misfits(text, roadmap))


def test_a_misspelt_field_is_named(roadmap):
    text = filled(roadmap).replace("executor = ", "exekutor = ", 1)

    assert "неизвестное поле «exekutor»" in "\n".join(misfits(text, roadmap))


HOSTILE = 'Кавычки """ и \\ обрат\nперенос\r\x00\x07\u202eзадом\u2028 [[item]] ordinal = 1 # конец\x7f'


def test_a_hostile_title_survives_the_round_trip(roadmap):
    item = replace(roadmap.items[0], title=HOSTILE, deadline_text=HOSTILE, executor_text=HOSTILE)
    hostile = replace(roadmap, file=HOSTILE, items=(item, *roadmap.items[1:]))

    written = tomllib.loads(decisions_template(hostile))

    assert HOSTILE == written["item"][0]["title"]
    assert HOSTILE == written["document"]["file"]
    assert len(roadmap.items) == len(written["item"])
    assert len(roadmap.items) + 1 == len(read_decisions(filled(hostile), hostile).items)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_text_comes_back_from_toml_unchanged(text):
    written = f"{toml_comment(text)}\nvalue = {toml_string(text)}\n{toml_comment(text)}\n"

    assert {"value": text} == tomllib.loads(written)


def test_a_day_off_goes_by_the_kind_of_work_until_a_person_says_otherwise(roadmap):
    template = decisions_template(roadmap)

    assert "Срок на выходной: following — отчёт: ст. 193 ГК РФ" in template
    assert "Срок на выходной: following — мероприятие: " in template

    text = with_item(filled(roadmap), 7, policy='"none"', policy_basis='"п. 5 приказа"')
    decisions = read_decisions(with_plan(text, policy='"preceding"', policy_basis='"п. 17"'), roadmap)

    assert (ShiftPolicy.PRECEDING, "п. 17") == (decisions.policy, decisions.policy_basis)
    assert (ShiftPolicy.NONE, "п. 5 приказа") == (decisions.items[6].policy, decisions.items[6].policy_basis)
    assert (None, "") == (decisions.items[0].policy, decisions.items[0].policy_basis)


def test_a_policy_that_is_none_or_a_ground_without_one_is_a_misfit(roadmap):
    text = with_item(filled(roadmap), 1, policy='"later"', who='"я"', why='"так"')
    text = with_item(text, 2, policy_basis='"п. 5"', who='"я"', why='"так"')
    text = with_plan(text, policy='"none"', policy_basis=f'"{"х" * 201}"')

    found = "\n".join(misfits(text, roadmap))

    for said in (
        "policy = «later» не понято",
        "заполнено policy_basis, а policy пусто",
        "длиннее 200 знаков",
    ):
        assert said in found
