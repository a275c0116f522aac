import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select, text
from tests import cast

from vekha.actions.arm import Subject, arm, disarm
from vekha.actions.check_deadlines import Sweep, check_deadlines
from vekha.actions.verify_notices import verify_notices
from vekha.domain.watches import SubjectKind
from vekha.rules.ladders import shipped_ladder
from vekha.storage import sweep_queries
from vekha.storage.database import Database, migrate, open_database
from vekha.storage.journal_queries import records
from vekha.storage.watch_tables import notices, progress, rearmed, sweeps

NORMAL = shipped_ladder("normal")
SHARD = cast.ZARECHNY.id
ARMED = datetime(2026, 3, 2, 7, tzinfo=UTC)
DUE = date(2026, 4, 15)  # a Wednesday; its ladder runs from 1 April to 29 April


def moscow_nine(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 6, tzinfo=UTC)


def duty(name: str, due: date = DUE, remind: date | None = None, school=cast.SCHOOL_1, arming: int = 1):
    kind = SubjectKind.OBLIGATION
    return Subject(kind, name, arming, school.shard_id, school, remind or due, due)


def put_under_watch(engine: Database, *duties: Subject, now: datetime = ARMED) -> None:
    with engine.begin() as conn:
        arm(conn, NORMAL, duties, now)


def take_off(engine: Database, *names: str) -> None:
    with engine.begin() as conn:
        disarm(conn, SubjectKind.OBLIGATION, names)


def sweep(engine: Database, *moments: datetime):
    return [check_deadlines(engine, moment, shards=[SHARD]) for moment in moments]


def noticed(engine: Database) -> set[tuple[str, int, str, str]]:
    key = (notices.c.subject_id, notices.c.arming, notices.c.stage, notices.c.audience)
    with engine.connect() as conn:
        return {tuple(row) for row in conn.execute(select(*key))}


def count(engine: Database, table) -> int:
    with engine.connect() as conn:
        return conn.scalar(select(func.count()).select_from(table))


def watermark(engine: Database, shard: int = SHARD) -> datetime | None:
    with engine.connect() as conn:
        return conn.scalar(select(progress.c.watermark).where(progress.c.shard_id == shard))


def test_each_stage_of_the_ladder_gives_one_notice_on_its_day(database):
    put_under_watch(database, duty("programme"))
    days = [ARMED.date() + timedelta(n) for n in range(70)]
    sweep(database, *map(moscow_nine, days))

    with database.connect() as conn:
        rows = conn.execute(
            select(notices.c.stage_at, notices.c.audience).order_by(notices.c.stage_at, notices.c.audience)
        ).all()
    assert [
        ("01.04.2026", "executor"),
        ("10.04.2026", "executor"),
        ("14.04.2026", "executor"),
        ("15.04.2026", "executor"),
        ("16.04.2026", "executor"),
        ("20.04.2026", "head"),
        ("22.04.2026", "controller"),
        ("29.04.2026", "region"),
    ] == [(f"{row.stage_at:%d.%m.%Y}", row.audience) for row in rows]


def test_sweeping_twice_adds_nothing(database):
    put_under_watch(database, duty("programme"))
    sweep(database, ARMED, moscow_nine(DUE))
    before = noticed(database)

    again = sweep(database, moscow_nine(DUE))[0]

    assert {("programme", 1, "due-day", "executor")} == before == noticed(database)
    assert (1, 0) == (again.count(Sweep.LATE), again.notices)


def test_a_sweep_in_the_past_changes_nothing_and_is_kept_for_the_operator(database):
    sweep(database, moscow_nine(DUE))
    put_under_watch(database, duty("programme", due=date(2026, 3, 3)))

    sweep(database, moscow_nine(DUE) - timedelta(days=1))

    assert set() == noticed(database)
    assert moscow_nine(DUE) == watermark(database)
    assert 1 == count(database, rearmed)
    with database.connect() as conn:
        row = conn.execute(select(sweeps)).one()
    assert (moscow_nine(DUE), moscow_nine(date(2026, 4, 14)), 0) == (
        row.swept_from,
        row.swept_to,
        row.notices,
    )


def test_nothing_before_the_first_sweep_is_written_but_for_what_was_armed(database):
    put_under_watch(database, duty("programme"))
    with database.begin() as conn:
        conn.execute(text("delete from rearmed"))

    sweep(database, moscow_nine(DUE))

    assert set() == noticed(database)


def test_days_of_downtime_bring_the_latest_stage_of_each_audience_and_count_the_others(database):
    put_under_watch(database, duty("programme"))
    sweep(database, ARMED)

    checked = sweep(database, moscow_nine(date(2026, 4, 25)))[0]

    assert {
        ("programme", 1, "overdue-1", "executor"),
        ("programme", 1, "overdue-3", "head"),
        ("programme", 1, "overdue-5", "controller"),
    } == noticed(database)
    assert (3, 4) == (checked.notices, checked.skipped)


