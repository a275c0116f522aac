"""What holds for any roadmap, whatever its items."""

from datetime import date, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests import cast, plans
from tests.plans import decisions, item, roadmap, undated

from vekha.actions.confirm import confirm
from vekha.actions.issue import issue
from vekha.calendar.zones import local_day
from vekha.domain.deadlines import Deadline, DeadlineKind, Occurrence
from vekha.domain.decisions import PastChoice
from vekha.domain.obligations import ShiftPolicy
from vekha.storage.obligation_tables import obligations
from vekha.storage.watch_tables import watches

NUMBERS = count(1)
DAYS = st.dates(date(2025, 10, 1), date(2027, 12, 31))
PARTS = st.lists(
    st.sampled_from([plans.SCHOOLS, plans.HEADS, plans.CURATORS, plans.OFFICE, plans.CENTRE, plans.PARTNERS]),
    max_size=3,
)


@st.composite
def occurrence(draw, key):
    due = draw(DAYS)
    start = draw(st.none() | st.integers(0, 60).map(lambda days: due - timedelta(days=days)))
    return Occurrence(key, start, due, None, start)


@st.composite
def deadlines(draw):
    number = draw(st.integers(0, 4))
    if not number:
        return undated(draw(st.sampled_from([DeadlineKind.EVENT, DeadlineKind.EXTERNAL])))
    found = tuple(draw(occurrence(str(each))) for each in range(1, number + 1))
    kind = DeadlineKind.DATE if number == 1 else DeadlineKind.RECURRING
    return Deadline("срок", kind, found)


ITEMS = st.lists(
    st.tuples(deadlines(), PARTS, st.sampled_from(["report", "order", "database", "none"])),
    min_size=1,
    max_size=4,
)
LAWS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def in_force(engine, facts, policy=ShiftPolicy.FOLLOWING):
    number = str(next(NUMBERS))
    items = [
        item(ordinal, deadline, *parts, result_kind=kind)
        for ordinal, (deadline, parts, kind) in enumerate(facts, 1)
    ]
    plan = roadmap(*items, number=number, sha256=number.rjust(64, "0"))
    chosen = decisions(sha256=plan.sha256, past=PastChoice.HISTORY, policy=policy)
    return confirm(engine, plan, chosen, plans.BY, plans.NOW).roadmap_id


def rows_of(engine, roadmap_id):
    with engine.begin() as conn:
        return conn.execute(select(obligations).where(obligations.c.roadmap_id == roadmap_id)).all()


def owed(facts):
    """How many obligations there must be, counted the slow way."""
    total = 0
    for deadline, parts, _ in facts:
        units = set()
        for part in parts:
            if part in (plans.SCHOOLS, plans.HEADS, plans.CURATORS):
                units |= {unit.id for unit in cast.SCHOOLS}
            elif part == plans.CENTRE:
                units.add(cast.CENTRE.id)
            elif part == plans.OFFICE:
                units.add(cast.ZARECHNY.id)
        total += (len(units) or 1) * (len(deadline.occurrences) or 1)
    return total


@LAWS
@given(ITEMS, st.integers(1, 12))
def test_issuing_twice_is_issuing_once(sqlite_settled, facts, chunk):
    roadmap_id = in_force(sqlite_settled, facts)
    first = issue(sqlite_settled, roadmap_id, plans.NOW, chunk=chunk)
    assert owed(facts) == first.created == len(rows_of(sqlite_settled, roadmap_id))
    again = issue(sqlite_settled, roadmap_id, plans.NOW + timedelta(days=3), chunk=chunk + 1)
    assert (0, 0, first.created) == (again.created, again.requests, again.known)


@LAWS
@given(ITEMS, st.sampled_from(ShiftPolicy))
def test_the_dates_of_an_obligation_stand_in_their_order(sqlite_settled, facts, policy):
    roadmap_id = in_force(sqlite_settled, facts, policy)
    issue(sqlite_settled, roadmap_id, plans.NOW)
    for row in rows_of(sqlite_settled, roadmap_id):
        if row.due is None:
            assert (row.occurrence_key, row.due_at, row.remind_date) == ("waiting", None, None)
            continue
        assert row.original_due == row.due == local_day(row.due_at, "Europe/Moscow")
        assert row.remind_date == min(row.plan_date, row.control_date or row.plan_date)
        assert row.remind_date <= row.due
        assert row.history == (row.due < local_day(plans.NOW, "Europe/Moscow"))
        if row.opens_on and row.opens_on <= row.due:
            assert row.opens_on <= row.remind_date


@LAWS
@given(ITEMS)
def test_exactly_what_is_dated_and_not_history_is_watched(sqlite_settled, facts):
    roadmap_id = in_force(sqlite_settled, facts)
    issue(sqlite_settled, roadmap_id, plans.NOW)
    with sqlite_settled.begin() as conn:
        watched = set(conn.execute(select(watches.c.subject_id).where(watches.c.live)).scalars())
    rows = rows_of(sqlite_settled, roadmap_id)
    assert {row.id for row in rows if row.due and not row.history} == {row.id for row in rows} & watched
