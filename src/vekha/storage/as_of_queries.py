"""Obligations as recorded by an instant: the newest act by then, else what the issue said (design 4.16)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Label,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)

from vekha.calendar.zones import local_day
from vekha.domain.deadlines import Span
from vekha.domain.obligations import State
from vekha.domain.organisations import Viewer
from vekha.storage.extension_queries import was_extended
from vekha.storage.obligation_tables import obligation_acts, obligations
from vekha.storage.schema import Instant
from vekha.storage.scope import in_scope
from vekha.storage.suspension_queries import suspended_on
from vekha.storage.waiting_queries import answered

_PAPER_LIES = (State.SUBMITTED, State.ACCEPTED, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Cut:
    """What is looked at: due days in `period`, as recorded by `as_of` (inclusive), by `viewer`."""

    viewer: Viewer
    period: Span
    as_of: datetime

    def binds(self) -> dict[str, object]:
        """Return what every statement below is executed with.

        The day is Moscow's: a term lies after its suspension, so a night's difference moves nothing into the
        base or out of it.
        """
        return {"as_of": self.as_of, "as_of_day": local_day(self.as_of, "Europe/Moscow")}


# The newest act by the instant.
ACT = obligation_acts.alias("act")
AS_OF: ColumnElement[datetime] = bindparam("as_of", type_=Instant)
_DAY: ColumnElement[date] = bindparam("as_of_day", type_=Date)

STATE = func.coalesce(ACT.c.state, State.OPEN.value)
DUE = func.coalesce(ACT.c.due, obligations.c.original_due)
_DUE_AT = func.coalesce(ACT.c.due_at, obligations.c.original_due_at)
COUNTED_AT = case((STATE.in_(_PAPER_LIES), ACT.c.counted_at))
_IN_TIME = _DUE_AT >= COUNTED_AT
_LATE = _DUE_AT < COUNTED_AT


def fact_columns() -> tuple[Label[Any], ...]:
    """Return the columns of `Fact` but its count, in its order, under its names."""
    return (
        obligations.c.organisation_id.label("organisation_id"),
        STATE.label("state"),
        (_DUE_AT <= AS_OF).label("term_come"),
        _IN_TIME.label("in_time"),
        (obligations.c.original_due_at >= COUNTED_AT).label("in_time_original"),
        and_(obligations.c.original_due != DUE, was_extended(AS_OF)).label("extended"),
        case((_LATE, DUE)).label("late_due"),
        case((_LATE, COUNTED_AT)).label("late_counted_at"),
        suspended_on(_DAY, AS_OF).label("suspended"),
    )


def as_recorded() -> FromClause:
    """Return obligations joined with their newest act by the instant."""
    newest = (
        select(func.max(obligation_acts.c.seq))
        .where(obligation_acts.c.obligation_id == obligations.c.id)
        .where(obligation_acts.c.recorded_at <= AS_OF)
        .scalar_subquery()
    )
    return obligations.outerjoin(ACT, and_(ACT.c.obligation_id == obligations.c.id, ACT.c.seq == newest))


def in_cut(cut: Cut) -> ColumnElement[bool]:
    """Return the condition: issued by then, due in the period or without a date, and the viewer's to see."""
    return and_(
        in_scope(obligations.c.organisation_id, cut.viewer),
        obligations.c.issued_at <= AS_OF,
        or_(DUE.between(cut.period.first, cut.period.last), and_(DUE.is_(None), ~answered(AS_OF))),
    )
