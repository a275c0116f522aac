from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, func, select
from tests import cast, plans
from tests.plans import by, decide, decisions, item, roadmap, undated

from vekha.actions.confirm import confirm
from vekha.actions.issue import NothingToIssueError, issue
from vekha.actions.verify import verify
from vekha.domain.deadlines import Deadline, DeadlineKind, Occurrence, Span
from vekha.domain.decisions import DecisionKind, PastChoice
from vekha.domain.obligations import ShiftPolicy
from vekha.storage.journal_tables import journal
from vekha.storage.obligation_tables import obligations, schedule_requests
from vekha.storage.watch_tables import rearmed, watches

AUTUMN = date(2026, 10, 1)  # a Thursday
SUNDAY = date(2026, 11, 15)


def issued(engine, *items, chunk=1000, **others):
    done = confirm(engine, roadmap(*items), decisions(**others), plans.BY, plans.NOW)
    return issue(engine, done.roadmap_id, plans.NOW, chunk=chunk)


def found(engine, table=obligations, *order):
    with engine.begin() as conn:
        return conn.execute(select(table).order_by(*order)).all()


def count(engine, table):
    with engine.begin() as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar_one()


def test_every_school_below_the_issuer_owes_what_schools_are_told(settled):
    result = issued(settled, item(1, by(AUTUMN), plans.SCHOOLS))
    assert {unit.id for unit in cast.SCHOOLS} == {row.organisation_id for row in found(settled)}
    assert (3, 3, 0) == (result.created, result.watched, result.waiting)


def test_an_organisation_named_twice_owes_once_and_keeps_the_first_role_by_precedence(sqlite_settled):
    issued(sqlite_settled, item(1, by(AUTUMN), plans.CURATORS, plans.HEADS, plans.SCHOOLS))
    assert ["school"] * 3 == [row.executor_role for row in found(sqlite_settled)]


def test_a_methodical_centre_owes_its_own(sqlite_settled):
    issued(sqlite_settled, item(1, by(AUTUMN), plans.OFFICE, plans.CENTRE))
    assert {cast.ZARECHNY.id, cast.CENTRE.id} == {row.organisation_id for row in found(sqlite_settled)}


def test_an_item_without_an_executor_is_the_issuers_to_assign(sqlite_settled):
    issued(sqlite_settled, item(1, by(AUTUMN)))
    (row,) = found(sqlite_settled)
    assert (cast.ZARECHNY.id, True, "unspecified") == (
        row.organisation_id,
        row.executor_missing,
        row.executor_role,
    )


def test_a_day_off_shifts_by_the_policy_and_the_row_keeps_both_dates(settled):
    issued(settled, item(1, by(SUNDAY), plans.OFFICE))
    (row,) = found(settled)
    assert (SUNDAY, date(2026, 11, 16), date(2026, 11, 13)) == (row.raw_due, row.due, row.plan_date)
    assert ("following", "ст. 193 ГК РФ по аналогии") == (row.policy, row.policy_basis)
    assert datetime(2026, 11, 16, 15, tzinfo=UTC) == row.due_at == row.original_due_at


def test_the_term_ends_with_the_organisations_own_working_day(sqlite_settled):
    issued(sqlite_settled, item(1, by(AUTUMN), plans.SCHOOLS))
    ends = {row.organisation_id: row.due_at for row in found(sqlite_settled)}
    assert datetime(2026, 10, 1, 15, tzinfo=UTC) == ends[cast.SCHOOL_1.id]
    assert datetime(2026, 10, 1, 13, tzinfo=UTC) == ends[cast.SCHOOL_2.id]


def test_a_six_day_week_has_its_own_saturday(sqlite_settled):
    issued(sqlite_settled, item(1, by(date(2026, 10, 3)), plans.SCHOOLS))
    dues = {row.organisation_id: row.due for row in found(sqlite_settled)}
    assert date(2026, 10, 3) == dues[cast.SCHOOL_2.id]
    assert date(2026, 10, 5) == dues[cast.SCHOOL_1.id]


