"""`vekha issue` killed again and again, started as an operator starts it: all is issued, nothing twice.

The seed is printed: VEKHA_TEST_SEED repeats a run.
"""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from tests import cast, plans
from tests.plans import by, decisions, item, roadmap

from vekha.actions.confirm import confirm
from vekha.actions.verify import verify
from vekha.domain.organisations import Actor, Level
from vekha.storage import settling_queries
from vekha.storage.obligation_tables import obligations
from vekha.storage.watch_tables import rearmed, watches

MUNICIPALITIES, SCHOOLS_EACH, ITEMS = 40, 30, 12
TOTAL = MUNICIPALITIES * SCHOOLS_EACH * ITEMS
KILLS = 4
LONGEST_WAIT_SECONDS = 120
CURATOR = Actor(cast.CURATOR.id, cast.REGION_VIEW)


def _settle(engine):
    """A region of its own beside the cast's: municipalities, each a shard, with their schools."""
    units, lines = [], {}
    for number in range(MUNICIPALITIES):
        own = 10_000 + number * 100
        office = replace(cast.POMORSKY, id=own, code=f"mun-{number}", name=f"Отдел {number}", shard_id=own)
        schools = [
            replace(
                cast.FOREIGN_SCHOOL,
                id=own + one,
                code=f"sch-{own + one}",
                parent_id=own,
                name=f"Школа № {own + one}",
                shard_id=own,
            )
            for one in range(1, SCHOOLS_EACH + 1)
        ]
        units += [office, *schools]
        lines |= {own: [own, cast.REGION.id]}
        lines |= {school.id: [school.id, own, cast.REGION.id] for school in schools}
    with engine.begin() as conn:
        settling_queries.add_organisations(conn, units)
        settling_queries.add_ancestors(conn, lines)


def _count(engine, table=obligations):
    with engine.begin() as conn:
        return conn.scalar(select(func.count()).select_from(table))


def _issue(folder, roadmap_id):
    now = (plans.NOW + timedelta(hours=1)).isoformat()
    return subprocess.Popen(
        [sys.executable, "-m", "vekha", "issue", roadmap_id, "--as", cast.REGION.code, "--now", now],
        env={**os.environ, "VEKHA_DATA": str(folder)},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def _kill_after(process, engine, number):
    """Kill as soon as so many obligations stand."""
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    while process.poll() is None and _count(engine) < number and time.monotonic() < until:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.mark.system
def test_an_issue_killed_again_and_again_loses_and_doubles_nothing(sqlite_settled, tmp_path):
    seed = int(os.environ.get("VEKHA_TEST_SEED") or random.SystemRandom().randrange(10**6))
    print(f"VEKHA_TEST_SEED={seed}")
    draw = random.Random(seed)
    _settle(sqlite_settled)
    items = [item(number, by(plans.PLAN.last), plans.SCHOOLS) for number in range(1, ITEMS + 1)]
    regional = roadmap(*items, issuer=cast.REGION.name, level=Level.REGION)
    done = confirm(sqlite_settled, regional, decisions(), CURATOR, plans.NOW)
    reached = []
    for part in range(1, KILLS + 1):
        number = draw.randrange(TOTAL * (part - 1) // (KILLS + 1), TOTAL * part // (KILLS + 1)) + 1
        _kill_after(_issue(tmp_path, done.roadmap_id), sqlite_settled, number)
        reached.append(_count(sqlite_settled))
    last = _issue(tmp_path, done.roadmap_id)
    said = last.communicate(timeout=LONGEST_WAIT_SECONDS)[0].decode()
    expected = (
        TOTAL + (len(cast.SCHOOLS) + 2) * ITEMS
    )  # with the cast's own schools, Поморская and the lyceum
    assert (0, expected) == (last.returncode, _count(sqlite_settled)), said
    assert reached == sorted(reached)
    assert any(0 < each < expected for each in reached), reached
    assert expected == _count(sqlite_settled, watches) == _count(sqlite_settled, rearmed)
    assert () == verify(sqlite_settled)
