import itertools
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from tests import cast
from tests.under_watch import (
    ARMED,
    DUE,
    NORMAL,
    SHARD,
    count,
    duty,
    moscow_nine,
    noticed,
    put_under_watch,
    sweep,
    watermark,
)

from vekha.actions.arm import arm
from vekha.actions.check_deadlines import Sweep, check_deadlines
from vekha.actions.verify_notices import verify_notices
from vekha.storage import sweep_queries
from vekha.storage.database import Database, open_database
from vekha.storage.journal_queries import records
from vekha.storage.watch_tables import rearmed


def test_a_sweep_that_noticed_is_sealed_with_count_and_digest(database):
    put_under_watch(database, duty("one"), duty("two"))
    sweep(database, ARMED, moscow_nine(DUE))

    with database.connect() as conn:
        sealed = list(records(conn))
        [noticed] = sweep_queries.noticed_ever(conn)
    assert (SHARD, moscow_nine(DUE), 2) == (noticed.shard_id, noticed.at, noticed.count)
    assert [(SHARD, "check_deadlines", f"notices:2:{noticed.digest[:48]}")] == [
        (record.shard_id, record.action, record.subject) for record in sealed
    ]


@pytest.mark.parametrize(
    "tampering",
    [
        "delete from notices where subject_id = 'one'",
        "update notices set stage = 'overdue-1' where subject_id = 'one'",
        "update notices set noticed_at = stage_at where subject_id = 'one'",
        "delete from notices",
        "delete from journal",
    ],
)
def test_a_notice_changed_behind_the_journal_is_found(database, tampering):
    put_under_watch(database, duty("one"), duty("two"))
    sweep(database, ARMED, moscow_nine(DUE) + timedelta(minutes=5))
    whole = verify_notices(database)
    with database.begin() as conn:
        conn.execute(text(tampering))

    assert () == whole
    assert SHARD in {one.shard_id for one in verify_notices(database)}


@contextmanager
def power_cut_at_commit(engine: Database, number: int) -> Iterator[None]:
    """The commit of that number, counted from 1, does not happen."""
    numbers = itertools.count(1)

    def cut(_conn) -> None:
        if next(numbers) == number:
            raise SystemExit

    event.listen(engine, "commit", cut)
    with pytest.raises(SystemExit):
        yield
    event.remove(engine, "commit", cut)


def test_a_crash_before_the_commit_leaves_the_shard_as_it_was(database):
    put_under_watch(database, duty("old", due=date(2026, 3, 4)), duty("programme"))
    sweep(database, ARMED)
    put_under_watch(database, duty("late", due=date(2026, 3, 4)), now=ARMED + timedelta(days=1))

    # The first commit is that of the idle shards, the second that of the shard itself.
    with power_cut_at_commit(database, 2):
        sweep(database, moscow_nine(DUE))
    left = (noticed(database), watermark(database), count(database, rearmed))
    sweep(database, moscow_nine(DUE))

    assert (set(), ARMED, 1) == left
    assert {"old", "late", "programme"} == {row[0] for row in noticed(database)}


def test_of_two_sweeps_at_once_one_wins_and_the_other_adds_nothing(database):
    put_under_watch(database, *(duty(f"duty-{n}") for n in range(500)))
    sweep(database, ARMED)
    start, results = threading.Barrier(2), []

    def run() -> None:
        own = open_database(database.url.render_as_string(hide_password=False))
        start.wait()
        results.append(check_deadlines(own, moscow_nine(DUE), shards=[SHARD]))
        own.dispose()

    both = [threading.Thread(target=run) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert [0, 500] == sorted(result.notices for result in results)
    assert 500 == len(noticed(database))
    assert moscow_nine(DUE) == watermark(database)


def test_two_sweeps_over_many_shards_share_them_out(database):
    shards = range(100, 140)
    schools = [replace(cast.SCHOOL_1, shard_id=shard) for shard in shards]
    put_under_watch(database, *(duty(f"duty-{school.shard_id}", school=school) for school in schools))
    check_deadlines(database, ARMED, shards)

    def run() -> int:
        own = open_database(database.url.render_as_string(hide_password=False))
        notices = check_deadlines(own, moscow_nine(DUE), shards).notices
        own.dispose()
        return notices

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(run) for _ in range(2)]
    late = check_deadlines(database, moscow_nine(DUE) + timedelta(minutes=15), shards)

    assert 40 == sum(one.result() for one in both)
    assert {(f"duty-{shard}", 1, "due-day", "executor") for shard in shards} == noticed(database)
    assert (40, 0) == (late.idle, late.notices)