def test_what_the_issuer_collects_has_an_inner_date_for_those_below(sqlite_settled):
    issued(sqlite_settled, item(1, by(AUTUMN), plans.OFFICE, plans.SCHOOLS, result_kind="report"))
    inner = {row.organisation_id: row.control_date for row in found(sqlite_settled)}
    assert None is inner[cast.ZARECHNY.id]
    assert date(2026, 9, 17) == inner[cast.SCHOOL_1.id]


def test_an_order_made_in_the_school_has_no_inner_date(sqlite_settled):
    issued(sqlite_settled, item(1, by(AUTUMN), plans.SCHOOLS, result_kind="order"))
    assert {None} == {row.control_date for row in found(sqlite_settled)}


def test_an_undated_item_waits_and_its_author_is_asked(settled):
    result = issued(settled, item(1, undated(), plans.SCHOOLS))
    assert {("waiting", None)} == {(row.occurrence_key, row.due) for row in found(settled)}
    (asked,) = found(settled, schedule_requests)
    assert (cast.ZARECHNY.id, date(2026, 1, 26)) == (asked.organisation_id, asked.due)
    assert (3, 1, 0) == (result.waiting, result.requests, result.watched)
    assert [("schedule_request", asked.id)] == [
        (row.subject_kind, row.subject_id) for row in found(settled, watches)
    ]


def test_every_occurrence_is_an_obligation_with_its_period(sqlite_settled):
    quarters = (
        Occurrence(
            "2026-Q1", None, date(2026, 4, 1), Span(date(2026, 1, 1), date(2026, 3, 31)), date(2026, 4, 1)
        ),
        Occurrence(
            "2026-Q2", None, date(2026, 7, 1), Span(date(2026, 4, 1), date(2026, 6, 30)), date(2026, 7, 1)
        ),
    )
    deadline = Deadline("ежеквартально", DeadlineKind.RECURRING, quarters)
    issued(sqlite_settled, item(1, deadline, plans.OFFICE, result_kind="report"))
    rows = found(sqlite_settled, obligations, obligations.c.due)
    assert [("2026-Q1", date(2026, 1, 1)), ("2026-Q2", date(2026, 4, 1))] == [
        (row.occurrence_key, row.period_first) for row in rows
    ]


def test_dates_beyond_the_decreed_years_are_provisional(sqlite_settled):
    result = issued(sqlite_settled, item(1, by(date(2029, 10, 1)), plans.OFFICE))
    assert 1 == result.provisional
    assert found(sqlite_settled)[0].provisional


def test_history_is_counted_and_not_watched(sqlite_settled):
    result = issued(sqlite_settled, item(1, by(date(2025, 12, 1)), plans.SCHOOLS), past=PastChoice.HISTORY)
    assert (3, 3, 0) == (result.created, result.history, result.watched)
    assert 0 == count(sqlite_settled, watches)


def test_the_past_in_force_is_watched(sqlite_settled):
    result = issued(sqlite_settled, item(1, by(date(2025, 12, 1)), plans.SCHOOLS), past=PastChoice.IN_FORCE)
    assert (0, 3) == (result.history, result.watched)
    assert 3 == count(sqlite_settled, rearmed)


def test_issuing_twice_creates_nothing(settled):
    first = issued(settled, item(1, by(AUTUMN), plans.SCHOOLS), item(2, undated(), plans.OFFICE))
    before = [count(settled, table) for table in (obligations, schedule_requests, watches, journal)]
    again = issue(settled, first.roadmap_id, datetime(2026, 2, 1, tzinfo=UTC))
    assert (0, 0, 4) == (again.created, again.requests, again.known)
    assert before == [count(settled, table) for table in (obligations, schedule_requests, watches, journal)]


class _PowerCutError(Exception):
    pass


