import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import docx
import openpyxl
import pytest
from sqlalchemy import select
from tests import cast
from tests.obligation_rows import Plan, owe
from tests.paper_story import AS_OF, CONTROLLER, QUARTER, SPECIALIST

from vekha.actions.report import Order, PaperKind, UnknownFormatError, report
from vekha.actions.review import Ruling, review
from vekha.actions.roll_up import NoFiguresError, roll_up
from vekha.actions.verify import verify
from vekha.domain.organisations import Actor
from vekha.reports.out_files import NoFolderError
from vekha.storage.journal_tables import journal, papers

MEMO = Order(PaperKind.MEMO, cast.ZARECHNY.id, QUARTER, AS_OF)
REGISTER = replace(MEMO, kind=PaperKind.REGISTER)
NOW = AS_OF + timedelta(hours=1)


def content(done):
    return {Path(path).suffix[1:]: Path(path).read_bytes() for path in done.files}


def words(packed):
    document = docx.Document(io.BytesIO(packed))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def sheet(packed):
    return openpyxl.load_workbook(io.BytesIO(packed))["Реестр"]


def test_memo_register_and_roll_up_say_the_same(lived, tmp_path):
    memo = report(lived, MEMO, tmp_path, SPECIALIST, NOW)
    register = report(lived, REGISTER, tmp_path, SPECIALIST, NOW)
    rolled = roll_up(lived, cast.ZARECHNY_VIEW, cast.ZARECHNY.id, QUARTER, AS_OF)
    assert rolled.tree.total == memo.total == register.total
    assert memo.figures_sha256 == register.figures_sha256
    total = memo.total
    assert (15, 4, 1, 8, 2) == (total.base, total.in_time, total.late, total.not_done, total.on_review)
    assert (1, 1, 1) == (total.review_in_time, total.review_late, total.returned)
    assert [cast.SCHOOL_3.name] == [each.name for each in rolled.silent] == list(memo.silent)


def test_the_memo_says_it_in_russian(sqlite_lived, tmp_path):
    found = content(report(sqlite_lived, MEMO, tmp_path, SPECIALIST, NOW))
    text = words(found["docx"])
    for expected in (
        "об исполнении дорожной карты за I квартал 2026 года",
        "По состоянию на 18:00 (МСК) 31 марта 2026 года",
        "За I квартал 2026 года наступил срок 15\u00a0обязательств: исполнено в срок — 4 (26,7\u00a0%)",
        "Средняя задержка исполненного с нарушением — 7\u00a0дней.",
        "Срок наступил у 3 организаций, ничего не представила 1\u00a0организация.",
        "МАОУ «Гимназия № 3»",
        "Нет подписи директора",
        "внесено задним числом".capitalize(),
        "Выводы (заполняет составитель)",
        "Заместитель начальника Мостовая Анна Сергеевна",
    ):
        assert expected in text
    assert "<до 3 лет> & молодых" in text
    assert "&lt;до 3 лет&gt; &amp; молодых" in found["html"].decode()


def test_indicators_are_sums_of_accepted_papers(lived, tmp_path):
    document = docx.Document(io.BytesIO(content(report(lived, MEMO, tmp_path, SPECIALIST, NOW))["docx"]))
    table = next(one for one in document.tables if one.cell(0, 0).text == "Показатель")
    seen = [tuple(cell.text.replace("\u00a0", " ") for cell in row.cells) for row in table.rows[1:]]
    assert [
        ("Доля молодых педагогов с наставником", "№ 1", "13", "20", "65,0 %", "2", "план не задан"),
        ("Число пар", "№ 1", "1 200", "—", "—", "1", "план не задан"),
    ] == seen


def test_the_hash_on_the_paper_is_of_the_archived_figures(sqlite_lived, tmp_path):
    done = report(sqlite_lived, MEMO, tmp_path, SPECIALIST, NOW)
    with sqlite_lived.begin() as conn:
        (archived,) = conn.execute(select(papers)).all()
    assert hashlib.sha256(archived.figures.encode()).hexdigest() == archived.figures_sha256
    assert done.figures_sha256 == archived.figures_sha256
    ids = json.loads(archived.figures)["obligations"]
    assert {"in_time": 4, "late": 1, "not_done": 8, "on_review": 2} == {
        name: len(found) for name, found in ids.items()
    }
    assert all(done.figures_sha256 in text for text in (words(content(done)["docx"]),))
    assert verify(sqlite_lived) == ()


def test_the_heads_are_marked_before_the_paper(sqlite_lived, tmp_path):
    report(sqlite_lived, MEMO, tmp_path, SPECIALIST, NOW)
    with sqlite_lived.begin() as conn:
        actions = conn.execute(select(journal.c.action).where(journal.c.at == NOW)).scalars().all()
    assert {"mark_heads", "report"} == set(actions)


