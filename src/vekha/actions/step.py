"""One step of an obligation: the row of its act and the projection beside it; every act ends here."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from vekha.actions.record import Row, Rows, record
from vekha.calendar.zones import local_moment
from vekha.domain.life import Ground
from vekha.domain.obligations import Event, State
from vekha.domain.organisations import Actor
from vekha.domain.records import Deed
from vekha.domain.refusals import RefusedError
from vekha.rules.judging import Judgement
from vekha.rules.states import advance
from vekha.storage import case_queries
from vekha.storage.case_queries import Case, Dates


class NotTheirsError(RefusedError):
    """The step belongs to somebody else."""


class TooEarlyError(RefusedError):
    """The instant of the step lies before what is already recorded, or before the paper is taken."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a step changes beside the state. `rearmed` raises the arming; the term is for mending.

    judged: how the newest paper counts after the step; None where none lies. version, dates: None keeps
    them; provisional says whether new dates are. was: the state a step back leads to. ground: the paper it
    rests on.
    """

    event: Event
    judged: Judgement | None = None
    return_due: date | None = None
    return_due_at: datetime | None = None
    rearmed: bool = False
    version: int | None = None
    dates: Dates | None = None
    provisional: bool = False
    was: State | None = None
    ground: Ground | None = None
    bulk_id: str = ""


@dataclass(frozen=True, slots=True)
class Taking:
    """The steps one obligation takes at once, in order."""

    before: Case
    moves: tuple[Move, ...]


def open_case(conn: Connection, beginning: str, actor: Actor, now: datetime) -> Case:
    """Return the obligation to act on, locked. Raises TooEarlyError when `now` is before its newest act."""
    case = case_queries.open_case(conn, beginning, actor.viewer)
    check_order(case, now)
    return case


def check_order(case: Case, now: datetime) -> None:
    """Raise TooEarlyError when `now` is before the newest act."""
    if now < case.acted_at:
        acted = local_moment(case.acted_at, case.organisation.zone)
        raise TooEarlyError(
            f"По обязательству {case.id} уже есть запись от {acted}: "
            "действие раньше неё записать нельзя. Проверьте --now и часы."
        )


def deed_of(action: str, actor: Actor, now: datetime, subject: str, text: str = "") -> Deed:
    """Return what the journal is told of an action of this person."""
    return Deed(action, actor.person_id, now, subject, text, actor.on_behalf_of)


def stands_above(case: Case, actor: Actor) -> bool:
    """Return whether the actor looks from above the executor; an issuer may look at what it owes itself."""
    seat = actor.viewer.organisation_id
    return seat != case.organisation.id or seat == case.control.issuer_id


def standing(case: Case, event: Event) -> Move:
    """Return a step that leaves the paper that lies and the term for mending as they are."""
    judged = None if case.counted_at is None else Judgement(case.counted_at, case.reviewer_days)
    return Move(event, judged, case.dates.return_due, case.dates.return_due_at)


def after(case: Case, move: Move, now: datetime) -> Case:
    """Return the case as it is after the step; raises IllegalStepError where the table has none."""
    judged = move.judged
    dates = move.dates or case.dates
    return replace(
        case,
        state=advance(case.state, move.event, move.was),
        dates=replace(dates, return_due=move.return_due, return_due_at=move.return_due_at),
        provisional=case.provisional if move.dates is None else move.provisional,
        arming=case.arming + move.rearmed,
        seq=case.seq + 1,
        acted_at=now,
        version=case.version if move.version is None else move.version,
        counted_at=judged.counted_at if judged else None,
        reviewer_days=judged.reviewer_days if judged else 0,
    )


def act_row(case: Case, move: Move, deed: Deed) -> Row:
    """Return the row of the act that led to `case`."""
    dates = case.dates
    return {
        "obligation_id": case.id,
        "seq": case.seq,
        "shard_id": case.organisation.shard_id,
        "recorded_at": case.acted_at,
        "event": move.event,
        "actor_id": deed.actor_id,
        "on_behalf_of": deed.on_behalf_of or None,
        "bulk_id": move.bulk_id or None,
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


def ground_row(case: Case, ground: Ground, deed: Deed) -> Row:
    """Return the paper the act that led to `case` rests on."""
    return {
        "obligation_id": case.id,
        "seq": case.seq,
        "shard_id": case.organisation.shard_id,
        "recorded_at": case.acted_at,
        "actor_id": deed.actor_id,
        "paper_kind": ground.kind,
        "number": ground.number or None,
        "date": ground.dated,
    }


def take(conn: Connection, before: Case, moves: Sequence[Move], deed: Deed, rows: Rows) -> Case:
    """Take one step or several at once, append `rows` with the acts in one record; return the case after."""
    return take_all(conn, [Taking(before, tuple(moves))], deed, rows)[0]


def take_all(
    conn: Connection, takings: Iterable[Taking], deed: Deed, rows: Rows, shards: Sequence[int] = ()
) -> tuple[Case, ...]:
    """Take the steps of many obligations: one record per shard over the acts, their grounds and `rows`.

    `shards` adds shards that are told of the deed though nothing of theirs changes.
    """
    found: dict[str, list[Row]] = defaultdict(list)
    cases = []
    for taking in takings:
        case = taking.before
        for move in taking.moves:
            case = after(case, move, deed.at)
            found["obligation_acts"].append(act_row(case, move, deed))
            if move.ground is not None:
                found["act_grounds"].append(ground_row(case, move.ground, deed))
        cases.append(case)
    case_queries.move(conn, cases)
    record(conn, deed, {**rows, **found}, shards)
    return tuple(cases)
