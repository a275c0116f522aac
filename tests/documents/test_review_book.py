"""The workbook a person fills comes back as the same decisions, and every wrong cell is named."""

import io
import random
import subprocess
import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests import plans
from tests.documents.made_xlsx import with_part
from tests.documents.material import EXAMPLES, needs_office
from tests.documents.review_books import FIRST, Filling, cells_of, decided, filled
from tests.documents.test_decisions import filled as filled_toml

from vekha.documents.decisions import read_decisions
from vekha.documents.errors import DecisionsError, DocumentError
from vekha.documents.office import office_program
from vekha.documents.point_items import POINTS
from vekha.documents.review_reading import read_review
from vekha.documents.review_sheet import DIGEST_LINE, ORDER_SHEET, ROWS_SHEET, SEAL_SHEET
from vekha.documents.review_xlsx import review_xlsx
from vekha.documents.roadmap import roadmap_of
from vekha.domain.decisions import DecisionKind, PastChoice
from vekha.domain.obligations import ShiftPolicy

EXAMPLE = EXAMPLES / "roadmaps" / "zarechny_municipality.docx"
RISKY = ("=1+1", "+7 900", "-5", "@SUM(A1)", "\tтаб", "\rвозврат", '=HYPERLINK("http://x")', "1.10", "＝1",
         "_x000D_", " пробелы ", "http://example.org", "01.02.2026", "'кавычка")  # fmt: skip


@pytest.fixture(scope="module")
def roadmap():
    return roadmap_of(EXAMPLE.read_bytes(), EXAMPLE.name)


def misfits(content, roadmap):
    with pytest.raises(DecisionsError) as caught:
        decided(content, roadmap)
    return [str(one) for one in caught.value.misfits]


def test_a_book_and_a_decisions_file_say_the_same(roadmap):
    expected = read_decisions(filled_toml(roadmap), roadmap)

    assert expected == decided(filled(roadmap), roadmap)


def test_an_untouched_book_waits_row_by_row(roadmap):
    found = misfits(review_xlsx(roadmap), roadmap)

    assert 11 + 1 == len(found)
    assert found[0].startswith("проверка.xlsx, лист «Решения», строка 12: строка 7")
    assert "Впишите «Решение»: «принять прочитанное», «другая формулировка»" in found[0]


def test_each_kind_of_decision_is_understood(roadmap):
    def change(book):
        book.put(16, decision="Другая формулировка ", phrase="до 1 декабря 2026 года")
        book.put(15, decision="свои даты", dates="02.11.2026 – 30.11.2026 г.; 2026-12-10")
        book.put(14, executor="Руководители ОО", who="Кедрова А.П.", why="по смыслу")
        book.put(13, decision="НЕ СТАВИТЬ НА КОНТРОЛЬ")
        book.put(12, decision="свои даты", dates=date(2026, 9, 15))
        book.put(11, policy="не переносить", policy_basis="пункт 5 приказа")
        book.plan(past="поставить на контроль", plan_end=date(2026, 12, 30), controller="Мостовая А.С.")

    chosen = decided(filled(roadmap, change), roadmap)
    rows = {one.ordinal: one for one in chosen.items}

    assert (DecisionKind.PHRASE, "до 1 декабря 2026 года") == (rows[16].kind, rows[16].phrase)
    assert ((date(2026, 11, 2), date(2026, 11, 30)), (None, date(2026, 12, 10))) == rows[15].dates
    assert ("Руководители ОО", "Кедрова А.П.") == (rows[14].executor, rows[14].who)
    assert DecisionKind.LEAVE_OUT is rows[13].kind
    assert ((None, date(2026, 9, 15)),) == rows[12].dates
    assert (ShiftPolicy.NONE, "пункт 5 приказа") == (rows[11].policy, rows[11].policy_basis)
    assert (PastChoice.IN_FORCE, date(2026, 12, 30)) == (chosen.past, chosen.plan.last)
    assert "Мостовая А.С." == chosen.controller


def test_rows_may_be_sorted_and_filtered_and_columns_moved(roadmap):
    book = Filling(filled(roadmap))
    sheet = book.rows
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST - 1)]
    for number, row in enumerate([rows[0], *reversed(rows[1:])], start=FIRST - 1):
        for at, value in enumerate(reversed(row), start=1):
            sheet.cell(number, at).value = value
    sheet.row_dimensions[FIRST].hidden = True

    assert decided(filled(roadmap), roadmap).items == tuple(
        sorted(decided(book.saved(), roadmap).items, key=lambda one: one.ordinal)
    )


