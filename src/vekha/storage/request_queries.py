"""What executors asked for, and what was answered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from vekha.domain.life import RequestKind, RequestStage
from vekha.rules.requests import Agreement, Request
from vekha.storage.case_queries import pieces
from vekha.storage.life_tables import request_steps, requests


def requests_of(conn: Connection, obligation_ids: Iterable[str]) -> Mapping[str, tuple[Request, ...]]:
    """Return the requests about these obligations with their answers, oldest first."""
    found: dict[str, list[Request]] = defaultdict(list)
    for piece in pieces(sorted(set(obligation_ids))):
        asked = conn.execute(
            select(requests)
            .where(requests.c.obligation_id.in_(piece))
            .order_by(requests.c.recorded_at, requests.c.id)
        ).all()
        answers = _answers(conn, [row.id for row in asked])
        for row in asked:
            found[row.obligation_id].append(
                Request(
                    row.id,
                    row.obligation_id,
                    RequestKind(row.kind),
                    row.recorded_at,
                    row.actor_id,
                    row.wanted_due,
                    row.answer_by,
                    row.too_late,
                    row.record_id,
                    tuple(answers[row.id]),
                )
            )
    return {owner: tuple(asked) for owner, asked in found.items()}


def _answers(conn: Connection, request_ids: Iterable[str]) -> Mapping[str, list[Agreement]]:
    found: dict[str, list[Agreement]] = defaultdict(list)
    for piece in pieces(request_ids):
        statement = (
            select(request_steps)
            .where(request_steps.c.request_id.in_(piece))
            .order_by(request_steps.c.request_id, request_steps.c.seq)
        )
        for row in conn.execute(statement):
            stage = RequestStage(row.stage)
            answer = Agreement(stage, row.agreed, row.recorded_at, row.actor_id, row.record_id)
            found[row.request_id].append(answer)
    return found
