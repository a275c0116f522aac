from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vekha.rules.judging import Judgement, Returns, Stay, judge

MOSCOW = "Europe/Moscow"
DUE_AT = datetime(2026, 3, 5, 15, tzinfo=UTC)  # 18:00 in Moscow
ACCEPTED, FIRST = Returns.ACCEPTED_VERSION, Returns.FIRST_VERSION


def march(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def test_the_only_version_counts_from_the_instant_it_was_sent():
    assert Judgement(march(4)) == judge([Stay(march(4))], DUE_AT, ACCEPTED, MOSCOW)


def test_a_paper_in_time_returned_late_and_mended_in_the_return_term_stays_in_time():
    stays = [Stay(march(2), back_at=march(10), mend_by=march(17, 15)), Stay(march(16))]
    assert Judgement(march(2), reviewer_days=5) == judge(stays, DUE_AT, ACCEPTED, MOSCOW)


def test_the_last_second_of_the_return_term_is_within_it():
    stays = [Stay(march(2), back_at=march(10), mend_by=march(17, 15)), Stay(march(17, 15))]
    assert judge(stays, DUE_AT, ACCEPTED, MOSCOW).counted_at <= DUE_AT


def test_mended_after_the_return_term_it_is_late_less_the_days_at_the_reviewer():
    stays = [Stay(march(2), back_at=march(10), mend_by=march(17, 15)), Stay(march(18))]
    judged = judge(stays, DUE_AT, ACCEPTED, MOSCOW)
    assert DUE_AT + (march(18) - march(10)) == judged.counted_at
    assert judged.reviewer_days == 5


def test_a_return_before_the_term_moves_nothing():
    stays = [Stay(march(2), back_at=march(4), mend_by=march(11, 15)), Stay(march(9))]
    assert Judgement(march(9)) == judge(stays, DUE_AT, ACCEPTED, MOSCOW)


def test_a_late_paper_is_not_made_timely_by_a_return():
    stays = [Stay(march(7), back_at=march(10), mend_by=march(17, 15)), Stay(march(12))]
    judged = judge(stays, DUE_AT, ACCEPTED, MOSCOW)
    assert Judgement(march(9), reviewer_days=3) == judged
    assert judged.counted_at > DUE_AT


def test_two_late_returns_mended_in_their_terms_keep_a_paper_in_time():
    stays = [
        Stay(march(2), back_at=march(10), mend_by=march(17, 15)),
        Stay(march(12), back_at=march(13), mend_by=march(20, 15)),
        Stay(march(19)),
    ]
    assert Judgement(march(2), reviewer_days=6) == judge(stays, DUE_AT, ACCEPTED, MOSCOW)


def test_by_the_first_version_later_ones_change_nothing():
    stays = [Stay(march(2), back_at=march(4), mend_by=march(11, 15)), Stay(march(30))]
    assert Judgement(march(2)) == judge(stays, DUE_AT, FIRST, MOSCOW)


def test_without_a_term_the_last_version_counts_as_sent():
    stays = [Stay(march(2), back_at=march(10), mend_by=march(17)), Stay(march(20))]
    assert Judgement(march(20)) == judge(stays, None, ACCEPTED, MOSCOW)


hours = st.integers(min_value=1, max_value=400)


@st.composite
def histories(draw) -> list[Stay]:
    at, stays = march(1), []
    for _ in range(draw(st.integers(0, 4))):
        sent = at + timedelta(hours=draw(hours))
        back = sent + timedelta(hours=draw(hours))
        stays.append(Stay(sent, back, back + timedelta(hours=draw(hours))))
        at = back
    return [*stays, Stay(at + timedelta(hours=draw(hours)))]


@given(histories())
def test_a_paper_never_counts_before_its_first_version_or_after_its_last(stays):
    judged = judge(stays, DUE_AT, ACCEPTED, MOSCOW)
    assert stays[0].sent_at <= judged.counted_at <= stays[-1].sent_at
    assert judged.reviewer_days >= 0


@given(histories())
def test_a_first_version_that_was_late_is_never_judged_in_time(stays):
    if stays[0].sent_at > DUE_AT:
        assert judge(stays, DUE_AT, ACCEPTED, MOSCOW).counted_at > DUE_AT
