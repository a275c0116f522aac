"""Answer what an executor asked: agree in turn, the last word with a paper, or refuse with a reason."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from vekha.actions.answering import answer_row
from vekha.actions.ask import RequestError
from vekha.actions.extend import Extending
from vekha.actions.measure import Measure, Order, carry_out
from vekha.actions.record import record
from vekha.actions.rights import office_of
from vekha.actions.step import NotTheirsError, deed_of, open_case, stands_above
from vekha.actions.waive import Waiving
from vekha.actions.watching import rewatch
from vekha.domain.life import Ground, RequestKind, RequestStage
from vekha.domain.obligations import State
from vekha.domain.organisations import Actor
from vekha.rules.requests import Request, Turn, turn_of, turns
from vekha.storage import journal_queries, organisation_queries, request_queries
from vekha.storage.case_queries import Case


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a request. A refusal needs a reason, the last agreement a paper in `ground`."""

    kind: RequestKind
    agreed: bool
    ground: Ground


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of the request. waits_for: whose word is awaited next, "" when it is settled (Russian)."""

    request_id: str
    obligation_id: str
    item_title: str
    organisation: str
    kind: RequestKind
    agreed: bool
    waits_for: str
    state: State
    due: date | None


STAGE_NAMES = {
    RequestStage.LEAD: "ответственный исполнитель",
    RequestStage.CONTROLLER: "контролёр",
    RequestStage.ISSUER: "автор поручения",
}


def answer(engine: Engine, obligation: str, said: Answer, actor: Actor, now: datetime) -> Answered:
    """Record the word of whoever's turn it is; the last agreement extends the term, or lets off, at once.

    Raises ObligationNotFoundError, NotTheirsError, RequestError, GroundError, ExtensionError.
    """
    with engine.begin() as conn:
        case = open_case(conn, obligation, actor, now)
        request = _request(conn, case, said.kind)
        found = turns(said.kind, office_of(conn, case, now), case.sender)
        turn = turn_of(found, request)
        _check_turn(conn, case, turn, actor, request, said)
        if said.agreed and turn.last:
            reason = _reason(conn, request, said.ground)
            measure = _measure(request, replace(said.ground, reason=reason))
            (case,) = carry_out(conn, measure, [case], Order(actor, now))
            return _answered(request, case, "", agreed=True)
        _record(conn, case, request, turn, said, (actor, now))
    waits = STAGE_NAMES[found[-1].stage] if said.agreed else ""
    return _answered(request, case, waits, agreed=said.agreed)


def _request(conn: Connection, case: Case, kind: RequestKind) -> Request:
    asked = request_queries.requests_of(conn, [case.id]).get(case.id, ())
    found = next((one for one in asked if one.open and one.kind is kind), None)
    if found is None:
        what = "о продлении" if kind is RequestKind.EXTENSION else "«не касается»"
        place = case.organisation.short_name
        raise RequestError(f"{case.title} ({place}): просьбы {what} нет, или на неё уже ответили.")
    return found


def _check_turn(
    conn: Connection, case: Case, turn: Turn, actor: Actor, request: Request, said: Answer
) -> None:
    if actor.person_id not in turn.persons or not stands_above(case, actor):
        names = [organisation_queries.person_name(conn, one) or "" for one in sorted(turn.persons)]
        who = ", ".join(filter(None, names)) or "никто не назначен"
        raise NotTheirsError(f"{case.title}: сейчас решает {STAGE_NAMES[turn.stage]} ({who}).")
    if not said.agreed and not said.ground.reason:
        raise RequestError("Напишите, почему отказано: --refuse «причина».")
    if said.agreed and request.too_late and not request.answers and not said.ground.reason:
        raise RequestError(
            "Просьба подана позже, чем разрешено правилами: чтобы согласовать её, назовите причину, --reason."
        )


def _measure(request: Request, ground: Ground) -> Measure:
    if request.kind is RequestKind.NOT_APPLICABLE:
        return Waiving(ground)
    if request.wanted_due is None:
        raise LookupError(f"request {request.id} asks for an extension without a day")
    return Extending(request.wanted_due, ground)


def _reason(conn: Connection, request: Request, ground: Ground) -> str:
    """The reason of the executor, and of whoever agrees where he gave one."""
    asked = journal_queries.text_of(conn, request.record_id) or "по просьбе исполнителя"
    return "; ".join(dict.fromkeys(part for part in (asked, ground.reason) if part))


def _record(
    conn: Connection, case: Case, request: Request, turn: Turn, said: Answer, who: tuple[Actor, datetime]
) -> None:
    actor, now = who
    row = answer_row(request, turn.stage, actor.person_id, now, agreed=said.agreed)
    deed = deed_of("answer_request", actor, now, case.id, said.ground.reason)
    record(conn, deed, {"request_steps": [row | {"shard_id": case.organisation.shard_id}]})
    rewatch(conn, [case], now)


def _answered(request: Request, case: Case, waits_for: str, *, agreed: bool) -> Answered:
    return Answered(
        request.id,
        case.id,
        case.item_title,
        case.organisation.short_name,
        request.kind,
        agreed,
        waits_for,
        case.state,
        case.dates.due,
    )
