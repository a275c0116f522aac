"""One step of an obligation: the row of its act and the projection beside it; every act ends here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from vekha.actions.record import Rows, record
from vekha.domain.obligations import Event
from vekha.domain.organisations import Actor
from vekha.domain.records import Deed
from vekha.domain.refusals import RefusedError
from vekha.rules.judging import Judgement
from vekha.rules.states import advance
from vekha.storage import submission_queries
from vekha.storage.submission_queries import Case


class NotTheirsError(RefusedError):
    """The step belongs to somebody else."""


class TooEarlyError(RefusedError):
    """The instant of the step lies before what is already recorded, or before the paper is taken."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a step changes beside the state. `rearmed` raises the arming; the term is for mending.

    judged: how the newest paper counts after the step; None where none lies. version: None keeps it.
    """

    event: Event
    judged: Judgement | None = None
    return_due: date | None = None
    return_due_at: datetime | None = None
    rearmed: bool = False
    version: int | None = None


def open_case(conn: Connection, beginning: str, actor: Actor, now: datetime) -> Case:
    """Return the obligation to act on, locked. Raises TooEarlyError when `now` is before its newest act."""
    case = submission_queries.open_case(conn, beginning, actor.viewer)
    if now < case.acted_at:
        raise TooEarlyError(
            f"По обязательству {case.id} уже есть запись от {case.acted_at:%d.%m.%Y %H:%M} UTC: "
            "действие раньше неё записать нельзя. Проверьте --now и часы."
        )
    return case


def stands_above(case: Case, actor: Actor) -> bool:
    """Return whether the actor looks from above the executor; an issuer may look at what it owes itself."""
    seat = actor.viewer.organisation_id
    return seat != case.organisation.id or seat == case.issuer_id


def after(case: Case, move: Move, now: datetime) -> Case:
    """Return the case as it is after the step; raises IllegalStepError where the table has none."""
    judged = move.judged
    return replace(
        case,
        state=advance(case.state, move.event),
        dates=replace(case.dates, return_due=move.return_due, return_due_at=move.return_due_at),
        arming=case.arming + move.rearmed,
        seq=case.seq + 1,
        acted_at=now,
        version=case.version if move.version is None else move.version,
        counted_at=judged.counted_at if judged else None,
        reviewer_days=judged.reviewer_days if judged else 0,
    )


def act_row(case: Case, event: Event, actor_id: str) -> dict[str, object]:
    """Return the row of the act that led to `case`."""
    dates = case.dates
    return {
        "obligation_id": case.id,
        "seq": case.seq,
        "shard_id": case.organisation.shard_id,
        "recorded_at": case.acted_at,
        "event": event,
        "actor_id": actor_id,
        "version": case.version or None,
        "state": case.state,
        "due": dates.due,
        "due_at": dates.due_at,
        "plan_date": dates.plan_date,
        "control_date": dates.control_date,
        "remind_date": dates.remind_date,
        "arming": case.arming,
        "counted_at": case.counted_at,
        "reviewer_days": case.reviewer_days,
        "return_due": dates.return_due,
        "return_due_at": dates.return_due_at,
    }


def take(conn: Connection, before: Case, moves: Sequence[Move], deed: Deed, rows: Rows) -> Case:
    """Take one step or several at once, append `rows` with the acts in one record; return the case after."""
    case, acts = before, []
    for move in moves:
        case = after(case, move, deed.at)
        acts.append(act_row(case, move.event, deed.actor_id))
    submission_queries.move(conn, case.id, case.state, case.arming)
    record(conn, deed, {**rows, "obligation_acts": acts})
    return case
