"""A measure over one obligation or many: who may take it, its steps, its record and the watches after it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import Connection, Engine

from vekha.actions import rights
from vekha.actions.answering import settled_requests
from vekha.actions.record import Rows
from vekha.actions.step import Taking, check_order, deed_of, open_case, take_all
from vekha.actions.watching import rewatch
from vekha.domain.obligations import Event, State
from vekha.domain.organisations import Actor
from vekha.storage.case_queries import Case


@dataclass(frozen=True, slots=True)
class Planned:
    """The steps a measure takes, and what it puts on record beside them."""

    takings: tuple[Taking, ...]
    rows: Rows = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """Who orders a measure and when; bulk_id "" where it is about one obligation."""

    actor: Actor
    now: datetime
    bulk_id: str = ""


class Measure(Protocol):
    """What is done to obligations: its event, what the journal calls it, why, and the steps it takes."""

    @property
    def event(self) -> Event: ...

    @property
    def deed(self) -> str: ...

    @property
    def reason(self) -> str: ...

    def skips(self, case: Case) -> str:
        """Return why an act over many leaves the case as it is (Russian), "" where it does not."""
        ...

    def plan(self, conn: Connection, cases: Sequence[Case], order: Order) -> Planned:
        """Return the steps; raises RefusedError where one of the cases does not allow it."""
        ...


@dataclass(frozen=True, slots=True)
class Acted:
    """The obligation after a measure. Days inclusive; `due` None where it has no date."""

    obligation_id: str
    item_title: str
    organisation: str
    state: State
    due: date | None
    original_due: date | None


def act_on(engine: Engine, obligation: str, measure: Measure, actor: Actor, now: datetime) -> Acted:
    """Take the measure on one obligation. `obligation`: an id or its unique beginning.

    Raises ObligationNotFoundError, TooEarlyError, IllegalStepError, NotTheirsError and what the measure does.
    """
    with engine.begin() as conn:
        case = open_case(conn, obligation, actor, now)
        (found,) = carry_out(conn, measure, [case], Order(actor, now))
    return acted_of(found)


def carry_out(
    conn: Connection, measure: Measure, cases: Sequence[Case], order: Order, beside: Rows | None = None
) -> tuple[Case, ...]:
    """Take the measure on all the cases or on none, with the rows `beside` it in the same record.

    The caller owns the transaction and holds the rows of the cases locked.
    """
    rights.require(conn, cases, measure.event, order.actor, order.now)
    for case in cases:
        check_order(case, order.now)
    planned = measure.plan(conn, cases, order)
    subject = order.bulk_id or cases[0].id
    deed = deed_of(measure.deed, order.actor, order.now, subject, measure.reason)
    answers = settled_requests(conn, cases, measure.event, order.actor.person_id, order.now)
    rows = {**planned.rows, **(beside or {}), "request_steps": answers}
    found = take_all(conn, planned.takings, deed, rows)
    rewatch(conn, found, order.now)
    return found


def acted_of(case: Case) -> Acted:
    """Return what a person is told."""
    return Acted(
        case.id,
        case.item_title,
        case.organisation.short_name,
        case.state,
        case.dates.due,
        case.original_due,
    )
