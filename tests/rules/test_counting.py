from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import cast

from vekha.domain.figures import Fact, Figures
from vekha.domain.obligations import Outcome, State
from vekha.rules.counting import count, days_late, figures_of, grow, outcome, silent

MOSCOW = "Europe/Moscow"
ZONES = {unit.id: unit.zone for unit in cast.ORGANISATIONS}
DUE = date(2026, 3, 5)


def fact(state=State.OPEN, term_come=True, in_time=None, unit=cast.SCHOOL_1, **others) -> Fact:
    late = {"due": DUE, "counted_at": datetime(2026, 3, 8, 9, tzinfo=UTC)} if in_time is False else {}
    given_facts = {"in_time_original": in_time, "extended": False} | late | others
    return Fact(organisation_id=unit.id, state=state, term_come=term_come, in_time=in_time, **given_facts)


@pytest.mark.parametrize(
    ("expected", "seen"),
    [
        (Outcome.IN_TIME, fact(State.ACCEPTED, in_time=True)),
        (Outcome.IN_TIME, fact(State.CLOSED, in_time=True)),
        (Outcome.LATE, fact(State.ACCEPTED, in_time=False)),
        (Outcome.NOT_DONE, fact(State.OPEN)),
        (Outcome.NOT_DONE, fact(State.RETURNED)),
        (Outcome.ON_REVIEW, fact(State.SUBMITTED, in_time=True)),
        (Outcome.ON_REVIEW, fact(State.SUBMITTED, in_time=False)),
        (Outcome.NOT_DUE, fact(State.OPEN, term_come=False)),
        (Outcome.NOT_DUE, fact(State.ACCEPTED, term_come=False, in_time=True)),
        (Outcome.WAIVED, fact(State.WAIVED)),
        (Outcome.WITHDRAWN, fact(State.WITHDRAWN, term_come=None)),
        (Outcome.WAITING, fact(State.OPEN, term_come=None)),
        (Outcome.SUSPENDED, fact(State.OPEN, suspended=True)),
        (Outcome.SUSPENDED, fact(State.RETURNED, term_come=False, suspended=True)),
        (Outcome.ON_REVIEW, fact(State.SUBMITTED, in_time=True, suspended=True)),
        (Outcome.WAIVED, fact(State.WAIVED, suspended=True)),
    ],
)
def test_an_obligation_stands_in_one_column(expected, seen):
    assert expected is outcome(seen)


def test_what_is_withdrawn_or_waived_leaves_the_base():
    seen = count([fact(State.WAIVED), fact(State.WITHDRAWN), fact()], ZONES)[cast.SCHOOL_1.id]
    assert (1, 1, 1, 3) == (seen.base, seen.waived, seen.withdrawn, seen.total)


def test_without_a_base_there_is_no_share():
    empty = figures_of(fact(term_come=False), MOSCOW)
    assert (None, None, None) == (empty.discipline, empty.completion, empty.mean_delay_days)


def test_a_term_that_was_kept_early_is_no_part_of_the_base():
    seen = figures_of(fact(State.ACCEPTED, term_come=False, in_time=True), MOSCOW)
    assert (0, 1, 1) == (seen.base, seen.not_due, seen.done_early)


def test_days_late_are_counted_on_the_local_calendar():
    late_evening = datetime(2026, 3, 6, 20, tzinfo=UTC)
    assert days_late(DUE, late_evening, MOSCOW) == 1
    assert days_late(DUE, late_evening, "Asia/Kamchatka") == 2
    assert days_late(DUE, datetime(2026, 3, 5, 16, tzinfo=UTC), MOSCOW) == 0


def test_the_mean_delay_is_over_what_was_done_late():
    seen = count([fact(State.ACCEPTED, in_time=False, count=2), fact()], ZONES)[cast.SCHOOL_1.id]
    assert (6, 3.0) == (seen.late_days, seen.mean_delay_days)


def test_who_sent_nothing_is_named_and_who_owes_nothing_yet_is_not():
    facts = [
        fact(unit=cast.SCHOOL_1),
        fact(State.RETURNED, unit=cast.SCHOOL_2),
        fact(term_come=False, unit=cast.SCHOOL_3),
    ]
    tree = grow(cast.ORGANISATIONS, count(facts, ZONES), cast.ZARECHNY.id)
    assert (cast.SCHOOL_1,) == silent(tree)


groups = st.builds(
    fact,
    state=st.sampled_from(State),
    term_come=st.sampled_from([True, False, None]),
    in_time=st.sampled_from([True, False, None]),
    unit=st.sampled_from(cast.ORGANISATIONS),
    count=st.integers(1, 40),
    extended=st.booleans(),
    suspended=st.booleans(),
)


@given(st.lists(groups))
def test_every_obligation_is_counted_once(facts):
    figures = sum(count(facts, ZONES).values(), Figures())
    assert sum(one.count for one in facts) == figures.total


@given(st.lists(groups), st.lists(groups))
def test_the_roll_up_of_parts_is_the_roll_up_of_the_whole(some, others):
    root = cast.REGION.id
    parts = [grow(cast.ORGANISATIONS, count(facts, ZONES), root).total for facts in (some, others)]
    assert parts[0] + parts[1] == grow(cast.ORGANISATIONS, count([*some, *others], ZONES), root).total


@given(st.lists(groups))
def test_a_parent_is_the_sum_of_its_own_and_its_branches(facts):
    def holds(branch):
        return branch.total == sum((one.total for one in branch.branches), branch.own) and all(
            holds(one) for one in branch.branches
        )

    assert holds(grow(cast.ORGANISATIONS, count(facts, ZONES), cast.REGION.id))
