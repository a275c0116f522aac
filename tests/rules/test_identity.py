from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from vekha.domain.deadlines import Span
from vekha.rules.identity import obligation_id, request_id, roadmap_id, roadmap_identity

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
DAY = date(2026, 1, 12)
ITEM = st.text("0123456789abcdef", min_size=20, max_size=20)
UNIT = st.integers(1, 10**9)
KEY = st.text(min_size=1, max_size=32)


def test_a_number_and_date_make_one_roadmap_however_the_number_is_spelt():
    assert roadmap_identity(1, "11-Пр-267", DAY, "а", YEAR) == roadmap_identity(
        1, "11 - ПР- 267", DAY, "б", YEAR
    )


def test_another_issuer_number_or_date_makes_another_roadmap():
    known = roadmap_identity(1, "17", DAY, "", YEAR)
    others = {
        roadmap_identity(2, "17", DAY, "", YEAR),
        roadmap_identity(1, "18", DAY, "", YEAR),
        roadmap_identity(1, "17", date(2025, 1, 12), "", YEAR),
        roadmap_identity(1, "17", None, "", YEAR),
    }
    assert 5 == len(others | {known})


def test_without_a_number_the_title_and_the_period_tell():
    school_year = Span(date(2025, 9, 1), date(2026, 8, 31))
    known = roadmap_identity(1, None, None, "План «Наставник»", YEAR)
    assert known == roadmap_identity(1, "", DAY, "план Наставник", YEAR)
    assert known != roadmap_identity(1, None, None, "План «Наставник»", school_year)


def test_a_number_is_never_taken_for_a_title():
    assert roadmap_identity(1, "17", None, "", YEAR) != roadmap_identity(1, None, None, "17", YEAR)


@given(ITEM, UNIT, KEY)
def test_an_obligation_keeps_its_id(item, unit, key):
    assert obligation_id(item, unit, key) == obligation_id(item, unit, key)
    assert 20 == len(obligation_id(item, unit, key))


@given(st.lists(st.tuples(ITEM, UNIT, KEY), unique=True, min_size=2, max_size=30))
def test_different_obligations_have_different_ids(facts):
    assert len(facts) == len({obligation_id(*fact) for fact in facts})


@given(ITEM)
def test_an_items_question_is_no_obligation(item):
    assert request_id(item) not in {obligation_id(item, 1, "waiting"), roadmap_id(item)}
