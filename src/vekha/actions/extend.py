"""Extend a term (продлить): a new date by the issuer's paper; the original one is kept for reports."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from vekha.actions.measure import Order, Planned
from vekha.actions.step import Move, Taking, standing
from vekha.actions.work_calendars import WorkCalendars, work_calendars
from vekha.calendar.zones import local_day
from vekha.domain.deadlines import DueDates
from vekha.domain.life import Ground
from vekha.domain.obligations import Event, State
from vekha.rules.extensions import Extended, ExtensionError, extended
from vekha.rules.grounds import check_ground
from vekha.rules.judging import judge
from vekha.rules.russian import short_date
from vekha.storage import submission_queries, suspension_queries
from vekha.storage.case_queries import Case, Dates


@dataclass(frozen=True, slots=True)
class Extending:
    """`until`: the day the paper grants, inclusive; the obligation's policy moves it from a day off."""

    until: date
    ground: Ground
    event: Event = Event.EXTEND
    deed: str = "extend"

    @property
    def reason(self) -> str:
        return self.ground.reason

    def skips(self, case: Case) -> str:
        if case.dates.due is None:
            return "срока ещё нет"
        return "срок и так не раньше нового" if case.dates.due >= self.until else ""

    def plan(self, conn: Connection, cases: Sequence[Case], order: Order) -> Planned:
        """Return a step for each; raises GroundError, ExtensionError."""
        calendars = work_calendars(conn)
        _refuse_suspended(conn, cases, self.until)
        takings = []
        for case in cases:
            check_ground(self.ground, local_day(order.now, case.organisation.zone))
            move = replace(extension(conn, case, self.until, calendars, order), ground=self.ground)
            takings.append(Taking(case, (move,)))
        return Planned(tuple(takings))


def extension(conn: Connection, case: Case, until: date, calendars: WorkCalendars, order: Order) -> Move:
    """Return the step that grants `until`; raises ExtensionError.

    A paper that lies with the reviewer is judged anew, by the new term.
    """
    found = extended_dates(case, until, calendars, order)
    dates = replace(
        case.dates,
        due=found.dates.due,
        due_at=found.due_at,
        plan_date=found.dates.plan_date,
        control_date=found.dates.control_date,
        remind_date=found.dates.remind_date,
    )
    move = replace(
        standing(case, Event.EXTEND),
        dates=dates,
        provisional=found.provisional,
        rearmed=True,
        bulk_id=order.bulk_id,
    )
    if case.state is not State.SUBMITTED:
        return move
    stays = submission_queries.stays(conn, case.id)
    return replace(move, judged=judge(stays, found.due_at, case.control.returns, case.organisation.zone))


def extended_dates(case: Case, until: date, calendars: WorkCalendars, order: Order) -> Extended:
    """Return the dates `until` gives; raises ExtensionError, also where there is no term to extend."""
    today = local_day(order.now, case.organisation.zone)
    return extended(due_dates_of(case), until, case.policy, calendars.clock(case.organisation), today)


def due_dates_of(case: Case) -> DueDates:
    """Return the dates in force; raises ExtensionError where the obligation waits for a date."""
    dates: Dates = case.dates
    if dates.due is None or case.raw_due is None or dates.plan_date is None or dates.remind_date is None:
        raise ExtensionError(
            f"{case.title} ({case.organisation.short_name}): срока ещё нет, переносить нечего. "
            "Сначала назначьте его: vekha schedule или vekha event."
        )
    inner = (dates.plan_date, dates.control_date, dates.remind_date)
    return DueDates(case.raw_due, dates.due, *inner, dates.opens_on)


def _refuse_suspended(conn: Connection, cases: Sequence[Case], until: date) -> None:
    for pause in suspension_queries.unfinished(conn, [case.id for case in cases], until).values():
        raise ExtensionError(
            f"Обязательство {pause.obligation_id} приостановлено до {short_date(pause.last)}: "
            "новый срок должен быть позже."
        )