def test_a_crash_between_two_batches_keeps_the_first_and_loses_none_of_the_second(database):
    shards = range(100, 120)
    schools = [replace(cast.SCHOOL_1, shard_id=shard) for shard in shards]
    put_under_watch(database, *(duty(f"duty-{school.shard_id}", school=school) for school in schools))
    check_deadlines(database, ARMED, shards)

    # The first commit is that of the idle shards, the second that of the first sixteen.
    with power_cut_at_commit(database, 3):
        check_deadlines(database, moscow_nine(DUE), shards)
    halfway = len(noticed(database))
    check_deadlines(database, moscow_nine(DUE), shards)

    assert 16 == halfway
    assert {(f"duty-{shard}", 1, "due-day", "executor") for shard in shards} == noticed(database)


def test_a_shard_that_another_sweep_holds_is_left_to_it(postgres_database):
    put_under_watch(postgres_database, duty("programme"))
    sweep(postgres_database, ARMED)

    with postgres_database.begin() as conn:
        sweep_queries.claim(conn, [SHARD])
        checked = sweep(postgres_database, moscow_nine(DUE))[0]

    assert (1, 0) == (checked.count(Sweep.BUSY), checked.notices)
    assert 1 == sweep(postgres_database, moscow_nine(DUE))[0].notices


def test_a_subject_being_armed_during_a_sweep_is_found_by_the_next_one(postgres_database):
    put_under_watch(postgres_database, duty("known", due=date(2026, 3, 2)), now=ARMED)
    again = duty("known", due=date(2026, 3, 3), arming=2)
    fresh = duty("fresh", due=date(2026, 3, 3))

    with postgres_database.begin() as conn:
        arm(conn, NORMAL, [again, fresh], ARMED)
        sweep(postgres_database, moscow_nine(date(2026, 3, 3)))
    during = noticed(postgres_database)
    sweep(postgres_database, moscow_nine(date(2026, 3, 3)) + timedelta(minutes=15))

    assert set() == during
    assert {("known", 2, "due-day", "executor"), ("fresh", 1, "due-day", "executor")} == noticed(
        postgres_database
    )
    assert 0 == count(postgres_database, rearmed)


MOMENTS = st.lists(st.integers(0, 60 * 24), min_size=1, max_size=8, unique=True).map(sorted)


@settings(max_examples=25, deadline=None)
@given(
    dues=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 10)), min_size=1, max_size=4),
    coarse=MOMENTS,
    finer=MOMENTS,
)
def test_any_partition_of_the_time_gives_the_union_but_for_stages_that_came_at_once(
    sqlite_template, dues, coarse, finer
):
    last = coarse[-1]
    fine = [hour for hour in sorted({*coarse, *finer}) if hour <= last]
    seen = [_year_in_memory(sqlite_template, dues, hours) for hours in (coarse, fine)]

    assert seen[0] <= seen[1]
    assert {_without_stage(row) for row in seen[0]} == {_without_stage(row) for row in seen[1]}
    assert _latest(seen[0]) == _latest(seen[1])


def _year_in_memory(
    template: Path, dues: list[tuple[int, int]], hours: list[int]
) -> set[tuple[str, int, str, str]]:
    engine = open_database("sqlite://")
    with closing(sqlite3.connect(template)) as migrated:
        migrated.backup(engine.raw_connection().driver_connection)
    for number, (due, back) in enumerate(dues):
        day = ARMED.date() + timedelta(due)
        put_under_watch(
            engine, duty(f"duty-{number}", due=day, remind=max(ARMED.date(), day - timedelta(back)))
        )
    sweep(engine, *(ARMED + timedelta(hours=hour) for hour in hours))
    found = noticed(engine)
    engine.dispose()
    return found


def _without_stage(row: tuple[str, int, str, str]) -> tuple[str, int, str]:
    return row[0], row[1], row[3]


def _latest(rows: set[tuple[str, int, str, str]]) -> dict[tuple[str, int, str], int]:
    order = [step.stage for step in NORMAL.steps]
    latest: dict[tuple[str, int, str], int] = {}
    for row in rows:
        key = _without_stage(row)
        latest[key] = max(latest.get(key, 0), order.index(row[2]))
    return latest
