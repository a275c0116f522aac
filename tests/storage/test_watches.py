import threading
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import event, func, insert, select
from tests import cast
from tests.obligation_rows import ISSUED_AT, Plan, found_roadmap, item_id, owe

from vekha.actions.arm import Subject, arm, disarm
from vekha.actions.check_deadlines import check_deadlines
from vekha.domain.watches import SubjectKind, Unwatched, Watch
from vekha.rules.ladders import parse_ladder, shipped_ladder
from vekha.storage import watch_queries
from vekha.storage.database import Database, open_database
from vekha.storage.life_tables import happenings
from vekha.storage.obligation_tables import schedule_requests
from vekha.storage.unwatched_queries import unwatched, unwatched_counts
from vekha.storage.watch_tables import day_tables, ladders, rearmed, schedules, stages, watches

NORMAL = shipped_ladder("normal")
ARMED = datetime(2026, 3, 2, 7, tzinfo=UTC)
DUE = date(2026, 4, 15)


def duty(name: str, school=cast.SCHOOL_1, due: date = DUE, arming: int = 1) -> Subject:
    return Subject(SubjectKind.OBLIGATION, name, arming, school.shard_id, school, due, due)


def put_under_watch(engine: Database, *duties: Subject, now: datetime = ARMED) -> None:
    with engine.begin() as conn:
        arm(conn, NORMAL, duties, now)


def count(engine: Database, table) -> int:
    with engine.connect() as conn:
        return conn.scalar(select(func.count()).select_from(table))


def watch_of(engine: Database, name: str) -> Watch | None:
    with engine.connect() as conn:
        return watch_queries.watch_of(conn, SubjectKind.OBLIGATION, name)


def test_equal_dates_share_one_schedule_and_its_stages(database):
    put_under_watch(database, *(duty(f"duty-{n}") for n in range(50)))
    put_under_watch(database, duty("later"), now=ARMED + timedelta(hours=3))

    assert (51, 1, 8) == (count(database, watches), count(database, schedules), count(database, stages))


def test_another_zone_week_date_or_day_of_arming_is_another_schedule(database):
    put_under_watch(
        database,
        duty("home"),
        duty("six days a week", cast.SCHOOL_2),
        duty("other zone", cast.FOREIGN_SCHOOL),
        duty("other date", due=date(2026, 4, 16)),
    )
    put_under_watch(database, duty("armed the day after"), now=ARMED + timedelta(days=1))

    assert 5 == count(database, schedules)
    assert 2 == count(database, day_tables)


def test_the_ladder_that_was_used_can_be_read_back(database):
    put_under_watch(database, duty("programme"))

    with database.connect() as conn:
        assert NORMAL == parse_ladder(watch_queries.ladder_text(conn, NORMAL.id))
        assert watch_queries.ladder_text(conn, "unknown") is None
    assert 1 == count(database, ladders)


def test_arming_again_replaces_the_watch_and_tells_the_sweep(database):
    put_under_watch(database, duty("programme"))
    first = watch_of(database, "programme")
    check_deadlines(database, ARMED, shards=[cast.ZARECHNY.id])
    told = count(database, rearmed)
    with database.begin() as conn:
        disarm(conn, SubjectKind.OBLIGATION, ["programme"])
    resting = watch_of(database, "programme")
    put_under_watch(database, duty("programme", due=date(2026, 5, 20), arming=2))
    again = watch_of(database, "programme")

    assert (0, 1) == (told, count(database, rearmed))
    assert [(1, True), (1, False), (2, True)] == [
        (each.arming, each.live) for each in (first, resting, again)
    ]
    assert first.schedule_id == resting.schedule_id != again.schedule_id


def test_arming_nothing_and_disarming_the_unknown_are_no_faults(database):
    put_under_watch(database)
    with database.begin() as conn:
        disarm(conn, SubjectKind.OBLIGATION, [])
        disarm(conn, SubjectKind.OBLIGATION, ["nobody"])

    assert 0 == count(database, watches)
    assert watch_of(database, "nobody") is None


def test_more_subjects_than_a_statement_takes_are_all_disarmed(database):
    names = [f"duty-{n}" for n in range(5001)]
    put_under_watch(database, *map(duty, names))

    with database.begin() as conn:
        disarm(conn, SubjectKind.OBLIGATION, names)

    with database.connect() as conn:
        assert [(False, 5001)] == list(
            conn.execute(select(watches.c.live, func.count()).group_by(watches.c.live)).tuples()
        )


