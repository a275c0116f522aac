from datetime import UTC, date, datetime

import pytest

from vekha.domain.deadlines import Span
from vekha.reports.phrases import (
    at_instant,
    days,
    for_period,
    listed,
    of_obligations,
    percent,
    sent_nothing,
    share,
)

NBSP = "\u00a0"


def plain(text):
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("count", "owed", "absent"),
    [
        (0, "0 обязательств", "не представили 0 организаций"),
        (1, "1 обязательства", "не представила 1 организация"),
        (2, "2 обязательств", "не представили 2 организации"),
        (5, "5 обязательств", "не представили 5 организаций"),
        (11, "11 обязательств", "не представили 11 организаций"),
        (21, "21 обязательства", "не представила 21 организация"),
        (111, "111 обязательств", "не представили 111 организаций"),
        (122, "122 обязательств", "не представили 122 организации"),
    ],
)
def test_nouns_and_verbs_agree_with_their_number(count, owed, absent):
    assert owed == plain(of_obligations(count))
    assert absent == plain(sent_nothing(count))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0 дней"),
        (1, "1 день"),
        (2, "2 дня"),
        (5, "5 дней"),
        (21, "21 день"),
        (2.5, "2,5 дня"),
        (10.04, "10 дней"),
    ],
)
def test_days_are_declined(value, said):
    assert said == plain(days(value))


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), "за 2026 год"),
        (date(2025, 9, 1), date(2026, 8, 31), "за 2025/26 учебный год"),
        (date(2099, 9, 1), date(2100, 8, 31), "за 2099/00 учебный год"),
        (date(2026, 1, 1), date(2026, 6, 30), "за I полугодие 2026 года"),
        (date(2026, 7, 1), date(2026, 12, 31), "за II полугодие 2026 года"),
        (date(2026, 1, 1), date(2026, 3, 31), "за I квартал 2026 года"),
        (date(2026, 10, 1), date(2026, 12, 31), "за IV квартал 2026 года"),
        (date(2028, 2, 1), date(2028, 2, 29), "за февраль 2028 года"),
        (date(2026, 2, 1), date(2026, 3, 15), "за период с 01.02.2026 по 15.03.2026"),
    ],
)
def test_a_period_is_called_by_its_name(first, last, said):
    assert said == for_period(Span(first, last))


def test_a_share_of_nothing_is_no_data():
    assert share(0, 0) == percent(None) == "нет данных"
    assert plain(share(2, 3)) == "66,7 %"
    assert plain(share(0, 3)) == "0,0 %"


def test_an_instant_is_told_on_the_local_clock():
    instant = datetime(2026, 3, 31, 20, 30, tzinfo=UTC)
    assert at_instant(instant, "Europe/Moscow") == "23:30 (МСК) 31 марта 2026 года"
    assert at_instant(instant, "Asia/Yekaterinburg") == "01:30 (МСК+2) 1 апреля 2026 года"


def test_names_stand_in_a_row():
    assert [listed([]), listed(["А"]), listed(["А", "Б", "В"])] == ["", "А", "А, Б и В"]
