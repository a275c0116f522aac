import pytest
from hypothesis import given
from hypothesis import strategies as st

from vekha.domain.obligations import Figure
from vekha.rules.incoming import MAX_NAME, PaperError, check_size, read_figure, safe_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("приказ № 7.pdf", "приказ № 7.pdf"),
        ("C:\\Users\\head\\приказ.pdf", "приказ.pdf"),
        ("../../etc/passwd", "passwd"),
        ("счёт\u202efdp.exe", "счётfdp.exe"),
        ("план\r\nBcc: x.pdf", "планBcc: x.pdf"),
        ("\u200b\u2066", "без имени"),
        ("..", "без имени"),
        ("й".replace("й", "и\u0306") + ".pdf", "й.pdf"),
        ("о" * 300 + ".docx", "о" * 250 + ".docx"),
    ],
)
def test_a_display_name_is_only_a_name(name, shown):
    assert shown == safe_name(name)


@given(st.text())
def test_any_name_becomes_a_short_printable_one(name):
    shown = safe_name(name)
    assert 0 < len(shown) <= MAX_NAME
    assert shown.isprintable()
    assert shown == safe_name(shown)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("доля педагогов=12/40", Figure("доля педагогов", 12, 40)),
        ("доля = 12,5 / 40", Figure("доля", 12.5, 40)),
        ("число пар=7", Figure("число пар", 7, None)),
        ("доля (a=b)=1/2", Figure("доля (a=b)", 1, 2)),
        ("охват=1 200/2\u00a0400", Figure("охват", 1200, 2400)),
    ],
)
def test_a_figure_is_read_from_its_text(text, figure):
    assert figure == read_figure(text)


@pytest.mark.parametrize(
    "text", ["", "доля", "=1/2", "доля=", "доля=1/", "доля=a/b", "доля=nan", "доля=1e99"]
)
def test_a_bad_figure_is_refused_with_its_text(text):
    with pytest.raises(PaperError, match=r"Показатель|показателе"):
        read_figure(text)


def test_a_large_file_is_refused_by_name_size_and_limit():
    expected = "Файл «a.b.tif» (30,5 МБ) больше 25 МБ. Сожмите его или разделите на части."
    assert expected == check_size("a.b.tif", int(30.5 * 1024**2))
