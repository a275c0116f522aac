"""Each limit: what passes it is refused, the message names the setting, and the setting makes it readable."""

from dataclasses import fields, replace

import pytest
from tests.documents import made_docx, made_odt, made_xlsx
from tests.documents.made_docx import ROWS
from tests.documents.made_pdf import Paper, pdf
from tests.documents.made_pdf import plan as pdf_plan

from vekha.documents.errors import DocumentError
from vekha.documents.limits import LIMITS, TOO_MUCH, Limits
from vekha.documents.readers import read_source
from vekha.settings.document_settings import DocumentSettings
from vekha.settings.settings import load_settings

PLAIN = "План\tСрок\nДело\tмай 2026\n".encode()
PAGE = "<html><body><table><tr><td>а<td>б<td>в<tr><td>г<td>д<td>е</table>".encode()
SWITCHES = {"macros", "office_network", "ocr", "zip_ratio_from_bytes"}
OF_A_PROCESS = {"reading_seconds", "reading_cpu_seconds", "reading_memory_bytes", "office_seconds",
                "office_memory_bytes"}  # fmt: skip
OF_A_SCAN = {"ocr_pages", "ocr_pixels", "ocr_dpi", "ocr_page_seconds", "ocr_seconds"}
SWOLLEN = made_xlsx.with_part(made_docx.plan(), "word/document.xml", lambda xml: xml + b" " * 9000)
# limit, a value the document passes, a value it keeps to, the document
PASSED = (
    ("file_bytes", 20, 100_000, PLAIN),
    ("text_bytes", 20, 100_000, PLAIN),
    ("text_bytes", 20, 100_000, PAGE),
    ("zip_entries", 1, 100, made_docx.plan()),
    ("zip_total_bytes", 100, 10**8, made_odt.plan()),
    ("zip_part_bytes", 100, 10**8, made_xlsx.book()),
    ("zip_ratio", 2, 1_000, SWOLLEN),
    ("xml_depth", 6, 256, made_docx.plan()),
    ("xml_depth", 6, 256, made_odt.plan()),
    ("xml_depth", 3, 256, PAGE),
    ("grid_columns", 4, 5, made_docx.plan()),
    ("grid_columns", 4, 5, made_odt.plan()),
    ("grid_columns", 4, 5, made_xlsx.book()),
    ("grid_columns", 4, 5, pdf_plan()),
    ("grid_columns", 1, 2, PLAIN),
    ("grid_columns", 2, 3, PAGE),
    ("table_rows", 3, 4, made_docx.plan()),
    ("table_rows", 3, 4, made_odt.plan()),
    ("table_rows", 3, 4, made_xlsx.book()),
    ("table_rows", 3, 4, pdf_plan()),
    ("table_rows", 1, 2, PLAIN),
    ("table_rows", 1, 2, PAGE),
    ("tables", 0, 1, made_docx.plan()),
    ("tables", 0, 1, pdf_plan()),
    ("cell_chars", 5, 1_000, made_docx.plan()),
    ("cell_chars", 3, 1_000, PLAIN),
    ("cells", 5, 100, made_docx.plan()),
    ("cells", 5, 6, PAGE),
    ("pages", 1, 2, pdf(Paper().text(9, 9, "раз"), Paper().text(9, 9, "два"))),
    ("page_chars", 5, 10_000, pdf_plan()),
    ("page_points", 800, 900, pdf_plan()),
)  # fmt: skip


@pytest.mark.parametrize(("name", "least", "enough", "content"), PASSED, ids=lambda one: str(one)[:20])
def test_what_passes_a_limit_is_refused_and_a_setting_raises_it(name, least, enough, content, monkeypatch):
    narrow = replace(LIMITS, **{name: least}, **({"zip_ratio_from_bytes": 1} if name == "zip_ratio" else {}))

    with pytest.raises(DocumentError) as refused:
        read_source(content, "f", narrow)
    assert f"documents.{name} (VEKHA_DOCUMENTS_{name.upper()}), сейчас {least}" in str(refused.value)

    monkeypatch.setenv(f"VEKHA_DOCUMENTS_{name.upper()}", str(enough))
    monkeypatch.setenv("VEKHA_DOCUMENTS_ZIP_RATIO_FROM_BYTES", str(narrow.zip_ratio_from_bytes))
    assert read_source(content, "f", load_settings().documents.limits).raw_text


def test_a_sheet_that_reaches_too_far_is_named_and_a_setting_takes_it():
    content = made_xlsx.book(Свод=[("х",) * 9, *[("у",)] * 9])

    (unread,) = read_source(content, "f", replace(LIMITS, sheet_columns=8, sheet_rows=9)).unread

    assert "documents.sheet_columns" in unread
    assert () == read_source(content, "f", replace(LIMITS, sheet_columns=9, sheet_rows=10)).unread


def test_no_limit_is_without_a_test_and_a_message():
    names = {one.name for one in fields(Limits)}
    tested = {one[0] for one in PASSED} | {"sheet_rows", "sheet_columns"} | OF_A_PROCESS | OF_A_SCAN

    assert names - SWITCHES == tested
    assert names - SWITCHES == set(TOO_MUCH)


def test_every_limit_is_a_setting_with_the_same_default(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert LIMITS == DocumentSettings().limits
    assert LIMITS == load_settings().documents.limits
    assert {one.name for one in fields(Limits)} - {"ocr"} == set(DocumentSettings.model_fields)


def test_the_table_of_the_file_sets_limits(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vekha.toml").write_text(
        '[documents]\npages = 7\nfile_bytes = "50MiB"\nmacros = "refuse"\n', encoding="utf-8"
    )
    monkeypatch.setenv("VEKHA_DOCUMENTS_PAGES", "8")

    chosen = load_settings().documents.limits

    assert (8, 50 * 1024 * 1024, "refuse") == (chosen.pages, chosen.file_bytes, chosen.macros)


@pytest.mark.parametrize(
    "content",
    [(made_docx.plan(), "word/vbaProject.bin"), (made_xlsx.book(), "xl/vbaProject.bin"),
     (made_odt.plan(), "Basic/Standard/Module1.xml")],
    ids=["docm", "xlsm", "odt"],
)  # fmt: skip
def test_a_policy_refuses_macros_or_reads_the_text(content):
    made = made_xlsx.with_entry(*content)

    with pytest.raises(DocumentError, match=r'documents.macros = "refuse".*VEKHA_DOCUMENTS_MACROS=text'):
        read_source(made, "f", Limits(macros="refuse"))
    assert ROWS[0][1] in read_source(made, "f", Limits(macros="text")).raw_text
