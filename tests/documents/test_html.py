"""Pages as Word, LibreOffice and sites write them."""

import pytest
from tests.documents.made_docx import HEADER, ROWS

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits
from vekha.documents.readers import read_source
from vekha.documents.roadmap import roadmap_of


def row(*cells):
    made = (one if one.startswith("<td") else f"<td>{one}</td>" for one in cells)
    return f"<tr>{''.join(made)}</tr>"


def table(*rows):
    return f"<table>{''.join(rows)}</table>"


def page(inner, head=""):
    return f"<html><head>{head}</head><body>{inner}</body></html>"


PLAN = page("<p>План на 2026 год</p>" + table(row(*HEADER), *(row(*one) for one in ROWS)))


def source_of(inner):
    return read_source(page(inner).encode(), "f.html")


def grid_of(inner):
    (found,) = source_of(inner).tables()
    return [[one.text for one in line.cells] for line in found.rows]


def lines_of(inner):
    return [line.text for line in source_of(inner).lines() if line.text]


def test_a_page_is_read():
    roadmap = roadmap_of(PLAN.encode(), "f.html")

    assert [row[1] for row in ROWS] == [item.title for item in roadmap.items]
    assert 0 == roadmap.coverage.lost


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("cp1251", "windows-1251"), ("koi8-r", "koi8-r"), ("utf-8", ""), ("cp1251", ""), ("utf-16", ""),
     ("utf-8", "windows-1251"), ("utf-8", "no-such-charset")],
)  # fmt: skip
def test_a_page_is_decoded_by_what_it_declares_or_is(encoding, declared):
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    content = PLAN.replace("<head>", f"<head>{meta}").replace("№", "N").encode(encoding)

    if (encoding, declared) == ("utf-8", "windows-1251"):
        with pytest.raises(DocumentError):  # a page that lies about its charset is no plan
            roadmap_of(content, "f.html")
    else:
        assert "Проверка столовых" == roadmap_of(content, "f.html").items[0].title


def test_spans_are_filled_and_capped():
    assert [["а", "а", "б"], ["в", "г", "б"]] == grid_of(
        table(row("<td colspan=2>а</td>", "<td rowspan=2>б</td>"), row("в", "г"))
    )
    huge = grid_of(table(row('<td colspan="100000000">а</td>'), row("<td rowspan=999999999>б</td>", "в")))
    assert [63, 2] == [len(line) for line in huge]


def test_text_of_nested_blocks_is_taken_once():
    assert [["раз\n- два\n- три"]] == grid_of(
        table(row("<td><div><p>раз</p></div><ul><li><p>два</p></li><li>три</li></ul></td>"))
    )
    assert ["1. раз", "2. два"] == lines_of("<ol><li><p>раз</p></li><li>два</li></ol>")
    assert ["до", "после"] == lines_of("<div>до<p>после</p></div>")


def test_blanks_are_folded_and_breaks_kept():
    assert [["до 15 мая\n2026 г."]] == grid_of(table(row("<td>до&nbsp;15\n  <b>мая</b><br>2026 г.</td>")))
    assert ["а\tб".replace("\t", " "), "в"] == lines_of("<pre>а б\nв</pre>")


def test_a_number_column_made_of_lists_has_its_numbers():
    assert [["1."], ["2."]] == grid_of(
        table(row("<td><ol><li><p></p></ol></td>"), row("<td><ol start=2><li><p></p></ol></td>"))
    )


def test_a_table_that_only_places_another_is_looked_through():
    inner = table(*(row(*one) for one in (HEADER, *ROWS)))
    outer = f"<table><tr><td>Меню</td></tr><tr><td><p>План на 2026 год</p>{inner}</td></tr></table>"

    assert 3 == len(roadmap_of(page(outer).encode(), "f.html").items)


def test_scripts_styles_and_hidden_text_are_no_text():
    source = source_of(
        "<style>p {}</style><script>var срок = 1</script><p>видно</p>"
        "<p style='display: none'>спрятано</p><iframe src='http://example.test/'></iframe>"
    )

    assert "видно" == source.raw_text.strip()
    assert ("скрытый текст страницы: 1", "вложенные страницы и объекты: 1") == source.unread


def test_changes_are_taken_as_accepted_and_said():
    rows = (
        row(*HEADER),
        row("1", "<td>Проверка <del>старых</del><ins>новых</ins> столовых</td>", *ROWS[0][2:]),
    )

    (item,) = roadmap_of(page(table(*rows)).encode(), "f.html").items

    assert "Проверка новых столовых" == item.title
    assert "tracked_changes" in item.anomalies


def test_word_conditionals_leave_their_text():
    number = (
        "<p><![if !supportLists]><span>1.<span>&nbsp;&nbsp;</span></span><![endif]>Утвердить<o:p></o:p></p>"
    )

    assert ["1. Утвердить"] == lines_of(number)


def test_remote_pictures_and_styles_are_not_fetched():
    remote = "<link rel=stylesheet href='http://example.test/a.css'><img src='http://example.test/a.png'>"

    assert 3 == len(roadmap_of(PLAN.replace("<p>", f"{remote}<p>", 1).encode(), "f.html").items)


@pytest.mark.parametrize("tag", ["<table><tr><td>", "<div>", "<b>"])
def test_endless_nesting_is_refused(tag):
    with pytest.raises(DocumentError, match="вложенность"):
        read_source(page(tag * 3000 + "текст").encode(), "f.html")


def test_entities_of_a_doctype_mean_nothing():
    bomb = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/hostname">]>' + page(
        "<p>&a;&b;</p>"
    )

    assert "hostname" not in read_source(bomb.encode(), "f.html").raw_text.replace("file:///etc/hostname", "")


def test_a_page_beyond_the_limit_of_a_text_is_refused():
    with pytest.raises(DocumentError, match="страница больше"):
        roadmap_of(PLAN.encode(), "f.html", Limits(text_bytes=10))
