"""Find obligations and what people did about them; the day tables their dates stand on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from vekha.domain.deadlines import DueDates, Span
from vekha.domain.life import Ground, PaperKind
from vekha.domain.obligations import Obligation, ShiftPolicy, State
from vekha.domain.organisations import Viewer
from vekha.domain.refusals import RefusedError
from vekha.storage.letter_tables import letter_rows, letters
from vekha.storage.life_tables import act_grounds
from vekha.storage.obligation_tables import obligation_acts, obligations, schedule_requests
from vekha.storage.scope import in_scope
from vekha.storage.watch_tables import notices

# SQLite allows 32,766 parameters in a statement; ids are asked for in pieces of this size.
IDS_AT_ONCE = 10_000


class NoSuchObligationError(RefusedError):
    """No obligation of this id is in the viewer's scope."""


@dataclass(frozen=True, slots=True)
class Act:
    """One step a person took. record_id leads to its reason in the journal; recorded_at aware UTC.

    on_behalf_of: whom a substitute acted for; bulk_id: the act over many it was part of, else None.
    """

    seq: int
    record_id: int
    recorded_at: datetime
    event: str
    actor_id: str
    state: State
    due: date | None
    on_behalf_of: str | None
    bulk_id: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """A notice and what became of it: its letter's status and instant, where it has one."""

    stage: str
    audience: str
    stage_at: datetime
    status: str
    letter_status: str | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """How an obligation was issued, beside what `Obligation` tells."""

    roadmap_id: str
    kind: str
    executor_missing: bool
    day_table_id: str
    issued_at: datetime
    record_id: int


def obligation(conn: Connection, obligation_id: str, viewer: Viewer) -> Obligation:
    """Return the obligation. Raises NoSuchObligationError when there is none in the viewer's scope."""
    found = _found(conn, obligations.c.id == obligation_id, viewer, 1)
    if not found:
        raise NoSuchObligationError(f"Обязательства «{obligation_id}» нет среди ваших. Проверьте номер.")
    return found[0]


def by_prefix(conn: Connection, prefix: str, viewer: Viewer, limit: int) -> tuple[Obligation, ...]:
    """Return up to `limit` obligations whose id begins with `prefix`, in order of id."""
    return _found(conn, obligations.c.id.startswith(prefix, autoescape=True), viewer, limit)


def issue_facts(conn: Connection, obligation_id: str) -> IssueFacts:
    """Return how the obligation was issued."""
    columns = (obligations.c[name] for name in IssueFacts.__slots__)
    return IssueFacts(*conn.execute(select(*columns).where(obligations.c.id == obligation_id)).one())


def acts_of(conn: Connection, obligation_id: str) -> tuple[Act, ...]:
    """Return the steps people took, oldest first."""
    columns = tuple(obligation_acts.c[name] for name in Act.__slots__)
    statement = select(*columns).where(obligation_acts.c.obligation_id == obligation_id)
    return tuple(
        Act(
            row.seq,
            row.record_id,
            row.recorded_at,
            row.event,
            row.actor_id,
            State(row.state),
            row.due,
            row.on_behalf_of,
            row.bulk_id,
        )
        for row in conn.execute(statement.order_by(obligation_acts.c.seq))
    )


def grounds_of(conn: Connection, obligation_id: str) -> Mapping[int, Ground]:
    """Return the paper of each step that rests on one, by its seq; reasons lie in the journal."""
    named = (act_grounds.c.seq, act_grounds.c.paper_kind, act_grounds.c.number, act_grounds.c.date)
    rows = conn.execute(select(*named).where(act_grounds.c.obligation_id == obligation_id))
    return {seq: Ground("", PaperKind(kind), number or "", dated) for seq, kind, number, dated in rows}


def written_about(conn: Connection, subject_id: str) -> tuple[Written, ...]:
    """Return the notices of a subject with their letters, oldest first."""
    statement = (
        select(
            notices.c.stage,
            notices.c.audience,
            notices.c.stage_at,
            notices.c.status,
            letters.c.status,
            letters.c.finished_at,
        )
        .outerjoin(letters, letters.c.id == notices.c.letter_id)
        .where(notices.c.subject_id == subject_id)
        .order_by(notices.c.arming, notices.c.stage_at, notices.c.audience)
    )
    return tuple(Written(*row) for row in conn.execute(statement))


def letter_count(conn: Connection, subject_id: str) -> int:
    """Return how many letters carry a row about the subject."""
    statement = select(func.count(letter_rows.c.letter_id.distinct()))
    return conn.execute(statement.where(letter_rows.c.subject_id == subject_id)).scalar_one()


def known_ids(conn: Connection, ids: Iterable[str]) -> set[str]:
    """Return which of these obligations exist."""
    return {
        found
        for piece in _pieces(ids)
        for found in conn.execute(select(obligations.c.id).where(obligations.c.id.in_(piece))).scalars()
    }


def known_requests(conn: Connection, ids: Iterable[str]) -> set[str]:
    """Return which of these schedule requests exist."""
    column = schedule_requests.c.id
    return {
        found
        for piece in _pieces(ids)
        for found in conn.execute(select(column).where(column.in_(piece))).scalars()
    }


def request_of(conn: Connection, item_id: str) -> tuple[datetime, date] | None:
    """Return when the author of an undated item was asked for its dates and until which day."""
    statement = select(schedule_requests.c.asked_at, schedule_requests.c.due)
    found = conn.execute(statement.where(schedule_requests.c.item_id == item_id)).first()
    return (found.asked_at, found.due) if found else None


def issued_count(conn: Connection, item_ids: Iterable[str]) -> int:
    """Return how many obligations these items have."""
    return sum(
        conn.execute(
            select(func.count()).select_from(obligations).where(obligations.c.item_id.in_(piece))
        ).scalar_one()
        for piece in _pieces(item_ids)
    )


def _pieces(ids: Iterable[str]) -> Iterator[tuple[str, ...]]:
    left = iter(ids)
    while piece := tuple(islice(left, IDS_AT_ONCE)):
        yield piece


def _found(
    conn: Connection, condition: ColumnElement[bool], viewer: Viewer, limit: int
) -> tuple[Obligation, ...]:
    statement = select(obligations).where(condition, in_scope(obligations.c.organisation_id, viewer))
    rows = conn.execute(statement.order_by(obligations.c.id).limit(limit))
    return tuple(_obligation(row) for row in rows)


def _obligation(row: Row[Any]) -> Obligation:
    return Obligation(
        id=row.id,
        item_id=row.item_id,
        organisation_id=row.organisation_id,
        shard_id=row.shard_id,
        occurrence_key=row.occurrence_key,
        executor_role=row.executor_role,
        dates=_dates(row),
        due_at=row.due_at,
        original_due=row.original_due,
        period=Span(row.period_first, row.period_last) if row.period_first else None,
        state=State(row.state),
        arming=row.arming,
        policy=ShiftPolicy(row.policy),
        policy_basis=row.policy_basis,
        history=row.history,
        provisional=row.provisional,
    )


def _dates(row: Row[Any]) -> DueDates | None:
    if row.due is None:
        return None
    return DueDates(row.raw_due, row.due, row.plan_date, row.control_date, row.remind_date, row.opens_on)
