"""What the lists said at any instant is rebuilt for it later, whatever happened since (design 4.16)."""

import random
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from tests import cast, plans
from tests.actions.test_calendar_layers import CHIEF, layer, toml
from tests.actions.test_supply_dates import after_an_event
from tests.plans import by, decisions, item, roadmap

from vekha.actions.accept_layer import accept_layer
from vekha.actions.amend import Amendment, Reading, amend
from vekha.actions.close import close
from vekha.actions.confirm import confirm
from vekha.actions.extend import Extending
from vekha.actions.issue import issue
from vekha.actions.measure import Measure, act_on
from vekha.actions.reinstate import Reinstating
from vekha.actions.review import Ruling, review
from vekha.actions.submit import Desk, submit
from vekha.actions.supply_dates import GivenPaper, Named, record_event
from vekha.actions.suspend import Resuming, Suspending
from vekha.actions.verify import verify
from vekha.actions.waive import Waiving
from vekha.actions.withdraw import Withdrawing
from vekha.domain.deadlines import Span
from vekha.domain.life import Ground, PaperKind
from vekha.domain.organisations import Actor
from vekha.domain.refusals import RefusedError
from vekha.rules.incoming import Paper
from vekha.storage import register_queries
from vekha.storage.as_of_queries import Cut
from vekha.storage.database import Database
from vekha.storage.obligation_tables import obligation_acts, obligations

HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
CONTROLLER = Actor(cast.CONTROLLER.id, cast.ZARECHNY_VIEW)
WHOLE = Span(date(2025, 1, 1), date(2029, 12, 31))
UNITS = [cast.ZARECHNY.id, *(unit.id for unit in cast.SCHOOLS)]
STEPS = 40
ITEMS = (
    item(1, by(date(2026, 2, 10)), plans.SCHOOLS),
    item(2, by(date(2026, 3, 18)), plans.SCHOOLS),
    item(3, after_an_event(), plans.SCHOOLS),
    item(4, by(date(2026, 5, 29)), plans.OFFICE),
)


@dataclass
class Life:
    """A random life. seen: what the lists said right after each deed, by its instant."""

    engine: Database
    folder: Path
    draw: random.Random
    now: datetime = plans.NOW
    done: set[str] = field(default_factory=set)
    seen: dict[datetime, tuple[object, object]] = field(default_factory=dict)

    def live(self) -> None:
        for _ in range(STEPS):
            self.now += timedelta(minutes=self.draw.randrange(1, 4 * 24 * 60))
            deed = self.draw.choice(DEEDS)
            with suppress(RefusedError):  # a refused deed writes nothing; the next one is drawn
                deed(self)
                self.done.add(deed.__name__)
            self.seen[self.now] = (listed(self.engine), registered(self.engine, self.now))

    def owed(self) -> str:
        # Ids are drawn anew in every run: the order is of what is the same in each.
        same = (obligations.c.organisation_id, obligations.c.original_due, obligations.c.occurrence_key)
        with self.engine.begin() as conn:
            return self.draw.choice(conn.scalars(select(obligations.c.id).order_by(*same)).all())

    def ground(self) -> Ground:
        return Ground("Причина", PaperKind.ORDER, "5", self.now.date() - timedelta(days=2))

    def later(self) -> date:
        return self.now.date() + timedelta(days=self.draw.randrange(5, 90))

    def measure(self, measure: Measure) -> None:
        act_on(self.engine, self.owed(), measure, CONTROLLER, self.now)


def hand_in(life: Life) -> None:
    submit(Desk(life.engine, life.folder), life.owed(), Paper(note="сделано"), HEAD, life.now)


def look(life: Life) -> None:
    review(life.engine, life.owed(), Ruling(life.draw.random() < 0.5, "поправьте"), CONTROLLER, life.now)


def end(life: Life) -> None:
    close(life.engine, life.owed(), "", CONTROLLER, life.now)


def prolong(life: Life) -> None:
    life.measure(Extending(life.later(), life.ground()))


def pause(life: Life) -> None:
    last = life.now.date() + timedelta(days=life.draw.randrange(1, 20))
    life.measure(Suspending(Span(life.now.date(), last), life.ground(), life.later()))


def go_on(life: Life) -> None:
    life.measure(Resuming("Раньше"))


def let_off(life: Life) -> None:
    life.measure(Waiving(life.ground()))


def cancel(life: Life) -> None:
    life.measure(Withdrawing(life.ground()))


def bring_back(life: Life) -> None:
    life.measure(Reinstating(life.ground()))


def happen(life: Life) -> None:
    paper = GivenPaper(str(life.draw.randrange(100)), life.now.date())
    record_event(life.engine, Named("1.3"), life.now.date(), paper, plans.BY, life.now)


def change_plan(life: Life) -> None:
    sha256 = f"{life.draw.randrange(16**8):064x}"
    kept = [replace(each, deadline=by(life.later())) if each is ITEMS[1] else each for each in ITEMS]
    document = roadmap(*(each for each in kept if life.draw.random() < 0.9), sha256=sha256)
    reading = Reading(document, decisions(sha256=sha256))
    amend(life.engine, reading, Amendment(life.ground()), plans.BY, life.now, accept=True)


def change_calendar(life: Life) -> None:
    days = {(life.now.date() + timedelta(days=life.draw.randrange(60))).isoformat() for _ in range(9)}
    content = toml(*((day, "nonworking") for day in sorted(days)))
    accept_layer(life.engine, layer(content), "zarechny", CHIEF, life.now)


# The commonest first, more than once: a paper has to be sent before anything is done to it.
DEEDS = (
    *[hand_in] * 4,
    *[look] * 4,
    *[end, prolong, prolong, pause, pause, go_on, let_off, cancel, bring_back],
    *[happen, change_plan, change_calendar],
)


def listed(engine: Database) -> object:
    """What the obligations themselves say now; a waiting one that is answered is no longer shown."""
    with engine.begin() as conn:
        rows = conn.execute(select(obligations).order_by(obligations.c.id)).all()
    return {row.id: (row.state, row.due) for row in rows if row.due}


def registered(engine: Database, as_of: datetime) -> list[object]:
    with engine.begin() as conn:
        return list(register_queries.register(conn, Cut(cast.ZARECHNY_VIEW, WHOLE, as_of), UNITS))


def lived(engine: Database, folder: Path, seed: int) -> Life:
    done = confirm(engine, roadmap(*ITEMS), decisions(), plans.BY, plans.NOW)
    issue(engine, done.roadmap_id, plans.NOW)
    life = Life(engine, folder, random.Random(seed))
    life.live()
    return life


def check(life: Life) -> None:
    for as_of, (said, rows) in life.seen.items():
        again = registered(life.engine, as_of)
        assert said == {row.obligation_id: (row.fact.state, row.due) for row in again if row.due}
        assert rows == again
    assert () == verify(life.engine)


def test_any_instant_is_rebuilt_as_it_was(sqlite_settled, tmp_path):
    life = lived(sqlite_settled, tmp_path, seed=7)
    check(life)
    assert {"happen", "change_calendar"} <= life.done, life.done
    assert len(life.done) >= 7, life.done


@pytest.mark.system
@pytest.mark.parametrize("seed", range(6))
def test_any_instant_of_many_lives_is_rebuilt_as_it_was(settled, tmp_path, seed):
    life = lived(settled, tmp_path, 100 + seed)
    check(life)
    with settled.begin() as conn:
        assert len(conn.execute(select(obligation_acts)).all()) > len(ITEMS)
