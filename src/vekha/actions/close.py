"""Take an accepted obligation off control (снято с контроля): the controller alone does it (design 4.7)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from vekha.actions.step import Move, NotTheirsError, deed_of, open_case, take
from vekha.calendar.zones import local_day
from vekha.domain.obligations import Event, State
from vekha.domain.organisations import Actor
from vekha.rules.judging import Judgement
from vekha.rules.states import advance
from vekha.storage import submission_queries
from vekha.storage.case_queries import Case


@dataclass(frozen=True, slots=True)
class Closed:
    """The obligation that was taken off control."""

    obligation_id: str
    item_title: str
    organisation: str
    state: State


def close(engine: Engine, obligation: str, basis: str, actor: Actor, now: datetime) -> Closed:
    """Close what was accepted; the way its paper is judged stays as it was.

    Raises ObligationNotFoundError, IllegalStepError, NotTheirsError.
    """
    with engine.begin() as conn:
        before = open_case(conn, obligation, actor, now)
        advance(before.state, Event.CLOSE)
        require_controller(conn, before, actor, now)
        judged = Judgement(before.counted_at, before.reviewer_days) if before.counted_at else None
        deed = deed_of("close", actor, now, before.id, basis.strip())
        case = take(conn, before, [Move(Event.CLOSE, judged)], deed, {})
    return Closed(case.id, case.item_title, case.organisation.short_name, case.state)


def require_controller(conn: Connection, case: Case, actor: Actor, now: datetime) -> None:
    """Raise NotTheirsError unless the actor keeps control of this obligation today."""
    if not is_controller(conn, case, actor, now):
        raise NotTheirsError(
            "С контроля снимает и на доработку возобновляет только контролёр дорожной карты, "
            "причём не по своей же бумаге."
        )


def is_controller(conn: Connection, case: Case, actor: Actor, now: datetime) -> bool:
    """Return whether the actor keeps control of this obligation today (design 4.13).

    Who sent the paper does not close it: the head of the issuer does, then the head above him.
    """
    day = local_day(now, case.organisation.zone)
    senders = submission_queries.senders(conn, case.id, case.version) if case.version else frozenset()
    for group in submission_queries.controllers(conn, case, day):
        fit = set(group) - senders
        if fit:
            return actor.person_id in fit
    return False