@pytest.mark.parametrize("cut", [1, 2, 3, 4])
def test_a_run_that_was_cut_off_goes_on_where_it_stopped(settled, cut):
    items = [item(number, by(AUTUMN), plans.SCHOOLS, plans.OFFICE) for number in range(1, 4)]
    done = confirm(settled, roadmap(*items), decisions(), plans.BY, plans.NOW)
    begun = []

    def pull_the_plug(_conn):
        begun.append(1)
        if len(begun) == cut:
            raise _PowerCutError

    event.listen(settled, "commit", pull_the_plug)
    with pytest.raises(_PowerCutError):
        issue(settled, done.roadmap_id, plans.NOW, chunk=4)
    event.remove(settled, "commit", pull_the_plug)
    standing = count(settled, obligations)
    result = issue(settled, done.roadmap_id, plans.NOW, chunk=4)
    assert (12, 12 - standing) == (standing + result.created, result.created)
    assert 12 == count(settled, obligations) == count(settled, watches)
    with settled.begin() as conn:
        counted = select(func.sum(journal.c.row_count)).where(journal.c.action == "issue")
        assert 12 == conn.execute(counted).scalar_one()


def test_two_issues_at_once_add_each_obligation_once(settled):
    items = [item(number, by(AUTUMN), plans.SCHOOLS, plans.OFFICE) for number in range(1, 11)]
    done = confirm(settled, roadmap(*items), decisions(), plans.BY, plans.NOW)
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(issue, settled, done.roadmap_id, plans.NOW, chunk=3) for _ in range(2)]
        results = [run.result() for run in runs]
        created = [result.created for result in results]
    assert 40 == max(result.created + result.known for result in results)
    assert 40 == sum(created) == count(settled, obligations)
    assert () == verify(settled)


def test_a_chunk_never_crosses_a_shard(sqlite_settled):
    plan = roadmap(item(1, by(AUTUMN), plans.SCHOOLS), issuer=cast.REGION.name)
    actor = plans.BY.__class__("person-1", cast.REGION_VIEW)
    done = confirm(sqlite_settled, plan, decisions(), actor, plans.NOW)
    result = issue(sqlite_settled, done.roadmap_id, plans.NOW)
    shards = {row.shard_id for row in found(sqlite_settled)}
    assert {cast.ZARECHNY.shard_id, cast.POMORSKY.shard_id, cast.LYCEUM.shard_id} == shards
    assert len(shards) == result.chunks


def test_nothing_is_issued_before_it_was_confirmed(sqlite_settled):
    done = confirm(
        sqlite_settled, roadmap(item(1, by(AUTUMN), plans.SCHOOLS)), decisions(), plans.BY, plans.NOW
    )

    with pytest.raises(NothingToIssueError, match="подтверждена"):
        issue(sqlite_settled, done.roadmap_id, plans.NOW - timedelta(days=1))
    assert 0 == count(sqlite_settled, obligations)


def test_each_obligation_has_the_policy_of_its_work_and_the_ground_of_it(settled):
    report = replace(item(1, by(SUNDAY), plans.OFFICE, result_kind="report"), result_text="Отчёт")
    clause = decide(3, DecisionKind.ACCEPT, policy=ShiftPolicy.NONE, policy_basis="п. 5 приказа")
    assignment = replace(item(2, by(SUNDAY), plans.OFFICE), title="Исполнить поручение министерства")
    duties = (report, assignment, item(3, by(SUNDAY), plans.OFFICE), item(4, by(SUNDAY), plans.OFFICE))
    kinds = decisions(clause, policy=None, policy_basis="")
    done = confirm(settled, roadmap(*duties), kinds, plans.BY, plans.NOW)
    issue(settled, done.roadmap_id, plans.NOW)
    rows = sorted(found(settled), key=lambda row: (row.due, row.policy_basis))
    monday = date(2026, 11, 16)
    grounds = ("поручение: ", "п. 5 приказа", "мероприятие: основание не названо", "отчёт: ст. 193 ГК РФ")
    assert ["preceding", "none", "following", "following"] == [row.policy for row in rows]
    assert [date(2026, 11, 13), SUNDAY, monday, monday] == [row.due for row in rows]
    assert [True] * 4 == [
        row.policy_basis.startswith(begins) for row, begins in zip(rows, grounds, strict=True)
    ]
