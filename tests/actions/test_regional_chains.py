"""An act of the region stands in the region's chain and in that of every shard it touches (design 4.14)."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from tests import cast, plans
from tests.actions.test_amend import GROUND, LATER
from tests.actions.test_supply_dates import MONDAY, ORDER, after_an_event
from tests.plans import by, decisions, item, roadmap

from vekha.actions.amend import Amendment, Reading, amend
from vekha.actions.confirm import confirm
from vekha.actions.issue import issue
from vekha.actions.supply_dates import Named, record_event
from vekha.actions.verify import verify
from vekha.domain.organisations import Actor, Level
from vekha.storage.journal_tables import journal

CURATOR = Actor(cast.CURATOR.id, cast.REGION_VIEW)
SHARDS = {cast.REGION.shard_id, cast.ZARECHNY.shard_id, cast.POMORSKY.shard_id, cast.LYCEUM.shard_id}
SCHOOL_PLAN = item(1, by(date(2026, 10, 1)), plans.SCHOOLS)
AFTER_ORDER = item(2, after_an_event(), plans.SCHOOLS)


def regional(*items, **others):
    return roadmap(*items, issuer=cast.REGION.name, level=Level.REGION, **others)


def chains(engine, action):
    with engine.begin() as conn:
        return list(conn.scalars(select(journal.c.shard_id).where(journal.c.action == action)))


def test_every_shard_keeps_a_record_of_what_the_region_does(sqlite_settled):
    done = confirm(sqlite_settled, regional(SCHOOL_PLAN, AFTER_ORDER), decisions(), CURATOR, plans.NOW)
    assert SHARDS == set(chains(sqlite_settled, "confirm"))
    issue(sqlite_settled, done.roadmap_id, plans.NOW)
    assert SHARDS == set(chains(sqlite_settled, "issue"))
    issued = len(chains(sqlite_settled, "issue"))
    issue(sqlite_settled, done.roadmap_id, LATER)
    assert issued == len(chains(sqlite_settled, "issue"))
    on = LATER + timedelta(days=40)
    record_event(sqlite_settled, Named("1.2"), MONDAY, ORDER, CURATOR, on)
    assert SHARDS == set(chains(sqlite_settled, "event"))
    document = regional(replace(SCHOOL_PLAN, title="Мероприятие 1 для школ"), AFTER_ORDER, sha256="b" * 64)
    reading = Reading(document, decisions(sha256="b" * 64))
    amend(sqlite_settled, reading, Amendment(GROUND), CURATOR, on, accept=True)
    assert SHARDS == set(chains(sqlite_settled, "amend"))
    assert () == verify(sqlite_settled)


def test_an_event_of_one_school_is_told_to_its_shard_and_the_region_alone(sqlite_settled):
    done = confirm(sqlite_settled, regional(AFTER_ORDER), decisions(), CURATOR, plans.NOW)
    issue(sqlite_settled, done.roadmap_id, plans.NOW)
    own = Named("1.2", cast.SCHOOL_1.code)
    record_event(sqlite_settled, own, MONDAY, ORDER, CURATOR, LATER + timedelta(days=40))
    assert {cast.REGION.shard_id, cast.ZARECHNY.shard_id} == set(chains(sqlite_settled, "event"))
    assert () == verify(sqlite_settled)
