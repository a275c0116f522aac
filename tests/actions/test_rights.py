"""The table of steps says who may take each one, and the actions let nobody else."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from tests import cast
from tests.obligation_rows import Plan, found_roadmap, owe

from vekha.actions.close import close
from vekha.actions.extend import Extending
from vekha.actions.measure import act_on
from vekha.actions.reinstate import Reinstating
from vekha.actions.reopen import Ground as Reopening
from vekha.actions.reopen import reopen
from vekha.actions.review import Ruling, review
from vekha.actions.rights import parties_to
from vekha.actions.step import NotTheirsError
from vekha.actions.submit import Desk, submit
from vekha.actions.suspend import Resuming, Suspending
from vekha.actions.waive import Waiving
from vekha.actions.withdraw import Withdrawing
from vekha.domain.deadlines import Span
from vekha.domain.life import Ground, PaperKind
from vekha.domain.obligations import Event, Party, State
from vekha.domain.organisations import Actor
from vekha.rules.incoming import IncomingFile, Paper
from vekha.rules.states import who_may
from vekha.storage import case_queries
from vekha.storage.obligation_tables import obligations

HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
SPECIALIST = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
CONTROLLER = Actor(cast.CONTROLLER.id, cast.ZARECHNY_VIEW)
CURATOR = Actor(cast.CURATOR.id, cast.REGION_VIEW)
GROUND = Ground("Причина", PaperKind.ORDER, "5", date(2026, 2, 27))
PAPER = Paper((IncomingFile("приказ.pdf", b"order"),))
PEOPLE = {"school head": HEAD, "specialist": SPECIALIST, "controller": CONTROLLER, "curator": CURATOR}
CAPACITIES = {
    "school head": {Party.EXECUTOR},
    "specialist": {Party.REVIEWER, Party.ISSUER},
    "controller": {Party.REVIEWER, Party.CONTROLLER, Party.ISSUER},
    "curator": {Party.REVIEWER},
}
BEFORE, MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC)
LATER = Extending(date(2026, 5, 4), GROUND)
PAUSE = Suspending(Span(date(2026, 3, 2), date(2026, 3, 20)), GROUND)
# How the obligation comes where the step is taken, and the step.
STEPS = {
    Event.EXTEND: (
        [],
        lambda d, o, who: act_on(d.engine, o, LATER, who, MOMENT),
    ),
    Event.SUSPEND: ([], lambda d, o, who: act_on(d.engine, o, PAUSE, who, MOMENT)),
    Event.RESUME: ([Event.SUSPEND], lambda d, o, who: act_on(d.engine, o, Resuming("Раньше"), who, MOMENT)),
    Event.WAIVE: ([], lambda d, o, who: act_on(d.engine, o, Waiving(GROUND), who, MOMENT)),
    Event.WITHDRAW: ([], lambda d, o, who: act_on(d.engine, o, Withdrawing(GROUND), who, MOMENT)),
    Event.REINSTATE: (
        [Event.WITHDRAW],
        lambda d, o, who: act_on(d.engine, o, Reinstating(GROUND), who, MOMENT),
    ),
    Event.ACCEPT: ([Event.SUBMIT], lambda d, o, who: review(d.engine, o, Ruling(True), who, MOMENT)),
    Event.RETURN: ([Event.SUBMIT], lambda d, o, who: review(d.engine, o, Ruling(False, "Нет"), who, MOMENT)),
    Event.CLOSE: ([Event.SUBMIT, Event.ACCEPT], lambda d, o, who: close(d.engine, o, "", who, MOMENT)),
    Event.REOPEN: (
        [Event.SUBMIT, Event.ACCEPT],
        lambda d, o, who: reopen(d.engine, o, Reopening("Ошибка"), who, MOMENT),
    ),
}
BEFOREHAND = {
    Event.SUBMIT: lambda d, o: submit(d, o, PAPER, HEAD, BEFORE),
    Event.ACCEPT: lambda d, o: review(d.engine, o, Ruling(True), SPECIALIST, BEFORE),
    Event.SUSPEND: lambda d, o: act_on(d.engine, o, PAUSE, CONTROLLER, BEFORE),
    Event.WITHDRAW: lambda d, o: act_on(d.engine, o, Withdrawing(GROUND), SPECIALIST, BEFORE),
}


@pytest.mark.parametrize("event", STEPS)
def test_a_step_is_open_to_those_the_table_names_and_to_nobody_else(sqlite_settled, tmp_path, event):
    found_roadmap(sqlite_settled)
    desk = Desk(sqlite_settled, tmp_path)
    path, step = STEPS[event]
    for number, (name, who) in enumerate(PEOPLE.items(), start=1):
        owed = owe(sqlite_settled, cast.SCHOOL_1, Plan(f"1.{number}", due=date(2026, 4, 15)))
        for earlier in path:
            BEFOREHAND[earlier](desk, owed)
        with sqlite_settled.begin() as conn:
            state = State(conn.scalar(select(obligations.c.state).where(obligations.c.id == owed)))
            case = case_queries.open_case(conn, owed, who.viewer)
            assert CAPACITIES[name] == parties_to(conn, case, who, MOMENT)
        if CAPACITIES[name].intersection(who_may(state, event)):
            step(desk, owed, who)
            continue
        with pytest.raises(NotTheirsError):
            step(desk, owed, who)
