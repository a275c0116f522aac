from datetime import date

import pytest

from vekha.domain.life import Ground, PaperKind
from vekha.rules.grounds import GroundError, check_ground, ground_title, read_act

DAY = date(2026, 2, 1)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("приказ № 5 от 01.02.2026", PaperKind.ORDER, "5"),
        ("Приказ №5-од от 1 февраля 2026 г.", PaperKind.ORDER, "5-од"),
        ("приказом N 12/3 от 01.02.2026 года", PaperKind.ORDER, "12/3"),
        ("распоряжение № 7-р от 2026-02-01", PaperKind.DIRECTIVE, "7-р"),
        ("Постановление администрации № 101 от 01.02.2026", PaperKind.RESOLUTION, "101"),
        ("письмо № 01-20/33 от 1 февраля 2026 года", PaperKind.LETTER, "01-20/33"),
        ("служебная записка № 4 от 01.02.2026", PaperKind.MEMO, "4"),
        ("докладная № 4 от 01.02.2026", PaperKind.MEMO, "4"),
        ("№ 5 от 01.02.2026", PaperKind.ACT, "5"),
        ("5 от 01.02.2026", PaperKind.ACT, "5"),
        ("приказ № 5 - ОД от 01.02.2026", PaperKind.ORDER, "5 - ОД"),
        ("приказ б/н от 01.02.2026", PaperKind.ORDER, "б/н"),
        ("приказ  №\u00a05\u00a0от\u00a001.02.2026", PaperKind.ORDER, "5"),
    ],
)
def test_a_paper_is_named_as_people_write_it(text, kind, number):
    assert Ground("Причина", kind, number, DAY) == read_act(text, " Причина ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Назовите бумагу"),
        ("   ", "Назовите бумагу"),
        ("приказ", "номер и дату"),
        ("приказ № 5", "номер и дату"),
        ("приказ от 01.02.2026", "номер и дату"),
        ("приказ № 5 к приказу № 6 от 01.02.2026", "номер и дату"),
        ("приказ № 5 от 31.02.2026", "Не разобрана дата"),
        ("приказ № 5 от 31 февраля 2026", "Не разобрана дата"),
        ("приказ № 5 от вчера", "Не разобрана дата"),
        ("открытка № 5 от 01.02.2026", "открытка"),
        (f"приказ № {'1' * 101} от 01.02.2026", "длиннее 100"),
    ],
)
def test_what_is_no_paper_is_told_in_words(text, said):
    with pytest.raises(GroundError, match=said):
        read_act(text, "Причина")


def test_a_paper_of_tomorrow_is_no_ground_yet():
    with pytest.raises(GroundError, match="ещё не наступил"):
        check_ground(read_act("приказ № 5 от 01.02.2026", "Причина"), date(2026, 1, 31))
    check_ground(read_act("приказ № 5 от 01.02.2026", "Причина"), DAY)


def test_a_paper_reads_back_as_it_was_named():
    assert "распоряжение № 7-р от 01.02.2026" == ground_title(
        read_act("распоряжение № 7-р от 01.02.2026", "")
    )
    assert "" == ground_title(Ground("Причина"))
