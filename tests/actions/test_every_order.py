"""Every order of steps, as deep as given: no step and no paper is lost, the first term stays what it was.

Each step is taken by the real action inside a savepoint; the tree is walked by rolling back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from tests import cast
from tests.obligation_rows import found_roadmap, owe

from vekha.actions.bulk import take_bulk
from vekha.actions.close import close
from vekha.actions.extend import Extending
from vekha.actions.measure import act_on
from vekha.actions.reinstate import Reinstating
from vekha.actions.reopen import Ground as Reopening
from vekha.actions.reopen import reopen
from vekha.actions.review import Ruling, review
from vekha.actions.submit import Desk, submit
from vekha.actions.suspend import Resuming, Suspending
from vekha.actions.undo import CannotUndoError, undo
from vekha.actions.waive import Waiving
from vekha.actions.withdraw import Withdrawing
from vekha.domain.deadlines import Span
from vekha.domain.life import Ground, PaperKind
from vekha.domain.obligations import Event, State
from vekha.domain.organisations import Actor
from vekha.domain.refusals import RefusedError
from vekha.rules.incoming import IncomingFile, Paper
from vekha.rules.states import STEPS, advance
from vekha.storage.choice_queries import Choice
from vekha.storage.obligation_tables import obligation_acts, obligations, submissions, verdicts
from vekha.storage.watch_tables import watches

HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
SPECIALIST = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
CONTROLLER = Actor(cast.CONTROLLER.id, cast.ZARECHNY_VIEW)
GROUND = Ground("Причина", PaperKind.ORDER, "5", date(2026, 2, 27))
PAPER = Paper((IncomingFile("приказ.pdf", b"order"),))
BEGINNING = datetime(2026, 3, 2, 9, tzinfo=UTC)  # the term is the 5th: every deep path runs past it
STEP = timedelta(days=2)
ALL = Choice(item="1.1")


@dataclass(frozen=True)
class Savepoints:
    """An engine whose transactions are savepoints of one connection: an action can be taken away."""

    conn: object

    @contextmanager
    def begin(self) -> Iterator[object]:
        with self.conn.begin_nested():
            yield self.conn


@dataclass(frozen=True)
class Walk:
    desk: Desk
    owed: str

    @property
    def engine(self):
        return self.desk.engine

    def rows(self, statement):
        return self.engine.conn.execute(statement).all()


Deed = Callable[[Walk, datetime], object]


def _until(now: datetime) -> date:
    """A later day at every step, working or not."""
    return (now + timedelta(days=40) + 3 * (now - BEGINNING)).date()


def _pause(now: datetime) -> Suspending:
    return Suspending(Span(now.date(), (now + timedelta(days=3)).date()), GROUND, _until(now))


def _bulk(measure) -> Deed:
    return lambda walk, now: take_bulk(walk.engine, ALL, measure(now), CONTROLLER, now)


def _undo(walk: Walk, now: datetime) -> object:
    newest = select(obligation_acts.c.bulk_id).order_by(obligation_acts.c.seq.desc()).limit(1)
    found = walk.rows(newest)
    return undo(walk.engine, (found and found[0][0]) or "нет такого", "Назад", CONTROLLER, now)


DEEDS: dict[Event, Deed] = {
    Event.SUBMIT: lambda walk, now: submit(walk.desk, walk.owed, PAPER, HEAD, now),
    Event.ACCEPT: lambda walk, now: review(walk.engine, walk.owed, Ruling(True), SPECIALIST, now),
    Event.RETURN: lambda walk, now: review(walk.engine, walk.owed, Ruling(False, "Нет"), SPECIALIST, now),
    Event.CLOSE: lambda walk, now: close(walk.engine, walk.owed, "", CONTROLLER, now),
    Event.REOPEN: lambda walk, now: reopen(walk.engine, walk.owed, Reopening("Ошибка"), CONTROLLER, now),
    Event.EXTEND: _bulk(lambda now: Extending(_until(now), GROUND)),
    Event.SUSPEND: _bulk(_pause),
    Event.RESUME: lambda walk, now: act_on(walk.engine, walk.owed, Resuming("Раньше"), CONTROLLER, now),
    Event.WAIVE: _bulk(lambda _now: Waiving(GROUND)),
    Event.WITHDRAW: lambda walk, now: act_on(walk.engine, walk.owed, Withdrawing(GROUND), SPECIALIST, now),
    Event.REINSTATE: lambda walk, now: act_on(walk.engine, walk.owed, Reinstating(GROUND), SPECIALIST, now),
    Event.UNDO: _undo,
}
# Taken by the engine or with a newer edition of the document: walked where those are tested.
ELSEWHERE = {Event.RE_DATE, Event.AMEND}


@pytest.mark.parametrize("depth", [3, pytest.param(6, marks=pytest.mark.system)])
def test_no_order_of_steps_loses_a_record(sqlite_settled, tmp_path, depth):
    found_roadmap(sqlite_settled)
    owed = owe(sqlite_settled, cast.SCHOOL_1)
    with sqlite_settled.connect() as conn, conn.begin() as whole:
        walk = Walk(Desk(Savepoints(conn), tmp_path), owed)
        steps = _explore(walk, (), State.OPEN, BEGINNING, depth)
        whole.rollback()
    assert {Event(name) for name in steps} == set(Event) - ELSEWHERE
    assert sum(steps.values()) > 60


def _explore(walk: Walk, path: tuple[Event, ...], state: State, now: datetime, depth: int) -> dict[str, int]:
    taken: dict[str, int] = {}
    if not depth:
        return taken
    for event in {step.event for step in STEPS if step.state is state} - ELSEWHERE:
        with walk.engine.conn.begin_nested() as point:
            before = _judged(walk)
            if _take(walk, event, now):
                after = _check(walk, (*path, event), before)
                taken[event] = taken.get(event, 0) + 1
                for name, times in _explore(walk, (*path, event), after, now + STEP, depth - 1).items():
                    taken[name] = taken.get(name, 0) + times
            point.rollback()
    return taken


def _take(walk: Walk, event: Event, now: datetime) -> bool:
    """Take the step; what the action refuses for another reason than the table leaves nothing behind."""
    before = walk.rows(select(func.count()).select_from(obligation_acts))
    try:
        DEEDS[event](walk, now)
    except RefusedError as refused:
        if not (isinstance(refused, CannotUndoError) or event in {Event.RESUME, Event.SUSPEND}):
            raise
        assert before == walk.rows(select(func.count()).select_from(obligation_acts))
        return False
    return True


def _judged(walk: Walk) -> bool | None:
    """Whether the paper that lies is in time by the first term, as reports say; None where none lies."""
    act, one = obligation_acts.c, obligations.c
    newest = select(act.counted_at).where(act.counted_at.is_not(None)).order_by(act.seq.desc()).limit(1)
    found = walk.rows(newest)
    ((first_term,),) = walk.rows(select(one.original_due_at))
    return found[0][0] <= first_term if found else None


def _check(walk: Walk, path: tuple[Event, ...], before: bool | None) -> State:
    act, one = obligation_acts.c, obligations.c
    acts = walk.rows(select(obligation_acts).order_by(act.seq))
    # A pause that moves the term takes two steps in one record.
    pairs = [[Event.EXTEND, event] if event is Event.SUSPEND else [event] for event in path]
    assert [event for pair in pairs for event in pair] == [Event(row.event) for row in acts]
    assert list(range(1, len(acts) + 1)) == [row.seq for row in acts]
    ((state, due, arming, original, provisional),) = walk.rows(
        select(one.state, one.due, one.arming, one.original_due, one.provisional)
    )
    assert (acts[-1].state, acts[-1].due, acts[-1].arming) == (state, due, arming)
    assert (date(2026, 3, 5), False) == (original, provisional)
    reached = State.OPEN
    for row in acts:
        reached = advance(reached, Event(row.event), State(row.state))
        assert reached is State(row.state)
    assert [(path.count(Event.SUBMIT),)] == walk.rows(select(func.count()).select_from(submissions))
    decided = path.count(Event.ACCEPT) + path.count(Event.RETURN)
    assert [(decided,)] == walk.rows(select(func.count()).select_from(verdicts))
    live = {kind for (kind,) in walk.rows(select(watches.c.subject_kind).where(watches.c.live))}
    expected = {State.OPEN: {"obligation"}, State.RETURNED: {"obligation"}, State.SUBMITTED: {"review"}}
    assert expected.get(reached, set()) == live
    assert not (before is False and path[-1] is not Event.UNDO and _judged(walk))
    return reached