def test_two_actions_may_arm_with_the_same_new_schedules_at_once(database):
    dues = [date(2026, 4, 1) + timedelta(n) for n in range(40)]
    start = threading.Barrier(2)

    def run(mine: list[date], name: str) -> None:
        own = open_database(database.url.render_as_string(hide_password=False))
        start.wait()
        put_under_watch(own, *(duty(f"{name}-{due}", due=due) for due in mine))
        own.dispose()

    both = [threading.Thread(target=run, args=args) for args in ((dues, "first"), (dues[::-1], "second"))]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert (80, 40, 320) == (count(database, watches), count(database, schedules), count(database, stages))


def test_the_sweep_reads_by_index_only(sqlite_database):
    """Cost follows what is due: a full scan of watches, stages or notices would break that."""
    put_under_watch(sqlite_database, duty("programme"))
    check_deadlines(sqlite_database, ARMED, shards=[cast.ZARECHNY.id])
    said = []

    @event.listens_for(sqlite_database, "before_cursor_execute")
    def _listen(_conn, cursor, statement, parameters, _context, many) -> None:
        if not many and statement.split()[0] in {"WITH", "SELECT", "INSERT", "UPDATE", "DELETE"}:
            plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            said.extend(row[3] for row in plan)

    check_deadlines(sqlite_database, ARMED + timedelta(days=60), shards=[cast.ZARECHNY.id])

    assert "SEARCH watches USING INDEX ix_watches_live (schedule_id=? AND shard_id=?)" in said
    assert "SEARCH notices USING INDEX ix_notices_pending (shard_id=?)" in said
    # `come` are the stages that have come, read from their own index a moment before.
    assert {"SCAN come"} == {line for line in said if line.startswith("SCAN")}


def test_every_open_obligation_without_a_future_stage_has_its_reason(settled):
    found_roadmap(settled)
    school = cast.SCHOOL_1
    owe(settled, school, Plan(key="watched"))
    history = owe(settled, school, Plan(key="history", history=True))
    asked = owe(settled, school, Plan(item="2.1", key="asked", due=None, kind="unspecified"))
    over = owe(settled, school, Plan(key="over", due=date(2026, 2, 2)))
    forgotten = owe(settled, school, Plan(item="2.2", key="forgotten", due=None, kind="event"))
    owe(settled, cast.FOREIGN_SCHOOL, Plan(key="abroad", due=date(2026, 2, 2)))
    ask(settled, item_id("2.1"))
    supplied = owe(settled, school, Plan(item="2.3", key="supplied", due=None, kind="event"))
    happen(settled, item_id("2.3"))
    as_of = datetime(2026, 2, 20, 6, tzinfo=UTC)

    with settled.connect() as conn:
        counts = unwatched_counts(conn, as_of, cast.ZARECHNY_VIEW)
        found = {why: unwatched(conn, as_of, cast.ZARECHNY_VIEW, why) for why in Unwatched}
        everywhere = unwatched_counts(conn, as_of, cast.REGION_VIEW)
    assert {
        Unwatched.HISTORY: (history,),
        Unwatched.ASKED: (asked,),
        Unwatched.SUPPLIED: (supplied,),
        Unwatched.EXHAUSTED: (over,),
        Unwatched.FORGOTTEN: (forgotten,),
    } == found
    assert dict.fromkeys(Unwatched, 1) == counts
    assert 2 == everywhere[Unwatched.EXHAUSTED]


def test_a_resting_watch_of_an_open_obligation_is_forgotten(settled):
    found_roadmap(settled)
    owed = owe(settled, cast.SCHOOL_1)
    with settled.begin() as conn:
        disarm(conn, SubjectKind.OBLIGATION, [owed])

    with settled.connect() as conn:
        assert (owed,) == unwatched(conn, ISSUED_AT, cast.REGION_VIEW, Unwatched.FORGOTTEN)


def ask(engine: Database, item: str) -> None:
    due = date(2026, 2, 2)
    row = {"id": "request-1", "item_id": item, "organisation_id": cast.ZARECHNY.id, "due": due}
    office = cast.ZARECHNY
    with engine.begin() as conn:
        conn.execute(
            insert(schedule_requests).values(**row, shard_id=office.id, asked_at=ISSUED_AT, record_id=1)
        )
        subject = Subject(SubjectKind.SCHEDULE_REQUEST, "request-1", 1, office.id, office, due, due)
        arm(conn, shipped_ladder("schedule_request"), [subject], ISSUED_AT)


def happen(engine: Database, item: str) -> None:
    """Record an event of the item, of every addressee."""
    row = {
        "id": "happening-1",
        "item_id": item,
        "seq": 1,
        "kind": "event",
        "shard_id": cast.ZARECHNY.id,
        "record_id": 1,
        "recorded_at": ISSUED_AT,
        "actor_id": "person-5",
        "happened_on": ISSUED_AT.date(),
    }
    with engine.begin() as conn:
        conn.execute(insert(happenings).values(row))
