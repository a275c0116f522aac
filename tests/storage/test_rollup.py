"""The roll-up beside a recount by other code: row by row in Python over the versioned rows."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from tests import cast
from tests.obligation_rows import Plan, found_roadmap, owe

from vekha.actions.record import record
from vekha.actions.roll_up import NoFiguresError, roll_up
from vekha.calendar.zones import at_local
from vekha.domain.deadlines import Span
from vekha.domain.figures import Figures
from vekha.domain.organisations import Viewer
from vekha.domain.records import Deed
from vekha.storage.obligation_tables import obligation_acts, obligations

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
QUARTER = Span(date(2026, 1, 1), date(2026, 3, 31))
UNITS = (*cast.SCHOOLS, cast.CENTRE, cast.ZARECHNY, cast.FOREIGN_SCHOOL, cast.LYCEUM)
NOON = datetime(2026, 3, 1, 9, tzinfo=UTC)

days = st.integers(0, 120)
states = st.sampled_from(["submitted", "returned", "accepted", "closed", "waived", "withdrawn", "open"])
acts = st.tuples(states, days, st.integers(0, 40), st.sampled_from([0, 0, 0, 20]))
lives = st.tuples(
    st.sampled_from(UNITS), st.one_of(st.none(), days), st.lists(acts, max_size=4), st.integers(0, 30)
)


def write(engine, life, number):
    """Enter one obligation and its acts; return nothing: the recount reads the rows."""
    unit, due_in, steps, issued_in = life
    due = None if due_in is None else date(2026, 1, 15) + timedelta(days=due_in)
    issued = datetime(2026, 1, 12, 6, tzinfo=UTC) + timedelta(days=issued_in)
    owed = owe(engine, unit, Plan(item="1", key=str(number), due=due, issued_at=issued, history=True))
    at = issued
    for seq, (state, after, counted_before, moved) in enumerate(steps, start=1):
        at += timedelta(days=after // 4, hours=1)
        due = due and due + timedelta(days=moved)
        row = {
            "obligation_id": owed,
            "seq": seq,
            "shard_id": unit.shard_id,
            "recorded_at": at,
            "event": "act",
            "actor_id": "person-5",
            "state": state,
            "due": due,
            "due_at": due and at_local(due, cast.SCHOOL_1.hours.closes, unit.zone),
            "arming": 1,
            "reviewer_days": 0,
            "counted_at": at - timedelta(days=counted_before)
            if state in {"submitted", "accepted", "closed"}
            else None,
        }
        with engine.begin() as conn:
            record(conn, Deed("act", "person-5", at, owed), {"obligation_acts": [row]})


def recount(engine, root, period, as_of):
    """Return base, in time, late, not done, on review, not due, waived, withdrawn, waiting, late days."""
    inside = {unit.id for unit in cast.ORGANISATIONS if root in lineage(unit)}
    zones = {unit.id: unit.zone for unit in cast.ORGANISATIONS}
    with engine.begin() as conn:
        owed = conn.execute(select(obligations)).all()
        taken = conn.execute(select(obligation_acts).order_by(obligation_acts.c.seq)).all()
    tally = Counter()
    for one in owed:
        if one.organisation_id not in inside or one.issued_at > as_of:
            continue
        state, due, due_at, counted = "open", one.original_due, one.original_due_at, None
        for act in taken:
            if act.obligation_id == one.id and act.recorded_at <= as_of:
                state, due, due_at, counted = act.state, act.due, act.due_at, act.counted_at
        if one.original_due is None and one.kind != "event" and dated_sibling(one, owed, as_of):
            continue
        if due is not None and not period.first <= due <= period.last:
            continue
        tally[column(state, due_at, counted, as_of)] += 1
        if column(state, due_at, counted, as_of) == "late":
            local = counted.astimezone(ZoneInfo(zones[one.organisation_id])).date()
            tally["late_days"] += max(0, (local - due).days)
    return tally


def dated_sibling(one, owed, as_of):
    """What waited for dates waits no more once a dated obligation of its item and organisation is issued."""
    same = (one.item_id, one.organisation_id)
    return any(
        (each.item_id, each.organisation_id) == same and each.original_due and each.issued_at <= as_of
        for each in owed
    )


def column(state, due_at, counted, as_of):
    if state in {"waived", "withdrawn"}:
        return state
    done = state in {"accepted", "closed"}
    if due_at is None:
        return "done_undated" if done else "waiting"
    if due_at > as_of:
        return "not_due"
    if done:
        return "in_time" if counted <= due_at else "late"
    return "on_review" if state == "submitted" else "not_done"


def lineage(unit):
    by_id = {one.id: one for one in cast.ORGANISATIONS}
    found = [unit.id]
    while by_id[found[-1]].parent_id is not None:
        found.append(by_id[found[-1]].parent_id)
    return found


COLUMNS = (
    "in_time",
    "late",
    "not_done",
    "on_review",
    "not_due",
    "waived",
    "withdrawn",
    "waiting",
    "done_undated",
    "late_days",
)


def counted(engine, root, period, as_of):
    total = roll_up(engine, Viewer(cast.REGION.id), root, period, as_of).tree.total
    return Counter({name: getattr(total, name) for name in COLUMNS if getattr(total, name)})


@pytest.fixture
def empty(settled):
    found_roadmap(settled)
    return settled


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(lives, max_size=8), st.integers(0, 150), st.sampled_from([YEAR, QUARTER]))
def test_the_roll_up_equals_a_recount_row_by_row(empty, histories, as_of_day, period):
    with empty.begin() as conn:
        conn.execute(delete(obligation_acts))
        conn.execute(delete(obligations))
    for number, life in enumerate(histories):
        write(empty, life, number)
    as_of = NOON + timedelta(days=as_of_day - 50)
    for root in (cast.REGION.id, cast.ZARECHNY.id, cast.SCHOOL_1.id):
        assert recount(empty, root, period, as_of) == counted(empty, root, period, as_of)


def test_a_figure_as_of_an_instant_does_not_change_with_later_acts(empty):
    write(empty, (cast.SCHOOL_1, 10, [], 0), 1)
    as_of = datetime(2026, 2, 20, 9, tzinfo=UTC)
    before = roll_up(empty, Viewer(cast.REGION.id), cast.REGION.id, YEAR, as_of)
    write(empty, (cast.SCHOOL_2, 12, [("accepted", 0, 0, 0)], 45), 2)
    later = {"submitted": 140, "accepted": 160}
    for seq, (state, after) in enumerate(later.items(), start=1):
        row = {
            "obligation_id": owed_id(empty, cast.SCHOOL_1),
            "seq": seq,
            "shard_id": cast.SCHOOL_1.shard_id,
            "recorded_at": datetime(2026, 1, 12, tzinfo=UTC) + timedelta(days=after),
            "event": "extend",
            "actor_id": "person-5",
            "state": state,
            "due": date(2026, 9, 1),
            "due_at": datetime(2026, 9, 1, 15, tzinfo=UTC),
            "arming": 2,
            "reviewer_days": 0,
            "counted_at": datetime(2026, 6, 1, tzinfo=UTC),
        }
        with empty.begin() as conn:
            record(conn, Deed("act", "person-5", row["recorded_at"], "x"), {"obligation_acts": [row]})
    assert before == roll_up(empty, Viewer(cast.REGION.id), cast.REGION.id, YEAR, as_of)
    assert before.tree.total.not_done == 1
    now = roll_up(empty, Viewer(cast.REGION.id), cast.REGION.id, YEAR, datetime(2026, 8, 1, tzinfo=UTC))
    assert Figures(late=1, late_days=30, not_due=1, done_early=1, extended=1, sent=2) == now.tree.total


def owed_id(engine, unit):
    with engine.begin() as conn:
        return conn.execute(
            select(obligations.c.id).where(obligations.c.organisation_id == unit.id)
        ).scalar_one()


def test_nobody_counts_what_is_not_theirs(empty):
    write(empty, (cast.SCHOOL_1, 10, [], 0), 1)
    as_of = datetime(2026, 3, 20, 9, tzinfo=UTC)
    with pytest.raises(NoFiguresError, match="видимых вам"):
        roll_up(empty, cast.POMORSKY_VIEW, cast.ZARECHNY.id, YEAR, as_of)
    with pytest.raises(NoFiguresError, match="видимых вам"):
        roll_up(empty, cast.ZARECHNY_VIEW, cast.REGION.id, YEAR, as_of)
    assert roll_up(empty, cast.POMORSKY_VIEW, cast.POMORSKY.id, YEAR, as_of).tree.total.base == 0


def test_a_period_that_ends_before_it_begins_is_refused(empty):
    with pytest.raises(NoFiguresError, match="--from и --to"):
        roll_up(empty, cast.REGION_VIEW, cast.REGION.id, Span(YEAR.last, YEAR.first), NOON)
