"""The text Word keeps in a DOC, and what follows where LibreOffice makes less of it."""

import random

import pytest
from tests.documents.made_doc import container, doc
from tests.documents.material import REAL, needs_office, needs_real

from vekha.documents.errors import DocumentError
from vekha.documents.limits import LIMITS, Limits
from vekha.documents.office import checked, converted
from vekha.documents.ole_streams import ole_streams
from vekha.documents.sniffing import Format
from vekha.documents.tables import SourceDocument
from vekha.documents.word_text import CELL, is_encrypted, word_text

TABLE = "План на 2026 год\r" + CELL.join(("Проверка столовых", "до 15 мая", "Руководители", "Приказ", "")) * 2
FIELD = 'до \x13 HYPERLINK "http://example.test" \x14мая\x15 года'


@pytest.mark.parametrize("compressed", [False, True])
def test_the_text_is_read_by_its_pieces(compressed):
    assert TABLE == word_text(doc(TABLE, compressed=compressed))


def test_the_code_of_a_field_is_no_text():
    assert "до мая года" == word_text(doc(FIELD))


def test_a_table_or_words_that_fell_out_are_an_error():
    nothing = SourceDocument("f.doc", (), "")
    words = SourceDocument("f.doc", (), TABLE)

    with pytest.raises(DocumentError, match="потеряна таблица"):
        checked(doc(TABLE), words)
    with pytest.raises(DocumentError, match=r"потеряны слова \(1 из 1\)"):
        checked(doc("Мероприятие"), nothing)
    assert ("converted", "") in checked(doc("Мероприятие"), SourceDocument("f.doc", (), "мероприятие")).doubts


def test_what_lies_beside_the_text_is_no_word_of_it():
    """Properties, thumbnails and other streams hold bytes that look like words."""
    noise = doc("План") + "мероприятие".encode("cp1251") * 9

    assert checked(noise, SourceDocument("f.doc", (), "План")).doubts


def test_a_doc_under_a_password_is_told():
    assert is_encrypted(doc("План", encrypted=True))
    with pytest.raises(DocumentError, match="под паролем"):
        converted(doc("План", encrypted=True), Format.DOC, "f.doc", LIMITS)


def test_a_policy_refuses_a_doc_with_macros():
    macros = container({"WordDocument": bytes(4096), "_VBA_PROJECT": bytes(4096)})

    with pytest.raises(DocumentError, match="есть макросы"):
        converted(macros, Format.DOC, "f.doc", Limits(macros="refuse"))


def test_a_chain_that_bites_its_tail_ends():
    made = bytearray(doc(TABLE))
    made[512 + 4 * 4 : 512 + 4 * 5] = (3).to_bytes(4, "little")

    assert set(ole_streams(bytes(made))) == {"WordDocument", "1Table"}


def test_broken_containers_have_no_text_or_some():
    chance = random.Random(7)
    whole = doc(TABLE)
    for _ in range(400):
        made = bytearray(whole)
        for _ in range(chance.randrange(1, 9)):
            made[chance.randrange(len(made))] = chance.randrange(256)
        text = word_text(bytes(made[: chance.randrange(len(made))]))
        assert text is None or len(text) <= len(whole)


@needs_real
@pytest.mark.parametrize("name", ["azov", "kahun", "kavkazsky", "kogalym", "novoalexandrovsk"])
def test_a_real_doc_holds_the_cells_of_its_rows(name):
    text = word_text((REAL / "formats" / f"{name}.doc").read_bytes())

    assert text is not None
    assert text.count(CELL) > 60


@pytest.mark.system
@needs_office
@needs_real
def test_libreoffice_past_its_bounds_is_told():
    content = (REAL / "formats" / "azov.doc").read_bytes()

    with pytest.raises(DocumentError, match=r"дольше 0 с.*documents\.office_seconds"):
        converted(content, Format.DOC, "f.doc", Limits(office_seconds=0))
    with pytest.raises(DocumentError, match=r"не смог открыть.*documents\.office_memory_bytes"):
        converted(content, Format.DOC, "f.doc", Limits(office_memory_bytes=64 * 1024 * 1024))
