"""Eight people write into one chain of PostgreSQL: no fork, no deadlock, no act lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from tests import cast, many_schools, plans
from tests.plans import by, decisions, item, roadmap

from vekha.actions.confirm import confirm
from vekha.actions.issue import issue
from vekha.actions.submit import Desk, submit
from vekha.actions.verify import verified
from vekha.domain.organisations import Actor, Viewer
from vekha.rules.incoming import Paper
from vekha.storage.database import open_database
from vekha.storage.obligation_tables import obligation_acts, obligations

WRITERS, ACTS_EACH = 8, 25


@pytest.mark.system
def test_eight_writers_do_not_fork_the_chain_of_their_shard(postgres_database, tmp_path):
    cast.settle(postgres_database)
    schools = many_schools.settle(postgres_database, WRITERS)
    items = [item(number, by(plans.PLAN.last), plans.SCHOOLS) for number in range(1, ACTS_EACH + 1)]
    done = confirm(postgres_database, roadmap(*items), decisions(), plans.BY, plans.NOW)
    issue(postgres_database, done.roadmap_id, plans.NOW)
    before = verified(postgres_database).records
    barrier = Barrier(WRITERS)

    def write(school):
        engine = open_database(postgres_database.url.render_as_string(hide_password=False))
        with engine.begin() as conn:
            mine = select(obligations.c.id).where(obligations.c.organisation_id == school.id)
            owed = conn.scalars(mine).all()
        head = Actor("head", Viewer(school.id))
        barrier.wait()
        for one in owed:
            submit(Desk(engine, tmp_path), one, Paper(note="Сделано."), head, plans.NOW + timedelta(days=1))
        engine.dispose()

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(write, schools))
    with postgres_database.begin() as conn:
        acts = conn.scalar(select(func.count()).select_from(obligation_acts))
    found = verified(postgres_database)
    assert (WRITERS * ACTS_EACH, WRITERS * ACTS_EACH, ()) == (acts, found.records - before, found.breaks)
