"""Slips, slack, risks: the arrays against the plain definition, and stories small enough to count by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vekha.calendar.days import DaySet
from vekha.calendar.shipped import calendar_for
from vekha.domain.dependencies import Lag, LagUnit
from vekha.rules.critical_chain import (
    UNDATED,
    ChainLink,
    Standing,
    chain_of,
    critical_chain,
    limits,
    outlook,
    slack,
    slipped,
)
from vekha.rules.day_line import BeyondLineError, day_line
from vekha.rules.dependency_graph import CircularPlanError, graph_of
from vekha.rules.risks import RiskCause, Slip, SlipUnreadableError, read_slip, risks

CALENDAR = calendar_for("", 5, DaySet.LABOUR)
LINE = day_line(date(2025, 12, 1), date(2027, 12, 31), CALENDAR)
TODAY = date(2026, 2, 2)
days = st.integers(-20, 200).map(lambda each: TODAY + timedelta(days=each))
standings = st.builds(Standing, due=st.none() | days, done=st.none() | days)
lags = st.none() | st.builds(Lag, st.integers(0, 9), st.sampled_from(LagUnit))


@st.composite
def plans(draw) -> tuple[list[Standing], list[ChainLink]]:
    rows = draw(st.lists(standings, min_size=2, max_size=10))
    ends = st.integers(0, len(rows) - 1)
    drawn = draw(st.lists(st.tuples(ends, ends, lags), max_size=15))
    return rows, [ChainLink(min(a, b), max(a, b), lag) for a, b, lag in drawn if a != b]


def expected_by_definition(
    rows: list[Standing], links: list[ChainLink], slip: dict[int, int]
) -> list[date | None]:
    """Index order is a topological order here: nobody waits for a later index."""
    ready: list[date | None] = []
    for at, row in enumerate(rows):
        if row.done or row.due is None:
            ready.append(CALENDAR.preceding(row.done) if row.done else None)
            continue
        day = CALENDAR.preceding(max(row.due, TODAY))
        for link in links:
            if link.after == at and ready[link.before] is not None:
                day = max(day, run_out(ready[link.before], link.lag))
        ready.append(CALENDAR.add_workdays(day, slip.get(at, 0)))
    return ready


def run_out(day: date, lag: Lag | None) -> date:
    if lag is None:
        return day
    if lag.unit is LagUnit.WORKING_DAY:
        return CALENDAR.add_workdays(day, lag.count)
    return CALENDAR.following(day + timedelta(days=lag.count))


@given(plans())
@settings(deadline=None, max_examples=60)
def test_expected_days_are_those_of_the_definition(plan):
    rows, links = plan
    found = outlook(chain_of(rows, links, LINE, TODAY)).expected
    wanted = expected_by_definition(rows, links, {})
    assert wanted == [None if day == UNDATED else LINE.day(day) for day in found]


@given(plans(), st.integers(0, 9), st.integers(1, 30))
@settings(deadline=None, max_examples=60)
def test_a_slip_moves_exactly_those_whom_a_whole_new_pass_moves(plan, node, workdays):
    rows, links = plan
    node %= len(rows)
    chain = chain_of(rows, links, LINE, TODAY)
    before = outlook(chain)
    moved = slipped(chain, before, node, workdays)
    open_and_dated = rows[node].done is None and rows[node].due is not None
    wanted = expected_by_definition(rows, links, {node: workdays} if open_and_dated else {})
    told = [
        None if day == UNDATED else LINE.day(moved.get(at, day)) for at, day in enumerate(before.expected)
    ]
    assert wanted == told
    assert all(moved[each] != before.expected[each] for each in moved)


@given(plans(), st.integers(0, 9))
@settings(deadline=None, max_examples=60)
def test_a_slip_within_the_slack_makes_nobody_late_and_one_day_more_does(plan, node):
    rows, links = plan
    node %= len(rows)
    chain = chain_of(rows, links, LINE, TODAY)
    found = outlook(chain)
    spare = slack(found, limits(chain), node)
    if spare is None or chain.settled[node] or spare < 0:
        return
    late = {at for at, day in enumerate(found.expected) if day > chain.due[at] and not chain.settled[at]}
    within = slipped(chain, found, node, spare)
    beyond = slipped(chain, found, node, spare + 1)
    assert {at for at, day in within.items() if at != node and day > chain.due[at]} <= late
    assert any(day > chain.due[at] for at, day in beyond.items() if at != node)


def chain_of_three(first: date):
    rows = [Standing(first), Standing(date(2026, 3, 6)), Standing(date(2026, 3, 13))]
    links = [ChainLink(0, 1), ChainLink(1, 2, Lag(3, LagUnit.WORKING_DAY))]
    return rows, chain_of(rows, links, LINE, TODAY)


def test_the_slack_is_what_is_left_before_the_nearest_date_behind():
    _, chain = chain_of_three(date(2026, 2, 27))
    found = outlook(chain)
    assert [5, 1, None] == [slack(found, limits(chain), node) for node in range(3)]


def test_the_critical_chain_runs_from_the_least_slack_to_the_end():
    _, chain = chain_of_three(date(2026, 3, 6))
    assert (0, 1, 2) == critical_chain(chain, outlook(chain), limits(chain))


def test_where_nobody_waits_there_is_no_critical_chain():
    chain = chain_of([Standing(TODAY), Standing(TODAY)], [], LINE, TODAY)
    assert () == critical_chain(chain, outlook(chain), limits(chain))


def test_who_is_held_up_is_named_with_the_root_of_the_delay():
    rows, chain = chain_of_three(date(2026, 3, 20))
    found = list(risks(chain, outlook(chain), rows, ["п. 1", "п. 2", "п. 3"]))
    assert [RiskCause.LATE_PREDECESSOR] * 2 == [risk.cause for risk in found]
    assert [0, 0] == [risk.root for risk in found]
    assert (
        "п. 3 будет готов не раньше 25.03.2026, позже срока на 8 рабочих дней: его держит п. 1 (через п. 2)."
        == found[1].why
    )


def test_nobody_appointed_and_no_schedule_are_risks_before_any_date():
    rows = [Standing(None), Standing(date(2026, 6, 1), appointed=False)]
    chain = chain_of(rows, [ChainLink(0, 1)], LINE, TODAY)
    found = list(risks(chain, outlook(chain), rows, ["п. 1", "п. 2"]))
    assert ["п. 2: исполнитель не назначен.", "п. 2 ждёт п. 1, а его график никто не представил."] == [
        risk.why for risk in found
    ]


def test_what_is_done_is_pushed_by_nobody():
    rows = [Standing(date(2026, 5, 1)), Standing(date(2026, 4, 1), done=date(2026, 3, 30))]
    chain = chain_of(rows, [ChainLink(0, 1)], LINE, TODAY)
    assert {} == {at: day for at, day in slipped(chain, outlook(chain), 0, 5).items() if at == 1}


@given(st.integers(2, 12), st.randoms())
@settings(deadline=None, max_examples=60)
def test_a_circle_is_named_link_by_link(size, chance):
    nodes = list(range(size))
    chance.shuffle(nodes)
    ring = nodes[: chance.randint(2, size)]
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    with pytest.raises(CircularPlanError) as refused:
        graph_of(size, [one for one, _ in pairs], [other for _, other in pairs])
    circle = refused.value.circle
    assert set(ring) == set(circle)
    assert set(pairs) == set(zip(circle, [*circle[1:], circle[0]], strict=True))


@pytest.mark.parametrize(("text", "slip"), [("1.1 +5", Slip("1.1", 5)), (" 3.2.+10 ", Slip("3.2", 10))])
def test_a_slip_is_read(text, slip):
    assert slip == read_slip(text)


@pytest.mark.parametrize("text", ["", "1.1", "+5", "1.1 -5", "1.1 +0", "1.1 +5 дней"])
def test_a_slip_that_names_no_row_or_no_days_is_refused(text):
    with pytest.raises(SlipUnreadableError, match="напишите номер пункта"):
        read_slip(text)


def test_a_day_beyond_the_calendar_is_refused():
    with pytest.raises(BeyondLineError):
        LINE.day(10_000)
