"""DOC and RTF go through LibreOffice, or say that they cannot."""

import pytest
from tests.documents.material import needs_office

from vekha.documents import office
from vekha.documents.errors import DocumentError
from vekha.documents.office import checked
from vekha.documents.roadmap import roadmap_of
from vekha.documents.tables import Cell, GridRow, SourceDocument, TextTable
from vekha.domain.places import Place

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORDS = [
    "мероприятие",
    "столовых",
    "руководители",
    "отчётность",
    "питание",
    "школьное",
    "проверка",
    "приказом",
]


def escaped(text):
    return "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in text)


def rtf(rows):
    lines = []
    for cells in rows:
        edges = "".join(f"\\cellx{2000 * (at + 1)}" for at in range(len(cells)))
        lines.append(
            f"\\trowd{edges} " + "".join(f"\\intbl {escaped(text)}\\cell " for text in cells) + "\\row"
        )
    return (
        "{\\rtf1\\ansi " + escaped("План на 2026 год") + "\\par " + "\n".join(lines) + "\\pard\\par}"
    ).encode()


def source(*tables, words=WORDS):
    return SourceDocument("f.doc", tables, " ".join(words))


def a_table():
    return TextTable(1, (GridRow(Place("f.doc"), (Cell("а"),)),))


@pytest.mark.parametrize("content", [OLE + "WordDocument".encode("utf-16-le"), b"{\\rtf1 \\ansi}"])
def test_without_libreoffice_the_message_says_what_to_do(content, monkeypatch):
    monkeypatch.setattr(office, "office_program", lambda: None)

    with pytest.raises(DocumentError, match=r"через LibreOffice.*сохраните как DOCX.*libreoffice-writer"):
        roadmap_of(content, "f.doc")


@pytest.mark.parametrize(
    ("name", "said"),
    [("EncryptedPackage", "под паролем"), ("Workbook", "не документ Word"), ("", "не документ Word")],
)
def test_other_files_of_old_office_are_told_apart(name, said, monkeypatch):
    monkeypatch.setattr(office, "office_program", lambda: "/bin/false")

    with pytest.raises(DocumentError, match=said):
        roadmap_of(OLE + bytes(64) + name.encode("utf-16-le"), "f.doc")


def test_a_program_that_makes_nothing_is_a_message(monkeypatch):
    monkeypatch.setattr(office, "office_program", lambda: "/bin/false")

    with pytest.raises(DocumentError, match="не смог открыть"):
        roadmap_of(OLE + "WordDocument".encode("utf-16-le"), "f.doc")


@pytest.mark.parametrize("encoding", ["utf-16-le", "cp1251"])
def test_words_and_tables_that_fell_out_are_an_error(encoding):
    original = OLE + bytes(8) + "\x00 ".join(WORDS).encode(encoding)
    marks = OLE + b"\xe0\x07" * 9

    assert ("converted", "") in checked(original, source(a_table())).doubts
    with pytest.raises(DocumentError, match=r"потеряны слова \(4 из 8\)"):
        checked(original, source(a_table(), words=WORDS[:4]))
    with pytest.raises(DocumentError, match="потеряна таблица"):
        checked(marks, source())


@pytest.mark.system
@needs_office
def test_an_rtf_table_is_read():
    header = ("№", "Мероприятие", "Срок", "Ответственный", "Результат")
    rows = [header, ("1.", "Проверка столовых", "до 15 мая 2026 г.", "Руководители ОО", "Приказ")]

    (item,) = roadmap_of(rtf(rows), "f.rtf").items

    assert ("Проверка столовых", "до 15 мая 2026 г.") == (item.title, item.deadline_text)


@pytest.mark.system
@needs_office
def test_a_broken_doc_is_a_message():
    with pytest.raises(DocumentError):
        roadmap_of(OLE + "WordDocument".encode("utf-16-le") + bytes(5000), "f.doc")
