from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select, text
from tests import cast
from tests.under_watch import (
    ARMED,
    DUE,
    SHARD,
    count,
    duty,
    moscow_nine,
    noticed,
    put_under_watch,
    sweep,
    take_off,
    watermark,
)

from vekha.actions.check_deadlines import Sweep, check_deadlines
from vekha.storage.watch_tables import notices, rearmed, sweeps


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
