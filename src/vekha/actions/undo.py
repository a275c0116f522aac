"""Take back an act over many: every obligation is as it was before, while no letter about it has left."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, Engine

from vekha.actions.bulk import bulk_rows
from vekha.actions.measure import Order, Planned, carry_out
from vekha.actions.record import Row
from vekha.actions.step import Move, Taking, standing
from vekha.actions.suspend import ledger_row
from vekha.actions.work_calendars import WorkCalendars, work_calendars
from vekha.domain.life import Suspension
from vekha.domain.obligations import Event, State
from vekha.domain.organisations import Actor
from vekha.domain.refusals import RefusedError
from vekha.rules.judging import Judgement
from vekha.rules.recounting import Term, as_counted, stands_on_provisional
from vekha.rules.russian import counted
from vekha.storage import case_queries, choice_queries, suspension_queries
from vekha.storage.case_queries import Case, Dates
from vekha.storage.choice_queries import ActBefore, BulkAct

Known = TypeVar("Known", date, datetime)


class CannotUndoError(RefusedError):
    """The act is unknown, taken back already, or too much has happened since."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The act that was taken back, and under which id that stands on record."""

    bulk_id: str
    undone: str
    event: Event
    obligations: int
    organisations: int


def undo(engine: Engine, bulk_id: str, reason: str, actor: Actor, now: datetime) -> Undone:
    """Take the act back, all of it or nothing. Raises CannotUndoError, NotTheirsError."""
    order = Order(actor, now, secrets.token_hex(10))
    with engine.begin() as conn:
        named = bulk_id.strip().lower()
        cases = case_queries.open_cases(conn, choice_queries.touched_by(conn, _act(conn, named, actor).id))
        # Read again under the lock: somebody may just have taken it back.
        act = _act(conn, named, actor)
        _check_untouched(conn, act, cases)
        carry_out(conn, _Undoing(act, reason.strip()), cases, order)
    places = len({case.organisation.id for case in cases})
    return Undone(order.bulk_id, act.id, Event(act.event), len(cases), places)


def _act(conn: Connection, bulk_id: str, actor: Actor) -> BulkAct:
    act = choice_queries.bulk_act(conn, bulk_id, actor.viewer) if bulk_id else None
    if act is None:
        raise CannotUndoError(
            f"Группового действия «{bulk_id}» нет среди тех, что вам видны. Номер печатает само действие."
        )
    if act.undone:
        raise CannotUndoError(f"Действие {act.id} уже взято назад: {act.undone}.")
    if act.event == Event.UNDO:
        raise CannotUndoError(f"Действие {act.id} само отменяло другое: повторите то, что было отменено.")
    return act


def _check_untouched(conn: Connection, act: BulkAct, cases: Sequence[Case]) -> None:
    newest = choice_queries.newest_bulk_ids(conn, [case.id for case in cases])
    moved = [case for case in cases if newest[case.id] != act.id]
    if moved:
        first = moved[0]
        raise CannotUndoError(
            f"Взять назад нельзя: после этого действия изменилось ещё что-то "
            f"({counted(len(moved), 'обязательство', 'обязательства', 'обязательств')}, "
            f"например {first.title}, {first.organisation.short_name}). Исправьте их по одному."
        )
    letters = choice_queries.letters_since(conn, act.id)
    if letters:
        raise CannotUndoError(
            f"Взять назад нельзя: об этих обязательствах уже ушло "
            f"{counted(letters, 'письмо', 'письма', 'писем')}. Исправьте новым действием."
        )


@dataclass(frozen=True, slots=True)
class _Undoing:
    """The step back of everything an act touched. Its rows carry the id of the act taken back."""

    act: BulkAct
    reason: str
    event: Event = Event.UNDO
    deed: str = "undo"

    def skips(self, case: Case) -> str:  # noqa: ARG002
        return ""

    def plan(self, conn: Connection, cases: Sequence[Case], order: Order) -> Planned:
        before = choice_queries.acts_before(conn, self.act.id)
        calendars = work_calendars(conn)
        takings = []
        for case in cases:
            move = replace(_back(case, before.get(case.id), calendars), bulk_id=self.act.id)
            takings.append(Taking(case, (move,)))
        rows: dict[str, Sequence[Row]] = {"bulk_acts": bulk_rows(cases, order, self.event, self.act.id)}
        if self.act.event == Event.SUSPEND:
            rows["suspensions"] = _never_began(conn, cases, order)
        return Planned(tuple(takings), rows)


def _back(case: Case, before: ActBefore | None, calendars: WorkCalendars) -> Move:
    """Return the step to what the act before left, or to what was issued."""
    if before is None:
        dates = case.dates if case.dates.due == case.original_due else _as_issued(case, calendars)
        move = replace(standing(case, Event.UNDO), was=State.OPEN)
        return replace(move, dates=dates, provisional=_provisional(case, dates, calendars), rearmed=True)
    row = before.columns
    dates = Dates(**{name: row.get(name, case.dates.opens_on) for name in Dates.__slots__})
    counted_at = row["counted_at"]
    return Move(
        Event.UNDO,
        None if counted_at is None else Judgement(counted_at, row["reviewer_days"]),
        row["return_due"],
        row["return_due_at"],
        rearmed=True,
        dates=dates,
        provisional=_provisional(case, dates, calendars),
        was=before.state,
    )


def _as_issued(case: Case, calendars: WorkCalendars) -> Dates:
    """Return the dates of the issue: the inner ones are counted again from the raw date, as then."""
    now = case.dates
    term = Term(
        policy=case.policy,
        raw_due=_known(case.raw_due),
        due=_known(case.original_due),
        due_at=_known(case.original_due_at),
        plan_date=_known(now.plan_date),
        control_date=now.control_date,
        remind_date=_known(now.remind_date),
        opens_on=now.opens_on,
        provisional=case.provisional,
        extended=False,
    )
    inner = as_counted(term, calendars.clock(case.organisation))
    return replace(
        now,
        due=case.original_due,
        due_at=case.original_due_at,
        plan_date=inner.plan_date,
        control_date=inner.control_date,
        remind_date=inner.remind_date,
    )


def _known(value: Known | None) -> Known:
    """A term that was moved has all its dates."""
    if value is None:
        raise LookupError("an obligation whose term was moved lacks a date")
    return value


def _provisional(case: Case, dates: Dates, calendars: WorkCalendars) -> bool:
    if case.raw_due is None or dates.due is None:
        return case.provisional
    return stands_on_provisional(calendars.both(case.organisation).civil, case.raw_due, dates.due)


def _never_began(conn: Connection, cases: Sequence[Case], order: Order) -> list[Row]:
    ids = [case.id for case in cases]
    seqs = suspension_queries.newest_seqs(conn, ids)
    lines: Mapping[str, tuple[Suspension, ...]] = suspension_queries.ledger(conn, ids)
    rows: list[Row] = []
    for case in cases:
        pause = max(lines[case.id], key=lambda one: one.seq)
        ended = replace(pause, seq=seqs[case.id] + 1, last=pause.first - timedelta(days=1))
        rows.append(ledger_row(case, ended, order) | {"shortens": pause.seq})
    return rows