def test_a_register_holds_dates_and_numbers_and_no_formula(sqlite_lived, tmp_path):
    found = sheet(content(report(sqlite_lived, REGISTER, tmp_path, SPECIALIST, NOW))["xlsx"])
    titles = [cell.value for cell in found[5]]
    rows = [dict(zip(titles, row, strict=True)) for row in found.iter_rows(min_row=6, values_only=True)]
    assert len(rows) == 15
    mended = next(row for row in rows if row["Пункт"] == "1.2" and row["Организация"] == "СШ № 1")
    assert datetime(2026, 2, 20) == mended["Срок"]  # noqa: DTZ001 - a sheet knows no zones
    assert datetime(2026, 3, 2, 12) == mended["Сдано"]  # noqa: DTZ001
    assert ("исполнено в срок", 5, 1) == (
        mended["Итог"],
        mended["У проверяющего, дней"],
        mended["Возвратов"],
    )
    formulas = [cell.data_type for row in found.iter_rows() for cell in row if cell.data_type == "f"]
    assert [] == formulas
    assert any(str(row["Мероприятие"]).startswith("=СУММ") for row in rows)
    assert ("E6", f"A5:W{5 + 15}") == (found.freeze_panes, found.auto_filter.ref)


def test_the_same_facts_give_the_same_bytes_after_later_acts(sqlite_lived, tmp_path):
    before = content(report(sqlite_lived, MEMO, tmp_path / "1", SPECIALIST, AS_OF))
    before |= content(report(sqlite_lived, REGISTER, tmp_path / "1", SPECIALIST, AS_OF))
    lying = next(row for row in owed_on_review(before["xlsx"]))
    review(sqlite_lived, lying, Ruling(True), CONTROLLER, NOW)
    owe(sqlite_lived, cast.SCHOOL_3, Plan("2.5", due=date(2026, 3, 20), issued_at=NOW))
    after = content(report(sqlite_lived, MEMO, tmp_path / "2", SPECIALIST, NOW + timedelta(days=9)))
    after |= content(report(sqlite_lived, REGISTER, tmp_path / "2", SPECIALIST, NOW + timedelta(days=9)))
    assert before == after


def owed_on_review(packed):
    found = sheet(packed)
    titles = [cell.value for cell in found[5]]
    for row in found.iter_rows(min_row=6, values_only=True):
        named = dict(zip(titles, row, strict=True))
        if named["Итог"] == "на проверке":
            yield named["Номер обязательства"]


def test_no_member_of_a_paper_tells_when_it_was_packed(sqlite_lived, tmp_path):
    done = report(sqlite_lived, MEMO, tmp_path, SPECIALIST, NOW)
    with zipfile.ZipFile(next(path for path in done.files if path.endswith("docx"))) as packed:
        assert {(1980, 1, 1, 0, 0, 0)} == {member.date_time for member in packed.infolist()}
        assert "2026-03-31T15:00:00Z" in packed.read("docProps/core.xml").decode()


def test_a_docx_is_a4_with_page_numbers_headings_and_repeated_headers(sqlite_lived, tmp_path):
    document = docx.Document(
        io.BytesIO(content(report(sqlite_lived, MEMO, tmp_path, SPECIALIST, NOW))["docx"])
    )
    sizes = {(round(one.page_width.mm), round(one.page_height.mm)) for one in document.sections}
    assert {(210, 297), (297, 210)} == sizes
    footer = document.sections[0].footer.paragraphs[0].paragraph_format.element.xml
    assert "PAGE" in footer
    assert "NUMPAGES" in footer
    assert "2. Итоги" in [line.text for line in document.paragraphs if line.style.name == "Heading 1"]
    headers = [
        table.rows[0].height_rule is None and "w:tblHeader" in table.rows[0]._tr.xml
        for table in document.tables
    ]
    assert all(headers)
    assert document.tables


def test_nothing_to_count_is_said_and_not_zero(sqlite_lived, tmp_path):
    order = replace(MEMO, organisation_id=cast.POMORSKY.id)
    foreigner = Actor(cast.FOREIGN_CHIEF.id, cast.POMORSKY_VIEW)
    text = words(content(report(sqlite_lived, order, tmp_path, foreigner, NOW))["docx"])
    assert "ни один срок ещё не наступил: нет данных" in text
    assert "0,0" not in text


@pytest.mark.parametrize(
    ("order", "error", "complaint"),
    [
        (replace(MEMO, formats=("pdf",)), UnknownFormatError, "Есть: docx, html"),
        (replace(MEMO, as_of=NOW + timedelta(days=1)), NoFiguresError, "ещё не наступил"),
        (replace(MEMO, organisation_id=cast.POMORSKY.id), NoFiguresError, "видимых вам"),
        (replace(MEMO, as_of=datetime(2024, 1, 1, tzinfo=UTC)), NoFiguresError, "ещё нет"),
    ],
)
def test_what_cannot_be_printed_is_refused_and_nothing_is_archived(
    sqlite_lived, tmp_path, order, error, complaint
):
    with pytest.raises(error, match=complaint):
        report(sqlite_lived, order, tmp_path / "out", SPECIALIST, NOW)
    assert not (tmp_path / "out").exists()
    with sqlite_lived.begin() as conn:
        assert conn.execute(select(papers)).all() == []


def test_a_folder_that_cannot_be_written_is_refused(sqlite_lived, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(NoFolderError, match="--out"):
        report(sqlite_lived, MEMO, tmp_path / "out", SPECIALIST, NOW)
    with sqlite_lived.begin() as conn:
        assert conn.execute(select(papers)).all() == []
