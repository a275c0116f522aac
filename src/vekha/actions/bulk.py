"""One measure over everything a filter names: looked at first, then taken, all of it or nothing."""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from vekha.actions import rights
from vekha.actions.measure import Measure, Order, carry_out
from vekha.actions.record import Row
from vekha.actions.step import check_order
from vekha.domain.obligations import Event, State
from vekha.domain.organisations import Actor, Viewer
from vekha.domain.refusals import RefusedError
from vekha.rules.states import STATE_NAMES, steps_from
from vekha.storage import case_queries, choice_queries
from vekha.storage.case_queries import Case
from vekha.storage.choice_queries import Choice


class ChoiceError(RefusedError):
    """The filter names nothing, everything, or an organisation nobody knows."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """What a measure touches, or touched: bulk_id is "" while it was only looked at.

    skipped: how many the filter names that stay as they are, by the reason (Russian).
    """

    bulk_id: str
    event: Event
    obligations: int
    organisations: int
    items: int
    skipped: Mapping[str, int]
    obligation_ids: tuple[str, ...]


def look(engine: Engine, choice: Choice, measure: Measure, actor: Actor, now: datetime) -> Bulk:
    """Return what the measure would touch; everything is checked, nothing is written.

    Raises ChoiceError, and what the measure raises.
    """
    order = Order(actor, now)
    with engine.begin() as conn:
        cases, skipped = _cases(conn, choice, measure, actor.viewer)
        rights.require(conn, cases, measure.event, actor, now)
        for case in cases:
            check_order(case, now)
        measure.plan(conn, cases, order)
    return _bulk("", measure.event, cases, skipped)


def take_bulk(engine: Engine, choice: Choice, measure: Measure, actor: Actor, now: datetime) -> Bulk:
    """Take the measure on all of them: one record a shard, one transaction. Raises as `look` does."""
    order = Order(actor, now, secrets.token_hex(10))
    with engine.begin() as conn:
        cases, skipped = _cases(conn, choice, measure, actor.viewer)
        carry_out(conn, measure, cases, order, {"bulk_acts": bulk_rows(cases, order, measure.event)})
    return _bulk(order.bulk_id, measure.event, cases, skipped)


def bulk_rows(cases: Iterable[Case], order: Order, event: Event, undoes: str = "") -> list[Row]:
    """Return the act over many, a row for each shard it touches."""
    touched = Counter(case.organisation.shard_id for case in cases)
    return [
        {
            "id": order.bulk_id,
            "shard_id": shard,
            "recorded_at": order.now,
            "actor_id": order.actor.person_id,
            "event": event,
            "touched": number,
            "undoes": undoes or None,
        }
        for shard, number in sorted(touched.items())
    ]


def _cases(
    conn: Connection, choice: Choice, measure: Measure, viewer: Viewer
) -> tuple[tuple[Case, ...], Mapping[str, int]]:
    """Return what the filter names and the measure applies to, locked, and what it leaves out."""
    if choice.open:
        raise ChoiceError(
            "Назовите номер обязательства или условия: --item, --organisations, --level, --roadmap."
        )
    unknown = choice_queries.unknown_codes(conn, choice.organisations, viewer)
    if unknown:
        raise ChoiceError(f"Среди видимых вам организаций нет: {', '.join(unknown)}. Проверьте коды.")
    allowed = steps_from(measure.event)
    found = choice_queries.chosen(conn, choice, viewer)
    skipped = Counter(_standing(state) for state in found.values() if state not in allowed)
    cases = []
    # Read again under the lock: somebody may have acted since.
    for case in case_queries.open_cases(conn, [each for each, state in found.items() if state in allowed]):
        why = measure.skips(case) if case.state in allowed else _standing(case.state)
        if why:
            skipped[why] += 1
        else:
            cases.append(case)
    if not cases:
        raise ChoiceError(_nothing(skipped))
    return tuple(cases), dict(skipped)


def _standing(state: State) -> str:
    return f"уже «{STATE_NAMES[state]}»"


def _nothing(skipped: Mapping[str, int]) -> str:
    if not skipped:
        return "Под условия не подходит ни одно обязательство. Проверьте пункт, коды и дорожную карту."
    why = "; ".join(f"{reason} — {number}" for reason, number in sorted(skipped.items()))
    return f"Менять нечего: {why}."


def _bulk(bulk_id: str, event: Event, cases: Sequence[Case], skipped: Mapping[str, int]) -> Bulk:
    return Bulk(
        bulk_id,
        event,
        len(cases),
        len({case.organisation.id for case in cases}),
        len({case.item_id for case in cases}),
        skipped,
        tuple(case.id for case in cases),
    )
