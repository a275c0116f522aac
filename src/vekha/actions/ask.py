"""Ask for an extension, or say «не касается»: the executor asks, those in charge answer in turn."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from vekha.actions.extend import due_dates_of
from vekha.actions.record import record
from vekha.actions.rights import parties_to
from vekha.actions.step import NotTheirsError, deed_of, open_case
from vekha.actions.watching import rewatch
from vekha.actions.work_calendars import work_calendars
from vekha.calendar.days import DaySet
from vekha.calendar.zones import local_day
from vekha.domain.life import RequestKind
from vekha.domain.obligations import Party
from vekha.domain.organisations import Actor
from vekha.domain.refusals import RefusedError
from vekha.rules.extensions import asked_in_time, check_until
from vekha.rules.requests import ANSWER_WORKDAYS
from vekha.rules.russian import short_date
from vekha.rules.states import RUNNING, STATE_NAMES
from vekha.storage import organisation_queries, request_queries
from vekha.storage.case_queries import Case


class RequestError(RefusedError):
    """The request has no reason, comes at the wrong time, or was made already."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the executor asks for. `until`: the new term, of an extension only."""

    kind: RequestKind
    reason: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The request as it was taken. answer_by: the last day for the answer, inclusive."""

    request_id: str
    obligation_id: str
    item_title: str
    organisation: str
    kind: RequestKind
    wanted_due: date | None
    answer_by: date
    too_late: bool


def ask(engine: Engine, obligation: str, wish: Wish, actor: Actor, now: datetime) -> Asked:
    """Take the request; the term runs on until it is granted.

    Raises ObligationNotFoundError, TooEarlyError, NotTheirsError, RequestError, ExtensionError.
    """
    if not wish.reason.strip():
        raise RequestError("Напишите причину: --reason. По ней и будут решать.")
    with engine.begin() as conn:
        case = open_case(conn, obligation, actor, now)
        _check(conn, case, actor, now)
        row = _row(conn, case, wish, now)
        deed = deed_of("request", actor, now, case.id, wish.reason.strip())
        record(conn, deed, {"requests": [row | {"actor_id": actor.person_id}]})
        rewatch(conn, [case], now)
        asked = request_queries.requests_of(conn, [case.id])[case.id]
    taken = next(one for one in asked if one.id == row["id"])
    return Asked(
        taken.id,
        case.id,
        case.item_title,
        case.organisation.short_name,
        taken.kind,
        taken.wanted_due,
        taken.answer_by,
        taken.too_late,
    )


def _check(conn: Connection, case: Case, actor: Actor, now: datetime) -> None:
    if Party.EXECUTOR not in parties_to(conn, case, actor, now):
        raise NotTheirsError(
            f"{case.title} ({case.organisation.short_name}): просит исполнитель. Управление решает само: "
            "vekha extend с --act или vekha waive."
        )
    if case.state not in RUNNING:
        raise RequestError(f"{case.title}: просить уже не о чем, обязательство «{STATE_NAMES[case.state]}».")
    for one in request_queries.requests_of(conn, [case.id]).get(case.id, ()):
        if one.open:
            raise RequestError(
                f"{case.title}: просьба уже подана, ответ ждите до {short_date(one.answer_by)}."
            )


def _row(conn: Connection, case: Case, wish: Wish, now: datetime) -> dict[str, object]:
    calendars = work_calendars(conn)
    today = local_day(now, case.organisation.zone)
    issuer = organisation_queries.organisation(conn, case.control.issuer_id)
    answering = calendars.of(issuer, DaySet.LABOUR)
    too_late = False
    if wish.kind is RequestKind.EXTENSION:
        due = due_dates_of(case).due
        check_until(wish.until or due, due, today)
        own = calendars.of(case.organisation, DaySet.LABOUR)
        too_late = not asked_in_time(due, today, case.control.extension_workdays, own)
    return {
        "id": secrets.token_hex(10),
        "obligation_id": case.id,
        "kind": wish.kind,
        "shard_id": case.organisation.shard_id,
        "recorded_at": now,
        "wanted_due": wish.until,
        "answer_by": answering.add_workdays(local_day(now, issuer.zone), ANSWER_WORKDAYS),
        "too_late": too_late,
    }
