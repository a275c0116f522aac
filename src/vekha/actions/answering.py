"""What a measure says to the requests it settles: a part of it, in its transaction and its record."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from vekha.actions.record import Row
from vekha.domain.life import RequestKind, RequestStage
from vekha.domain.obligations import Event
from vekha.rules.requests import Request
from vekha.storage import request_queries
from vekha.storage.case_queries import Case

# The request a measure grants; any other that is open falls away with what it was about.
_GRANTS = {Event.EXTEND: RequestKind.EXTENSION, Event.WAIVE: RequestKind.NOT_APPLICABLE}
_ENDS = frozenset({Event.WAIVE, Event.WITHDRAW})
_LAST = {
    RequestKind.EXTENSION: RequestStage.ISSUER,
    RequestKind.NOT_APPLICABLE: RequestStage.CONTROLLER,
}


def settled_requests(
    conn: Connection, cases: Sequence[Case], event: Event, actor_id: str, now: datetime
) -> list[Row]:
    """Return the answers to the open requests the measure grants or makes pointless."""
    if event not in _GRANTS and event not in _ENDS:
        return []
    asked = request_queries.requests_of(conn, [case.id for case in cases])
    shards = {case.id: case.organisation.shard_id for case in cases}
    return [
        answer_row(one, _LAST[one.kind], actor_id, now, agreed=_GRANTS.get(event) is one.kind)
        | {"shard_id": shards[one.obligation_id]}
        for one in _open(asked.values())
        if event in _ENDS or _GRANTS[event] is one.kind
    ]


def answer_row(
    request: Request, stage: RequestStage, actor_id: str, now: datetime, *, agreed: bool
) -> dict[str, object]:
    """Return one answer as it is kept, but for its shard."""
    return {
        "request_id": request.id,
        "seq": len(request.answers) + 1,
        "recorded_at": now,
        "actor_id": actor_id,
        "stage": stage,
        "agreed": agreed,
    }


def _open(asked: Iterable[tuple[Request, ...]]) -> Iterable[Request]:
    return (one for of_one in asked for one in of_one if one.open)
