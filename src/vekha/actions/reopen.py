"""Reopen what was accepted or closed by mistake: it goes back for mending with a term of its own."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from vekha.actions.close import require_controller
from vekha.actions.mending import DEFAULT_WORKDAYS, mending_term
from vekha.actions.step import Move, deed_of, open_case, take
from vekha.actions.watching import rewatch
from vekha.domain.obligations import Event, State
from vekha.domain.organisations import Actor
from vekha.domain.refusals import RefusedError
from vekha.rules.states import advance


class NoGroundError(RefusedError):
    """Reopening needs a ground."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Why it is reopened, and how many working days are given for mending."""

    reason: str
    mend_workdays: int = DEFAULT_WORKDAYS


@dataclass(frozen=True, slots=True)
class Reopened:
    """The obligation that is watched again. `mend_by`: the last day for mending, inclusive."""

    obligation_id: str
    item_title: str
    organisation: str
    state: State
    mend_by: date


def reopen(engine: Engine, obligation: str, ground: Ground, actor: Actor, now: datetime) -> Reopened:
    """Send the obligation back for mending; the controller alone does it.

    Raises ObligationNotFoundError, IllegalStepError, NotTheirsError, NoGroundError, MendingTermError.
    """
    if not ground.reason.strip():
        raise NoGroundError("Напишите, почему обязательство возобновлено.")
    with engine.begin() as conn:
        before = open_case(conn, obligation, actor, now)
        advance(before.state, Event.REOPEN)
        require_controller(conn, before, actor, now)
        term = mending_term(conn, before, ground.mend_workdays, now)
        move = Move(Event.REOPEN, None, term.last, term.ends_at, rearmed=True)
        deed = deed_of("reopen", actor, now, before.id, ground.reason.strip())
        case = take(conn, before, [move], deed, {})
        rewatch(conn, [case], now)
    return Reopened(case.id, case.item_title, case.organisation.short_name, case.state, term.last)
