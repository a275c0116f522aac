"""Decide about the paper under review: accept it, or return it with a reason and a term for mending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from vekha.actions.close import is_controller
from vekha.actions.mending import DEFAULT_WORKDAYS, MendingTerm, mending_term
from vekha.actions.step import Move, NotTheirsError, Taking, deed_of, open_case, stands_above, take_all
from vekha.actions.watching import rewatch
from vekha.domain.obligations import Event, State
from vekha.domain.organisations import Actor
from vekha.domain.refusals import RefusedError
from vekha.rules.judging import judge
from vekha.rules.states import advance
from vekha.storage import submission_queries
from vekha.storage.case_queries import Case, open_cases


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
    answered: how many obligations the form answers, all decided at once.
    """

    obligation_id: str
    item_title: str
    organisation: str
    version: int
    state: State
    in_time: bool | None
    reviewer_days: int
    mend_by: date | None
    answered: int = 1


def review(engine: Engine, obligation: str, ruling: Ruling, actor: Actor, now: datetime) -> Reviewed:
    """Accept or return the newest version. A controller who accepts also takes it off control (design 4.7).

    Raises ObligationNotFoundError, IllegalStepError, NotTheirsError, NoReasonError, MendingTermError.
    """
    with engine.begin() as conn:
        form = open_cases(conn, submission_queries.form_of(conn, obligation))
        before = open_case(conn, obligation, actor, now)
        for one in form:
            advance(one.state, Event.ACCEPT if ruling.accepted else Event.RETURN)
            _check_reviewer(conn, one, actor)
        taken = (_accepted if ruling.accepted else _returned)(conn, form, ruling, actor, now)
        deed = deed_of("review", actor, now, before.id, ruling.reason.strip())
        verdicts = [_verdict(each, actor, now) for each in taken]
        cases = take_all(conn, [each.taking for each in taken], deed, {"verdicts": verdicts})
        rewatch(conn, cases, now)
    return _reviewed(next(case for case in cases if case.id == before.id), ruling, len(cases))


def _reviewed(case: Case, ruling: Ruling, answered: int) -> Reviewed:
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
        answered,
    )


@dataclass(frozen=True, slots=True)
class _Decided:
    """The steps of one obligation, and the term for mending where its paper goes back."""

    taking: Taking
    term: MendingTerm | None = None


def _check_reviewer(conn: Connection, case: Case, actor: Actor) -> None:
    if not stands_above(case, actor):
        raise NotTheirsError("Проверяет не исполнитель, а вышестоящая организация: вам это не поручено.")
    if actor.person_id in submission_queries.senders(conn, case.id, case.version):
        raise NotTheirsError("Свою бумагу проверять нельзя: её должен проверить другой человек.")


def _accepted(
    conn: Connection, form: Sequence[Case], _: Ruling, actor: Actor, now: datetime
) -> list[_Decided]:
    found = []
    for case in form:
        stays = submission_queries.stays(conn, case.id)
        judged = judge(stays, case.dates.due_at, case.control.returns, case.organisation.zone)
        events = [Event.ACCEPT, Event.CLOSE] if is_controller(conn, case, actor, now) else [Event.ACCEPT]
        found.append(_Decided(Taking(case, tuple(Move(event, judged) for event in events))))
    return found


def _returned(
    conn: Connection, form: Sequence[Case], ruling: Ruling, _: Actor, now: datetime
) -> list[_Decided]:
    if not ruling.reason.strip():
        raise NoReasonError("Напишите, что исправить: без причины бумагу не возвращают.")
    found = []
    for case in form:
        term = mending_term(conn, case, ruling.mend_workdays, now)
        move = Move(Event.RETURN, None, term.last, term.ends_at, rearmed=True)
        found.append(_Decided(Taking(case, (move,)), term))
    return found


def _verdict(decided: _Decided, actor: Actor, now: datetime) -> dict[str, object]:
    case, term = decided.taking.before, decided.term
    return {
        "obligation_id": case.id,
        "version": case.version,
        "shard_id": case.organisation.shard_id,
        "decided_at": now,
        "accepted": term is None,
        "actor_id": actor.person_id,
        "on_behalf_of": actor.on_behalf_of or None,
        "return_due": term.last if term else None,
        "return_due_at": term.ends_at if term else None,
    }