def test_an_obligation_armed_long_after_its_date_gets_the_current_stage_only(database):
    sweep(database, ARMED)
    late = date(2026, 3, 4)
    put_under_watch(database, duty("old", due=late), now=moscow_nine(date(2026, 3, 11)))

    checked = sweep(database, moscow_nine(date(2026, 3, 12)))[0]

    assert {
        ("old", 1, "overdue-1", "executor"),
        ("old", 1, "overdue-3", "head"),
        ("old", 1, "overdue-5", "controller"),
    } == noticed(database)
    assert (3, 1) == (checked.notices, checked.skipped)
    assert 0 == count(database, rearmed)


def test_who_has_submitted_is_not_written_about(database):
    put_under_watch(database, duty("sent"), duty("unsent"))
    take_off(database, "sent")

    sweep(database, ARMED, moscow_nine(DUE))

    assert {("unsent", 1, "due-day", "executor")} == noticed(database)


def test_a_subject_armed_again_gets_notices_of_its_new_arming(database):
    put_under_watch(database, duty("programme"))
    sweep(database, ARMED, moscow_nine(date(2026, 4, 16)))
    moved = replace(duty("programme"), arming=2, due_date=date(2026, 5, 20), remind_date=date(2026, 5, 20))
    put_under_watch(database, moved, now=moscow_nine(date(2026, 4, 17)))

    sweep(database, moscow_nine(date(2026, 4, 20)), moscow_nine(date(2026, 5, 20)))

    assert {("programme", 1, "overdue-1", "executor"), ("programme", 2, "due-day", "executor")} == noticed(
        database
    )


def test_arming_the_same_again_adds_no_second_notice(database):
    put_under_watch(database, duty("programme"))
    sweep(database, ARMED, moscow_nine(DUE))

    put_under_watch(database, duty("programme"))
    checked = sweep(database, moscow_nine(DUE) + timedelta(minutes=15))[0]

    assert {("programme", 1, "due-day", "executor")} == noticed(database)
    assert 0 == checked.notices
    assert 0 == count(database, rearmed)


def test_a_dry_run_tells_what_would_come_and_writes_nothing(database):
    put_under_watch(database, duty("programme"))
    sweep(database, ARMED)

    dry = check_deadlines(database, moscow_nine(DUE), shards=[SHARD], dry_run=True)
    left = (noticed(database), watermark(database))
    real = check_deadlines(database, moscow_nine(DUE), shards=[SHARD])

    assert (set(), ARMED) == left
    assert replace(dry, dry_run=False) == real
    assert 1 == real.notices


def test_each_shard_has_its_own_watermark_and_all_are_swept_by_default(settled):
    abroad = duty("abroad", school=cast.FOREIGN_SCHOOL)
    put_under_watch(settled, duty("home"), abroad)
    check_deadlines(settled, ARMED)

    check_deadlines(settled, moscow_nine(DUE), shards=[cast.POMORSKY.id])
    halfway = noticed(settled)
    rest = check_deadlines(settled, moscow_nine(DUE) + timedelta(minutes=15))

    assert {("abroad", 1, "due-day", "executor")} == halfway
    assert {*halfway, ("home", 1, "due-day", "executor")} == noticed(settled)
    assert (3, [SHARD]) == (rest.idle, [shard.shard_id for shard in rest.shards])


def test_the_morning_comes_by_the_clock_of_the_organisation(settled):
    put_under_watch(settled, duty("home"), duty("abroad", school=cast.FOREIGN_SCHOOL))
    check_deadlines(settled, ARMED)
    check_deadlines(settled, moscow_nine(DUE) - timedelta(hours=12))
    before = noticed(settled)

    check_deadlines(settled, moscow_nine(DUE) - timedelta(hours=1))

    assert {("abroad", 1, "due-day", "executor")} == noticed(settled) - before


def test_nothing_is_written_an_instant_before_the_morning(database):
    put_under_watch(database, duty("programme", due=DUE))
    sweep(database, ARMED, moscow_nine(DUE) - timedelta(hours=12))
    before = noticed(database)

    sweep(database, moscow_nine(DUE) - timedelta(microseconds=1))
    early = noticed(database)
    sweep(database, moscow_nine(DUE))

    assert (before, {*before, ("programme", 1, "due-day", "executor")}) == (early, noticed(database))


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
def test_any_partition_of_the_time_gives_the_union_but_for_stages_that_came_at_once(dues, coarse, finer):
    last = coarse[-1]
    fine = [hour for hour in sorted({*coarse, *finer}) if hour <= last]
    seen = [_year_in_memory(dues, hours) for hours in (coarse, fine)]

    assert seen[0] <= seen[1]
    assert {_without_stage(row) for row in seen[0]} == {_without_stage(row) for row in seen[1]}
    assert _latest(seen[0]) == _latest(seen[1])


def _year_in_memory(dues: list[tuple[int, int]], hours: list[int]) -> set[tuple[str, int, str, str]]:
    engine = open_database("sqlite://")
    migrate(engine)
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
