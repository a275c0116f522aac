"""Whether the newest state and dates kept beside each obligation are those its acts give (design 4.16)."""

from dataclasses import dataclass

from sqlalchemy import Connection, Select, and_, func, literal, or_, select, union_all

from vekha.domain.obligations import State
from vekha.storage.obligation_tables import obligation_acts, obligations

SHOWN_AT_MOST = 100
# What an act repeats of the obligation; without an act the issue's own facts hold for the last four.
_BY_ACT = ("state", "due", "due_at", "plan_date", "control_date", "remind_date")
_BY_ISSUE = (("due", "original_due"), ("due_at", "original_due_at"))


@dataclass(frozen=True, slots=True)
class Astray:
    """An obligation whose list entry is not what its acts say."""

    obligation_id: str
    shard_id: int


def astray(conn: Connection) -> tuple[Astray, ...]:
    """Return those obligations in order of shard and id, the first `SHOWN_AT_MOST` of them."""
    both = union_all(_after_an_act(), _untouched()).subquery()
    statement = select(both.c.id, both.c.shard_id).order_by(both.c.shard_id, both.c.id).limit(SHOWN_AT_MOST)
    return tuple(Astray(*row) for row in conn.execute(statement))


def _after_an_act() -> Select[tuple[str, int]]:
    newest = (
        select(obligation_acts.c.obligation_id, func.max(obligation_acts.c.seq).label("seq"))
        .group_by(obligation_acts.c.obligation_id)
        .subquery()
    )
    act = obligation_acts
    differs = or_(*(obligations.c[name].is_distinct_from(act.c[name]) for name in _BY_ACT))
    return (
        select(obligations.c.id, obligations.c.shard_id)
        .join(newest, newest.c.obligation_id == obligations.c.id)
        .join(act, and_(act.c.obligation_id == newest.c.obligation_id, act.c.seq == newest.c.seq))
        .where(or_(differs, act.c.arming > obligations.c.arming))
    )


def _untouched() -> Select[tuple[str, int]]:
    acted = select(literal(1)).where(obligation_acts.c.obligation_id == obligations.c.id).exists()
    differs = [obligations.c[now].is_distinct_from(obligations.c[issued]) for now, issued in _BY_ISSUE]
    return select(obligations.c.id, obligations.c.shard_id).where(
        ~acted, or_(obligations.c.state != State.OPEN.value, *differs)
    )
