"""Open obligations about which no stage will come any more, and why (design 4.18)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, or_, select

from vekha.domain.obligations import State
from vekha.domain.organisations import Viewer
from vekha.domain.watches import SubjectKind, Unwatched
from vekha.storage.life_tables import happenings
from vekha.storage.obligation_tables import obligations, schedule_requests
from vekha.storage.scope import in_scope
from vekha.storage.watch_tables import stages, watches

_OPEN = (State.OPEN.value, State.RETURNED.value)  # submitted: the reviewer's turn; the others are done


def unwatched_counts(conn: Connection, as_of: datetime, viewer: Viewer) -> Mapping[Unwatched, int]:
    """Return how many open obligations have no stage after `as_of`, by reason; zero where there is none."""
    found = conn.execute(_unwatched(as_of, viewer).with_only_columns(_WHY, func.count()).group_by(_WHY))
    counted = {Unwatched(why): number for why, number in found}
    return {why: counted.get(why, 0) for why in Unwatched}


def unwatched(
    conn: Connection, as_of: datetime, viewer: Viewer, why: Unwatched, limit: int = 100
) -> tuple[str, ...]:
    """Return the ids of those obligations, sorted, the first `limit` of them."""
    found = _unwatched(as_of, viewer).where(_WHY.in_([why.value])).order_by(obligations.c.id)
    return tuple(conn.scalars(found.limit(limit)))


def _unwatched(as_of: datetime, viewer: Viewer) -> Select[tuple[str]]:
    future = exists().where(_own_watch(), stages.c.schedule_id == watches.c.schedule_id, stages.c.at > as_of)
    return select(obligations.c.id).where(
        obligations.c.state.in_(_OPEN), in_scope(obligations.c.organisation_id, viewer), ~future
    )


def _own_watch() -> ColumnElement[bool]:
    return and_(
        watches.c.subject_kind == SubjectKind.OBLIGATION.value,
        watches.c.subject_id == obligations.c.id,
        watches.c.live,
    )


def _author_is_asked() -> ColumnElement[bool]:
    return exists().where(
        obligations.c.due.is_(None),
        schedule_requests.c.item_id == obligations.c.item_id,
        watches.c.subject_kind == SubjectKind.SCHEDULE_REQUEST.value,
        watches.c.subject_id == schedule_requests.c.id,
        watches.c.live,
    )


def _dates_were_supplied() -> ColumnElement[bool]:
    own = happenings.c.organisation_id
    return exists().where(
        obligations.c.due.is_(None),
        happenings.c.item_id == obligations.c.item_id,
        or_(own.is_(None), own == obligations.c.organisation_id),
    )


_WHY: ColumnElement[str] = case(
    (obligations.c.history, Unwatched.HISTORY.value),
    (_author_is_asked(), Unwatched.ASKED.value),
    (_dates_were_supplied(), Unwatched.SUPPLIED.value),
    (exists().where(_own_watch()), Unwatched.EXHAUSTED.value),
    else_=Unwatched.FORGOTTEN.value,
)
