"""What an ODT holds: covered cells, repeats, lists with numbers, what is not read."""

import pytest
from tests.documents.made_docx import HEADER, ROWS
from tests.documents.made_odt import SPACES, cell, covered, package, paragraph, plan, row, table

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits
from vekha.documents.readers import read_source
from vekha.documents.roadmap import roadmap_of

LISTS = (
    '<text:list-style style:name="L1">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="."'
    ' text:display-levels="2"/></text:list-style>'
    '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1"/></text:list-style>'
)


def listed(inner, style="L1", more='text:continue-numbering="true"'):
    return f'<text:list text:style-name="{style}" {more}><text:list-item>{inner}</text:list-item></text:list>'


def grid_of(inner, lists=""):
    (found,) = read_source(package(inner, lists), "f.odt").tables()
    return [[one.text for one in line.cells] for line in found.rows]


def test_an_odt_is_read():
    roadmap = roadmap_of(plan(), "f.odt")

    assert [row[1] for row in ROWS] == [item.title for item in roadmap.items]
    assert 0 == roadmap.coverage.lost


def test_covered_cells_belong_to_the_cell_over_them():
    wide, tall = 'table:number-columns-spanned="2"', 'table:number-rows-spanned="2"'
    grid = table(row(cell("а", wide), covered(), cell("б", tall)), row("в", "г", covered()))

    assert [["а", "а", "б"], ["в", "г", "б"]] == grid_of(grid)


def test_repeats_are_capped():
    far = 'table:number-columns-repeated="300000000"'
    rows = '<table:table-row table:number-rows-repeated="300000000"><table:table-cell/></table:table-row>'

    assert 63 == len(grid_of(table(row("а", cell("", far))))[0])
    assert 2 == len(grid_of(table(row("а"), rows)))
    with pytest.raises(DocumentError, match="больше 63 столбцов"):
        read_source(package(table(row(cell("а", far)))), "f.odt")
    with pytest.raises(DocumentError, match="больше 5000 строк"):
        read_source(package(table(rows.replace("<table:table-cell/>", cell("а")))), "f.odt")


def test_numbers_of_lists_are_printed():
    inner = "<text:list><text:list-item><text:p/></text:list-item></text:list>"
    cells = (listed("<text:p/>", more=""), listed(inner), listed(inner), listed("<text:p/>"))
    grid = table(*(row(cell(one), "текст") for one in cells))

    assert ["1.", "1.1.", "1.2.", "2."] == [line[0] for line in grid_of(grid, LISTS)]


def test_points_of_a_bullet_list_keep_their_dash():
    points = listed(paragraph("раз"), "L2") + listed(paragraph("два"), "L2")

    assert [["Состав:\n- раз\n- два"]] == grid_of(table(row(cell(paragraph("Состав:") + points))), LISTS)


def test_deleted_text_is_left_out_and_the_change_is_said():
    changed = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>прежнее</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    )
    content = package(
        changed + table(row(*HEADER), row(cell("<text:p>1<text:change/></text:p>"), *ROWS[0][1:]))
    )

    roadmap = roadmap_of(content, "f.odt")

    assert "tracked_changes" in roadmap.items[0].anomalies
    assert "прежнее" not in str(roadmap)


def test_what_is_not_read_is_listed():
    box = "<text:p><draw:frame><draw:text-box><text:p>надпись</text:p></draw:text-box></draw:frame></text:p>"
    note = "<text:p>а<text:note><text:note-body><text:p>сноска</text:p></text:note-body></text:note></text:p>"
    footer = f"<a {SPACES}><style:footer><text:p>страница</text:p></style:footer></a>"

    source = read_source(package(box + note), "f.odt")
    running = read_source(package(paragraph("а"), styles=footer), "f.odt")

    assert ("надписи (text box): 1", "сноски: 1") == source.unread
    assert ("нижний колонтитул",) == running.unread


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (package(paragraph("а")).replace(b"content.xml", b"content.xmk"), "это архив"),
        (package("<text:p>"), "не читается"),
        (package(paragraph("а"), **{"META-INF__manifest": "<a><encryption-data/></a>"}), "зашифрован"),
        (package("<text:section>" * 1000 + "</text:section>" * 1000), "вложенность документа больше 256"),
        (package(table(row("а" * 20_001))), "больше 20000 знаков"),
        (package(table(row(*"а" * 64))), "больше 63 столбцов"),
    ],
)
def test_a_hostile_odt_is_a_message(content, said):
    with pytest.raises(DocumentError, match=said):
        roadmap_of(content, "f.odt")


def test_the_limits_of_a_package_hold():
    content = package(paragraph("а"), Object__content="<a/>")
    with pytest.raises(DocumentError, match="больше 1 частей"):
        roadmap_of(content, "f.odt", Limits(zip_entries=1))
