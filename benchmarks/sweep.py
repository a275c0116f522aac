"""The sweep of one busy day beside the bare statement, a loop of single rows, and Prefect tasks.

Same rows, same server, same durability (SQLite: file, WAL, synchronous NORMAL; PostgreSQL: its defaults).
"""

import statistics
import time
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Engine, text

from benchmarks import prefect_tasks, sweep_rows
from benchmarks.figures import Figure
from benchmarks.servers import server
from benchmarks.sweep_rows import EVE, EVENING, fill, rewind, settle_statistics
from vekha.actions.check_deadlines import check_deadlines
from vekha.storage.database import migrate, open_database

MANY = 320_000
FEW = 32_000
RUNS = 5
WHOLE_DAY = 100_000
COMMIT_EACH_SAMPLE = 1_000

# What comes on the day, of all shards at once: what the sweep cannot be faster than.
BARE = """
    insert into notices
    (subject_kind, subject_id, arming, stage, audience, shard_id, stage_at, noticed_at, status)
    select w.subject_kind, w.subject_id, w.arming, s.stage, s.audience, w.shard_id, s.at, {as_of}, 'pending'
    from stages s join watches w on w.schedule_id = s.schedule_id
    where w.live and s.at > {after} and s.at <= {as_of}
    on conflict do nothing
"""
COME = """
    select w.subject_kind, w.subject_id, w.arming, s.stage, s.audience, w.shard_id, s.at, {as_of}, 'pending'
    from stages s join watches w on w.schedule_id = s.schedule_id
    where w.live and s.at > {after} and s.at <= {as_of}
"""
ONE_ROW = """
    insert into notices
    (subject_kind, subject_id, arming, stage, audience, shard_id, stage_at, noticed_at, status)
    values ({marks}) on conflict do nothing
"""


def measure() -> Iterator[Figure]:
    """Yield the figures of both databases; the Prefect sample last, beside SQLite on the same disk."""
    rates = {}
    for kind in ("sqlite", "postgresql"):
        with server(kind) as url_of:
            for obligations in (FEW, MANY):
                engine = _filled(url_of(f"bench_{obligations}"), obligations)
                seconds, notices = _busy_day(engine)
                rates[kind, obligations] = notices / seconds
                yield _day(kind, obligations, seconds, notices)
                if obligations == MANY:
                    yield from _beside(f"sweep_{kind}", engine, rates[kind, MANY])
                    yield _empty(f"sweep_{kind}", engine)
                engine.dispose()
        yield _scaling(kind, rates[kind, MANY], rates[kind, FEW])
    yield from prefect_tasks.measure(rates["sqlite", MANY])


def _day(kind: str, obligations: int, seconds: float, notices: int) -> Figure:
    note = f"{notices} notices of {obligations} obligations, {sweep_rows.SHARDS} shards, best of {RUNS}"
    return Figure(f"sweep_{kind}_{obligations}", round(seconds, 4), "s", note=note)


def _scaling(kind: str, many: float, few: float) -> Figure:
    against = f"the same day in {FEW} obligations: {few:.0f} notices/s"
    note = "1 means that cost follows what is due, not what exists"
    return Figure(f"sweep_{kind}_scaling", round(many), "notices/s", round(many / few, 2), against, note)


def _filled(url: str, obligations: int) -> Engine:
    engine = open_database(url)
    migrate(engine)
    fill(engine, obligations)
    return engine


def _busy_day(engine: Engine) -> tuple[float, int]:
    seconds = []
    for _ in range(RUNS):
        rewind(engine)
        began = time.perf_counter()
        checked = check_deadlines(engine, EVENING)
        seconds.append(time.perf_counter() - began)
    return min(seconds), checked.notices


def _empty(name: str, engine: Engine) -> Figure:
    rewind(engine)
    check_deadlines(engine, EVENING)
    settle_statistics(engine)
    seconds = []
    for minutes in range(15, 15 * 12, 15):
        began = time.perf_counter()
        check_deadlines(engine, EVENING + timedelta(minutes=minutes))
        seconds.append(time.perf_counter() - began)
    return Figure(
        f"{name}_empty", round(statistics.median(seconds) * 1000, 2), "ms", note="nothing due, 40 shards"
    )


def _beside(name: str, engine: Engine, ours: float) -> Iterator[Figure]:
    """Yield our notices per second beside each opponent's on the same rows."""
    loops = {
        "loop": ("one row per statement, one transaction", WHOLE_DAY, False),
        "commits": ("one row per statement, a commit each", COMMIT_EACH_SAMPLE, True),
    }
    bare = _bare(engine)
    yield _ratio(f"{name}_beside_bare", ours, bare, "one bare INSERT ... SELECT", f"best of {RUNS} each")
    for short, (against, most, commit_each) in loops.items():
        theirs, sampled = _row_by_row(engine, most, commit_each=commit_each)
        yield _ratio(f"{name}_beside_{short}", ours, theirs, against, sampled)


def _ratio(name: str, ours: float, theirs: float, against: str, note: str) -> Figure:
    return Figure(name, round(ours), "notices/s", round(ours / theirs, 2), f"{against}: {theirs:.0f}", note)


def _bare(engine: Engine) -> float:
    rates = []
    for _ in range(RUNS):
        rewind(engine)
        began = time.perf_counter()
        with engine.begin() as conn:
            bare = text(_spelt(engine, BARE).replace(":", "\\:")).execution_options(preserve_rowcount=True)
            added = conn.execute(bare).rowcount
        rates.append(added / (time.perf_counter() - began))
    return max(rates)


def _row_by_row(engine: Engine, most: int, *, commit_each: bool) -> tuple[float, str]:
    """Return the rate of a plain driver's loop, reading what has come included, and what was sampled."""
    rewind(engine)
    lite = engine.dialect.name == "sqlite"
    one_row = ONE_ROW.format(marks=", ".join(["?" if lite else "%s"] * 9))
    raw = engine.raw_connection()
    cursor = raw.cursor()
    began = time.perf_counter()
    if lite:
        cursor.execute("BEGIN IMMEDIATE")
    cursor.execute(_spelt(engine, COME) + f" limit {most}")
    rows = cursor.fetchall()
    for row in rows:
        if commit_each:
            raw.commit()
            if lite:
                cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(one_row, row)
    raw.commit()
    rate = len(rows) / (time.perf_counter() - began)
    raw.close()
    return rate, f"a sample of {most} rows, the day extrapolated" if len(rows) == most else "the whole day"


def _spelt(engine: Engine, sql: str) -> str:
    """Write the instants into the text, as each database keeps them."""
    form = (
        "'%Y-%m-%d %H:%M:%S.%f'" if engine.dialect.name == "sqlite" else "timestamptz '%Y-%m-%d %H:%M:%S+00'"
    )
    return sql.format(after=EVE.strftime(form), as_of=EVENING.strftime(form))
