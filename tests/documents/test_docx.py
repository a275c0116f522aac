"""What a Word file shows is read: merged cells, tracked changes, content controls, numbers Word computes."""

from contextlib import suppress

import pytest
from tests.documents.made_docx import (
    HEADER,
    ROWS,
    W,
    body,
    cell,
    package,
    paragraph,
    plan,
    row,
    run,
    table,
)

from vekha.documents.errors import DocumentError
from vekha.documents.limits import LIMITS, Limits
from vekha.documents.readers import read_source
from vekha.documents.roadmap import roadmap_of


def grid_of(inner):
    source = read_source(package(body(inner)), "f.docx")
    return [[one.text for one in line.cells] for found in source.tables() for line in found.rows]


def test_a_cell_over_columns_fills_them_all():
    assert [["1", "Раздел", "Раздел"], ["a", "b", "c"]] == grid_of(
        table(row("1", cell("Раздел", '<w:gridSpan w:val="2"/>')), row("a", "b", "c"))
    )


def test_a_cell_over_rows_fills_them_all_and_is_one_source():
    merged = table(
        row(*HEADER),
        row(
            "1.",
            "Первое",
            "до 15 мая 2026 г.",
            cell("Руководители ОО", '<w:vMerge w:val="restart"/>'),
            "Приказ ОО",
        ),
        row("2.", "Второе", "до 20 мая 2026 г.", cell("", "<w:vMerge/>"), "Приказ ОО"),
    )

    roadmap = roadmap_of(package(body(paragraph("План на 2026 год") + merged)), "f.docx")

    assert ["Руководители ОО", "Руководители ОО"] == [item.executor_text for item in roadmap.items]
    assert [(), ("merged_cell_shared",)] == [item.anomalies for item in roadmap.items]
    assert 0 == roadmap.coverage.lost


def test_insertions_are_taken_and_deletions_left_out():
    changed = (
        f"<w:p>{run('было ')}<w:ins>{run('стало')}</w:ins>"
        "<w:del><w:r><w:delText>нет</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('уехало')}</w:moveFrom><w:hyperlink>{run(' ссылка')}</w:hyperlink>"
        f"<w:sdt><w:sdtContent>{run(' поле')}</w:sdtContent></w:sdt>"
        f"<w:smartTag>{run(' тег')}</w:smartTag></w:p>"
    )
    source = read_source(package(body(f"{changed}{table(row('a'))}")), "f.docx")

    assert "было стало ссылка поле тег" == next(source.lines()).text
    assert 3 == source.tracked_changes


def test_a_row_with_tracked_changes_is_for_review():
    inserted = f"<w:tc><w:p><w:ins>{run('Приказ ОО')}</w:ins></w:p></w:tc>"
    rows = (row(*ROWS[0]), row(*ROWS[1][:4], inserted))

    roadmap = roadmap_of(package(body(paragraph("План на 2026 год") + table(row(*HEADER), *rows))), "f.docx")

    assert "Приказ ОО" == roadmap.items[1].result_text
    assert [(), ("tracked_changes",)] == [item.anomalies for item in roadmap.items]


def test_a_deleted_row_is_no_row():
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('нет')}</w:tr>"

    assert [["есть"]] == grid_of(table(gone, row("есть")))


def test_a_row_in_a_content_control_is_a_row():
    kept = f"<w:sdt><w:sdtContent>{row('в поле')}</w:sdtContent></w:sdt>"

    assert [["в поле"], ["просто"]] == grid_of(table(kept, row("просто")))


def test_text_of_a_nested_table_stays_in_its_cell():
    nested = f"<w:tc>{paragraph('вне')}{table(row('внутри', 'рядом'))}{paragraph('')}</w:tc>"

    assert [["вне\nвнутри\nрядом", "b"]] == grid_of(table(row(nested, "b")))


def test_breaks_and_tabs_part_words():
    split = "<w:p><w:r><w:t>раз</w:t><w:br/><w:t>два</w:t><w:tab/><w:t>три</w:t></w:r></w:p>"

    assert [["раз\nдва три"]] == grid_of(table(row(f"<w:tc>{split}</w:tc>")))


def test_numbers_that_word_computes_are_printed():
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl>'
        '</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )

    def numbered(depth):
        return (
            f'<w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="7"/></w:numPr></w:pPr>'
            "</w:p></w:tc>"
        )

    grid = table(*(row(numbered(depth), "текст") for depth in (0, 1, 1, 0, 1)))
    source = read_source(package(body(grid), word__numbering=numbering), "f.docx")

    shown = [line.cells[0].text for line in next(source.tables()).rows]
    assert ["1.", "1.1.", "1.2.", "2.", "2.1."] == [text.strip() for text in shown]


def test_what_is_not_read_is_listed():
    box = f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('надпись')}</w:txbxContent></w:pict></w:r></w:p>"
    footer = f"<w:ftr {W}>{paragraph('страница')}</w:ftr>"
    empty = f"<w:hdr {W}><w:p/></w:hdr>"

    source = read_source(package(body(box), word__footer1=footer, word__header1=empty), "f.docx")

    assert ("надписи (text box): 1", "нижний колонтитул") == source.unread


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (package(f'<!DOCTYPE d [<!ENTITY a "b">]>{body(paragraph("&a;"))}'), "DTD"),
        (package(f'<!DOCTYPE d SYSTEM "file:///etc/hostname">{body("")}'), "DTD"),
        (package(body("<w:p>")), "не читается"),
        (package("<a/>"), "нет текста Word"),
        (package(body("<w:p>" * 1000 + "</w:p>" * 1000)), "вложенность документа больше 256"),
        (package(body(table(row(cell("a", '<w:gridSpan w:val="300000000"/>'))))), "больше 63 столбцов"),
        (package(body(table(row(cell("a", f'<w:gridSpan w:val="{"9" * 5000}"/>'))))), "больше 63 столбцов"),
        (package(body(table(row(*"a" * 64)))), "больше 63 столбцов"),
        (package(body(table(row("a" * 20_001)))), "больше 20000 знаков"),
        (package(body(" " * 60_000_000)), "слишком большой"),
        (package(body(""), word__embedded=""), None),
    ],
)
def test_a_hostile_package_is_a_message(content, said):
    with pytest.raises(DocumentError) as caught:
        roadmap_of(content, "f.docx")

    if said:
        assert said in str(caught.value)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(table_rows=2), "больше 2 строк"),
        (Limits(tables=0), "больше 0 таблиц"),
        (Limits(cells=5), "больше 5 ячеек"),
        (Limits(zip_entries=1), "больше 1 частей"),
        (Limits(zip_part_bytes=10), "слишком большой"),
        (Limits(zip_total_bytes=10), "слишком большой"),
        (Limits(file_bytes=10), "файл больше"),
    ],
)
def test_each_limit_refuses_with_a_message(limits, said):
    with pytest.raises(DocumentError, match=said):
        roadmap_of(plan(*ROWS), "f.docx", limits)


def test_an_encrypted_part_is_refused():
    content = bytearray(plan(*ROWS))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1  # the flag of the first entry in the central directory

    with pytest.raises(DocumentError, match="зашифрован"):
        roadmap_of(bytes(content), "f.docx")


@pytest.mark.parametrize("step", range(0, 100, 4))
def test_a_truncated_or_flipped_file_is_a_message_or_a_roadmap(step):
    content = plan(*ROWS)
    at = len(content) * step // 100
    flipped = bytearray(content)
    flipped[at] ^= 0x55

    for broken in (content[:at], bytes(flipped)):
        with suppress(DocumentError):
            assert roadmap_of(broken, "f.docx", LIMITS).items
