"""Decide about the paper under review: accept it, or return it with a reason and a term for mending."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from vekha.actions.close import is_controller
from vekha.actions.mending import DEFAULT_WORKDAYS, MendingTerm, mending_term
from vekha.actions.step import Move, NotTheirsError, open_case, stands_above, take
from vekha.actions.watching import rewatch
from vekha.domain.obligations import Event, State
from vekha.domain.organisations import Actor
from vekha.domain.records import Deed
from vekha.domain.refusals import RefusedError
from vekha.rules.judging import judge
from vekha.rules.states import advance
from vekha.storage import submission_queries
from vekha.storage.case_queries import Case


class NoReasonError(RefusedError):
    """A paper goes back only with a reason its sender can act on."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the reviewer says. A return needs a reason; `mend_workdays` is the term it gives."""

    accepted: bool
    reason: str = ""
    mend_workdays: int = DEFAULT_WORKDAYS


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The decision. `in_time` as judged by design 4.8, None for a return or without a term.

    `reviewer_days`: what was deducted, «у проверяющего N дней». `mend_by`: last day for mending, inclusive.
    """

    obligation_id: str
    item_title: str
    organisation: str
    version: int
    state: State
    in_time: bool | None
    reviewer_days: int
    mend_by: date | None


def review(engine: Engine, obligation: str, ruling: Ruling, actor: Actor, now: datetime) -> Reviewed:
    """Accept or return the newest version. A controller who accepts also takes it off control (design 4.7).

    Raises ObligationNotFoundError, IllegalStepError, NotTheirsError, NoReasonError, MendingTermError.
    """
    with engine.begin() as conn:
        before = open_case(conn, obligation, actor, now)
        advance(before.state, Event.ACCEPT if ruling.accepted else Event.RETURN)
        _check_reviewer(conn, before, actor)
        case = (_accept if ruling.accepted else _return)(conn, before, ruling, actor, now)
        rewatch(conn, [case], now)
    due_at = case.dates.due_at
    judged = case.counted_at if ruling.accepted else None
    return Reviewed(
        case.id,
        case.item_title,
        case.organisation.short_name,
        case.version,
        case.state,
        judged <= due_at if judged and due_at else None,
        case.reviewer_days,
        case.dates.return_due,
    )


def _check_reviewer(conn: Connection, case: Case, actor: Actor) -> None:
    if not stands_above(case, actor):
        raise NotTheirsError("Проверяет не исполнитель, а вышестоящая организация: вам это не поручено.")
    if submission_queries.sender(conn, case.id, case.version) == actor.person_id:
        raise NotTheirsError("Свою бумагу проверять нельзя: её должен проверить другой человек.")


def _accept(conn: Connection, before: Case, ruling: Ruling, actor: Actor, now: datetime) -> Case:
    stays = submission_queries.stays(conn, before.id)
    judged = judge(stays, before.dates.due_at, before.control.returns, before.organisation.zone)
    events = [Event.ACCEPT, Event.CLOSE] if is_controller(conn, before, actor, now) else [Event.ACCEPT]
    verdict = _verdict(before, actor, now, None)
    deed = Deed("review", actor.person_id, now, before.id, ruling.reason.strip())
    return take(conn, before, [Move(event, judged) for event in events], deed, {"verdicts": [verdict]})


def _return(conn: Connection, before: Case, ruling: Ruling, actor: Actor, now: datetime) -> Case:
    reason = ruling.reason.strip()
    if not reason:
        raise NoReasonError("Напишите, что исправить: без причины бумагу не возвращают.")
    term = mending_term(conn, before, ruling.mend_workdays, now)
    move = Move(Event.RETURN, None, term.last, term.ends_at, rearmed=True)
    verdict = _verdict(before, actor, now, term)
    deed = Deed("review", actor.person_id, now, before.id, reason)
    return take(conn, before, [move], deed, {"verdicts": [verdict]})


def _verdict(case: Case, actor: Actor, now: datetime, term: MendingTerm | None) -> dict[str, object]:
    return {
        "obligation_id": case.id,
        "version": case.version,
        "shard_id": case.organisation.shard_id,
        "decided_at": now,
        "accepted": term is None,
        "actor_id": actor.person_id,
        "return_due": term.last if term else None,
        "return_due_at": term.ends_at if term else None,
    }
