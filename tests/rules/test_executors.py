"""Executors' cells: the specification table and the laws of reading."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vekha.domain.executors import ExecutorRole, Executors
from vekha.domain.organisations import Level
from vekha.rules.executors import executors_json, read_executors

SPEC = Path(__file__).parents[1] / "spec" / "executors.md"
ISSUERS = {
    "регион": Level.REGION,
    "муниципалитет": Level.MUNICIPALITY,
    "школа": Level.SCHOOL,
    "неизвестно": None,
}
WORD = re.compile(r"\w+")
MARKER = re.compile(r"(?<!\w)(\d{1,2})[.)](?=\s*[А-ЯЁа-яё])")
JOINTS = {
    *("и", "или", "либо", "а", "также", "совместно", "с", "со", "при", "участии", "участием"),
    *("привлечением", "вместе", "поддержке", "во", "взаимодействии"),
}


def rows() -> list[tuple[str, str, str, str]]:
    lines = [line for line in SPEC.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]
    return [(issuer, text, reading, review) for issuer, text, reading, review in cells]


def shown(executors: Executors) -> str:
    return "; ".join(
        f"{part.role}{'*' if part.many else ''}{f' @{part.name}' if part.name else ''}"
        for part in executors.parts
    )


@pytest.mark.parametrize(("issuer", "text", "reading", "review"), rows())
def test_the_table_of_executors_holds(issuer, text, reading, review):
    executors = read_executors(text.replace("⏎", "\n"), ISSUERS[issuer])
    assert (reading, review == "да") == (shown(executors), executors.needs_review)


def test_qualifiers_and_the_remainder_belong_to_no_part():
    executors = read_executors("Управление образования, ОВД (по согласованию) и др.", Level.MUNICIPALITY)
    assert ("Управление образования", "ОВД") == tuple(part.text for part in executors.parts)
    assert ("(по согласованию)",) == executors.qualifiers
    assert ("и др.",) == executors.remainder


def test_an_empty_cell_goes_to_a_person():
    executors = read_executors("  \n", Level.SCHOOL)
    assert ExecutorRole.UNSPECIFIED == executors.parts[0].role
    assert executors.needs_review


def test_the_post_of_a_named_part_is_printed_without_the_name():
    (part,) = read_executors("Чуева Г. Х., кл. рук.", Level.SCHOOL).parts
    assert ("Чуева Г. Х., кл. рук.", "кл. рук.", "Чуева Г.Х.") == (part.text, part.post, part.name)


def test_the_json_line_has_the_keys_scripts_rely_on():
    line = executors_json("e1", read_executors("Директор (по согласованию)", Level.SCHOOL))
    assert ["id", "parts", "qualifiers", "needs_review", "remarks"] == list(line)
    assert ["(по согласованию)"] == line["qualifiers"]


PIECES = st.sampled_from(
    [
        *(
            "Директор",
            "директора школ",
            "Сапунова Н.В.",
            "И.И. Иванов",
            "Иванова",
            "бубулька",
            "зам.",
            "кл. рук.",
        ),
        *(
            "ОО",
            "УО",
            "МБОУ СОШ № 5",
            "«Центр»",
            "молодежной политики",
            "замещающие",
            "№",
            "т.",
            "1.",
            "и.о. ",
        ),
        *("(", ")", ",", ";", " и ", " ", "\n", "/", " – ", '"', "совместно с ", "Исполнитель:"),
        *("(по согласованию)", "и др.", "и т.д.", "в рамках компетенции"),
    ]
)


@given(text=st.lists(PIECES, max_size=9).map("".join), issuer=st.sampled_from([*Level, None]))
@example(text="Директор «Сад, школа и лес» (а, б) и др., УО", issuer=None)
@example(text="ABBA Иванов И.И.,,и", issuer=Level.SCHOOL)
@example(text="ДиректорДиректор№Директор1.", issuer=Level.REGION)
def test_no_word_of_a_cell_is_dropped(text, issuer):
    executors = read_executors(text, issuer)
    kept = [*(part.text for part in executors.parts), *executors.qualifiers, *executors.remainder]
    left = sorted(WORD.findall(text))
    # The longest first: a short word must not be looked for inside one that stands whole.
    for word in sorted(WORD.findall(" ".join(kept)), key=len, reverse=True):
        whole = word if word in left else next(found for found in left if word in found)
        left.remove(whole)
        left += WORD.findall(whole.replace(word, "", 1))
    assert {word.lower() for word in left} <= JOINTS | set(MARKER.findall(text))


@given(text=st.text(max_size=60), issuer=st.sampled_from([*Level, None]))
def test_reading_never_raises_and_always_names_somebody(text, issuer):
    executors = read_executors(text, issuer)
    assert executors.parts
    assert text == executors.text
    assert executors == read_executors(text, issuer)


@given(
    issuer=st.sampled_from([*Level, None]),
    name=st.sampled_from(["Сапунова Н.В.", "Ли О. В.", "Иванова-Петрова А.Б."]),
)
def test_a_name_alone_is_a_person_without_doubt(issuer, name):
    executors = read_executors(name, issuer)
    assert [(ExecutorRole.PERSON, False)] == [(part.role, part.many) for part in executors.parts]
    assert not executors.needs_review
