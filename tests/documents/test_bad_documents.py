"""Whatever is handed in, the answer is a roadmap or a Russian message that says what to do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.made_docx import HEADER, ROWS, body, package, paragraph, plan, row, table

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits
from vekha.documents.roadmap import read_roadmap, roadmap_of
from vekha.domain.refusals import RefusedError

HEAD = "\t".join(HEADER)
FRAGMENTS = (
    "", "1", "1.", "1.1.", "2.10", "II.", "Сентябрь", "1. Раздел первый", "продолжение слова;", "Проверка",
    "до 15 мая 2026 г.", "в течение года", "Руководители ОО", "УО", "Приказ УО", "Куратор", "Итого", "Срок",
    "Мероприятие", "Ответственный", "<ul style='x'> - раз; - два", "включая:\n- раз;\n- два.", "12 %", "№",
)  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said", "advice"),
    [
        (b"", "файл пуст", "скачан целиком"),
        (b" \n\n", "файл пуст", "скачан целиком"),
        (b"%PDF-1.7\n%", "документ PDF повреждён", "сохраните"),
        (b"\x89PNG\r\n\x1a\n", "это скан", "--ocr"),
        (b"<!DOCTYPE html><html><body>", "не найден план мероприятий", "дорожная карта"),
        (b"<html>", "не найден план мероприятий", "дорожная карта"),
        (b"PK\x03\x04 broken", "повреждённый документ", "сохраните как DOCX"),
        (bytes(range(256)), "неизвестного формата", "сохраните как DOCX"),
        ("Просто письмо, в котором нет плана.".encode(), "не найден план мероприятий", "дорожная карта"),
        ("Имя\tТелефон\nАнна\t2-12-85\n".encode(), "не найден план мероприятий", "дорожная карта"),
        (f"{HEAD}\n".encode(), "таблица плана пуста", "заполненную"),
        (package(body(table(row(*HEADER)))), "таблица плана пуста", "заполненную"),
        (
            package(body(table(row(*HEADER), row("1", "2", "3", "4", "5")))),
            "таблица плана пуста",
            "заполненную",
        ),
        (package(body(paragraph("Приказ"))), "не найден план мероприятий", "дорожная карта"),
        (b"PK\x05\x06" + b"\0" * 18, "архив", "сохраните как DOCX"),
    ],
)
def test_a_bad_document_is_refused_with_advice(content, said, advice):
    with pytest.raises(DocumentError) as caught:
        roadmap_of(content, "plan.docx")

    assert "plan.docx" in str(caught.value)
    assert said in str(caught.value)
    assert advice in str(caught.value)
    assert isinstance(caught.value, RefusedError)


def test_an_empty_table_is_named_by_its_place():
    with pytest.raises(DocumentError, match="таблица 1"):
        roadmap_of(f"{HEAD}\n".encode(), "plan.txt")


def test_a_missing_file_and_a_folder_are_messages(tmp_path):
    with pytest.raises(DocumentError, match="такого файла нет"):
        read_roadmap(tmp_path / "нет.docx")
    with pytest.raises(DocumentError, match="это папка"):
        read_roadmap(tmp_path)


def test_a_name_that_lies_is_shown_harmless(tmp_path):
    path = tmp_path / "план\u202excod.\nsh.txt"
    path.write_text(f"{HEAD}\n1.\tДело\tдо 15 мая 2026 г.\tРуководители ОО\tПриказ\n", encoding="utf-8")

    assert "планxcod.sh.txt" == read_roadmap(path).file


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(text_bytes=10), "текст больше"),
        (Limits(grid_columns=4), "больше 4 столбцов"),
        (Limits(table_rows=1), "больше 1 строк"),
        (Limits(cell_chars=5), "больше 5 знаков"),
    ],
)
def test_each_limit_of_a_text_refuses_with_a_message(limits, said):
    text = "\n".join("\t".join(cells) for cells in (HEADER, *ROWS))

    with pytest.raises(DocumentError, match=said):
        roadmap_of(text.encode(), "plan.txt", limits)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=12), min_size=1, max_size=7), max_size=12)
)
def test_any_table_is_read_or_refused_and_loses_nothing(rows):
    text = "\n".join(["План на 2026 год", HEAD, *("\t".join(cells) for cells in rows)])

    try:
        roadmap = roadmap_of(text.encode("utf-8", "replace"), "plan.txt")
    except DocumentError as error:
        assert "потеряны" not in str(error)  # noqa: PT017 -- refusing is allowed, losing words is not
    else:
        assert 0 == roadmap.coverage.lost


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_message(content):
    with pytest.raises(DocumentError):
        roadmap_of(content, "plan")


def test_a_word_lost_by_a_reader_refuses_the_document(monkeypatch):
    from vekha.documents import plan_rows

    monkeypatch.setitem(plan_rows.FURNITURE, plan_rows.RowKind.ITEM, "header")
    monkeypatch.setattr(plan_rows, "_set_aside", lambda *_: None)

    with pytest.raises(DocumentError):
        roadmap_of(plan(*ROWS), "plan.docx")