def test_every_wrong_cell_is_named_at_once(roadmap):
    def change(book):
        book.put(1, title="Совсем другое")
        book.put(2, deadline_text="=A1")
        book.put(3, decision="принято")
        book.put(4, decision="свои даты", dates="31.02.2026")
        book.put(5, decision="другая формулировка", phrase="когда рак свистнет")
        book.put(6, who="=B2")
        book.put(7, executor="до 1 октября")
        book.put(8, decision="принять прочитанное", dates="01.09.2026")
        book.put(10, decision="свои даты")
        book.plan(returns="любая", policy="послезавтра")

    found = "\n".join(misfits(filled(roadmap, change), roadmap))

    for said in (
        "строка 6: в столбце «Мероприятие» текст документа изменён: «Совсем другое». Верните «Назначение",
        "строка 7: в ячейке «Срок: напечатано» формула",
        "«Решение» = «принято» не понято. Допустимо: «принять прочитанное»",
        "«Свои даты»: «31.02.2026» — не дата. Напишите так: 15.09.2026.",
        "«когда рак свистнет» не читается",
        "строка 11: в ячейке «Кто решил» формула",
        "исполнитель «до 1 октября» не понят",
        "при «принять прочитанное» заполнены «Другая формулировка срока» или «Свои даты»",
        "выбрано «свои даты», а дат нет. Впишите, например, 15.09.2026.",
        "лист «Приказ», строка",
        "«Какая бумага считается» = «любая» не понято",
        "«Срок на выходной» = «послезавтра» не понято",
    ):
        assert said in found
    assert 11 == len(found.splitlines())


def test_a_signature_that_is_missing_is_asked_for(roadmap):
    found = misfits(filled(roadmap, lambda book: book.plan(who=None)), roadmap)

    assert 11 + 1 == len(found)
    assert "не сказано, кто решил. Впишите «Кто решил» здесь или на листе «Приказ»." in found[0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda book: book.plan(plan_start="скоро"), "ответ «Начало плана»: «скоро» — не дата"),
        (lambda book: book.rows.delete_rows(FIRST + 2), "строка 3 (номер 1.3.): нет решения"),
        (lambda book: book.put(4, ordinal=3), "строка 3 (номер 1.3.): решений несколько"),
        (lambda book: book.rows.append([None, None, "Ещё"]), "строка 23: в строке нет «№ строки»"),
        (lambda book: book.put(4, ordinal=77), "решение по строке «77», которой в документе нет"),
        (lambda book: book.rows.delete_cols(3), "нет столбца «Мероприятие»"),
        (lambda book: book.rows.delete_rows(FIRST - 1), "нет столбца"),
        (lambda book: book.book.remove(book.book[ROWS_SHEET]), "нет листа «Решения»"),
        (lambda book: book.book.remove(book.book[ORDER_SHEET]), "нет листа «Приказ»"),
        (lambda book: book.lose("Кто решил"), "лист «Приказ»: нет строки «Кто решил». Верните, как было."),
        (lambda book: setattr(book.rows["A3"], "value", f"{DIGEST_LINE}{'0' * 64}"), "SHA-256 документа"),
        (lambda book: book.put(9, deadline="к дате: 01.01.2030"), "читается иначе или ячейка изменена"),
    ],
)  # fmt: skip
def test_a_book_taken_apart_is_refused(roadmap, change, said):
    assert said in "\n".join(misfits(filled(roadmap, change), roadmap))


def test_a_book_of_another_document_or_edition_is_refused_once(roadmap):
    other = replace(roadmap, sha256="0" * 64, file="новая редакция.docx")
    (found,) = misfits(filled(roadmap), other)

    assert "решения по другому файлу: «zarechny_municipality.docx»" in found
    assert "«новая редакция.docx»" in found


def without_seal(book):
    book.book[SEAL_SHEET].sheet_state = "visible"
    book.book.remove(book.book[SEAL_SHEET])


def packed(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, text in parts.items():
            package.writestr(name.replace("__", "/").replace("_", "."), text)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "файл пуст"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "файл старого формата (XLS) или книга под паролем",
        ),
        ("№ строки;Решение\n1;принять прочитанное\n".encode(), "текст (CSV или TOML)"),
        (b"<html><body><table></table></body></html>", "страница HTML"),
        (packed(content_xml="<a/>"), "файл OpenDocument"),
        (packed(xl__workbook_xml="<a"), "часть «xl/workbook.xml» не читается"),
        (packed(xl__workbook_xml="<workbook/>"), "не книга проверки"),
        (b"PK\x03\x04 torn", "файл другого формата"),
    ],
)
def test_what_is_no_filled_book_is_told_in_words(roadmap, content, said):
    with pytest.raises(DocumentError) as refused:
        read_review(content, "проверка.xlsx", roadmap)

    assert said in str(refused.value)
    assert "vekha read" in str(refused.value) or "сохраните" in str(refused.value)


def test_a_book_whose_seal_was_removed_is_not_ours(roadmap):
    with pytest.raises(DocumentError, match="не книга проверки"):
        decided(filled(roadmap, without_seal), roadmap)


def texts_of(texts):
    item = plans.item(1, plans.by(date(2026, 10, 1)), plans.SCHOOLS)
    return replace(item, title=texts[0], deadline_text=texts[1], executor_text=texts[2], result_text=texts[3])


def written(texts):
    """The printed cells of a row with these texts, as they come back, and whether any is a formula."""
    content = review_xlsx(plans.roadmap(texts_of(texts)))
    sheet = cells_of(content)[ROWS_SHEET]
    row = [sheet.get((FIRST, at)) for at in (3, 4, 6, 8)]
    return content, [cell.text if cell else "" for cell in row], any(cell and cell.formula for cell in row)


SAYABLE = st.characters(exclude_categories=("Cs",), exclude_characters="\x00\ufffe\uffff")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(SAYABLE), st.sampled_from(RISKY)), min_size=4, max_size=4))
def test_the_text_of_a_cell_comes_back_unchanged_and_never_as_a_formula(texts):
    assert (texts, False) == written(texts)[1:]


@pytest.mark.parametrize("text", RISKY)
def test_a_cell_that_looks_like_a_formula_is_text_to_other_programs(text):
    content, *_ = written([text] * 4)
    cell = load_workbook(io.BytesIO(content))[ROWS_SHEET].cell(FIRST, 3)

    assert ("s", True, "@", None) == (cell.data_type, cell.quotePrefix, cell.number_format, cell.hyperlink)


def test_a_cell_longer_than_excel_holds_is_cut_with_a_mark_and_still_comes_back():
    plan = plans.roadmap(texts_of(["длинное " * 5000, "до 01.10.2026", "ОО", "Приказ"]))

    assert 1 == len(decided(review_xlsx(plan), plan).items)
    assert "обрезано" in cells_of(review_xlsx(plan))[ROWS_SHEET][FIRST, 3].text


def test_doubts_are_coloured_and_told_in_a_note(roadmap):
    book = Filling(review_xlsx(roadmap))
    number, title = book.cell(7, "number"), book.cell(7, "title")

    assert "такой номер напечатан ещё раз" in number.comment.text
    assert ("FFFFF2CC", None) == (number.fill.fgColor.rgb, title.comment)
    assert "F8CBAD" in book.cell(14, "executors").fill.fgColor.rgb
    assert book.rows.freeze_panes == f"D{FIRST}"
    assert book.rows.auto_filter.ref
    assert "veryHidden" == book.book[SEAL_SHEET].sheet_state
    offered = [rule.formula1 for rule in book.rows.data_validations.dataValidation if rule.type == "list"]
    assert any("принять прочитанное,другая формулировка" in one for one in offered)


def test_the_sheets_beside_the_rows_hold_the_rest_and_the_count_of_words(roadmap):
    sheets = cells_of(review_xlsx(roadmap))

    assert [
        ROWS_SHEET,
        POINTS,
        ORDER_SHEET,
        "Замечания",
        "Кто кого ждёт",
        "Вне плана",
        "Не прочитано",
        "Счёт слов",
        SEAL_SHEET,
    ] == [*sheets]
    assert str(roadmap.coverage.source_words) in {cell.text for cell in sheets["Счёт слов"].values()}
    assert len(roadmap.rest) + 1 == max(row for row, _ in sheets["Вне плана"])


@pytest.mark.system
@needs_office
def test_a_book_saved_by_libreoffice_is_the_same(roadmap, tmp_path):
    (tmp_path / "book.xlsx").write_bytes(filled(roadmap, lambda book: book.put(16, phrase=None)))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    program = office_program()
    command = [program, home, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(tmp_path / "book.xlsx")], check=True, capture_output=True, timeout=120)
    resaved = (tmp_path / "out" / "book.xlsx").read_bytes()

    assert resaved != (tmp_path / "book.xlsx").read_bytes()
    assert decided(filled(roadmap), roadmap) == read_review(resaved, "book.xlsx", roadmap)


SHEET = "xl/worksheets/sheet1.xml"
MILLIONS = b"A" * 60_000_000


@pytest.mark.parametrize(
    ("part", "change", "said"),
    [
        (
            SHEET,
            lambda xml: xml.replace(b"</sheetData>", MILLIONS + b"</sheetData>"),
            "слишком большой объём",
        ),
        ("xl/workbook.xml", lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml, "сущности (DTD)"),
        (SHEET, lambda xml: xml[: len(xml) // 2], f"часть «{SHEET}» не читается"),
    ],
)
def test_a_hostile_book_is_a_message(roadmap, part, change, said):
    with pytest.raises(DocumentError) as refused:
        read_review(with_part(filled(roadmap), part, change), "проверка.xlsx", roadmap)

    assert said in str(refused.value)


def test_a_damaged_book_is_refused_or_means_the_same(roadmap):
    whole = filled(roadmap)
    expected, chance = decided(whole, roadmap), random.Random(7)
    for _ in range(60):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        with suppress(DocumentError, DecisionsError):
            assert expected == decided(bytes(damaged), roadmap)
