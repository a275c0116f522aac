"""The term given with a paper that went back: how long it runs, and the watch over it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from vekha.actions.arm import Subject, arm
from vekha.actions.work_calendars import work_calendars
from vekha.calendar.days import DaySet
from vekha.calendar.zones import due_instant, local_day
from vekha.domain.refusals import RefusedError
from vekha.domain.watches import SubjectKind
from vekha.rules.ladders import parse_ladder, shipped_ladder
from vekha.storage import watch_queries
from vekha.storage.case_queries import Case

DEFAULT_WORKDAYS = 5
LONGEST_WORKDAYS = 60


class MendingTermError(RefusedError):
    """The term for mending is no reasonable number of working days."""


@dataclass(frozen=True, slots=True)
class MendingTerm:
    """The last day for mending, inclusive, and the instant it ends for the executor (aware UTC)."""

    last: date
    ends_at: datetime


def mending_term(conn: Connection, case: Case, workdays: int, now: datetime) -> MendingTerm:
    """Return the term of `workdays` counted from the working day after `now` (ГК РФ ст. 191)."""
    if not 1 <= workdays <= LONGEST_WORKDAYS:
        raise MendingTermError(f"Срок доработки — от 1 до {LONGEST_WORKDAYS} рабочих дней, а не {workdays}.")
    place = case.organisation
    calendar = work_calendars(conn).of(place, DaySet.LABOUR)
    last = calendar.add_workdays(local_day(now, place.zone), workdays)
    return MendingTerm(last, due_instant(last, place.zone, place.hours, calendar.is_short(last)))


def watch_mending(conn: Connection, case: Case, term: MendingTerm, now: datetime) -> None:
    """Arm the obligation that went back: due on the later of its own term and the term for mending.

    History is counted and never watched.
    """
    if case.history:
        return
    due = max(case.dates.due or term.last, term.last)
    remind = max(case.dates.remind_date or term.last, term.last)
    subject = Subject(
        SubjectKind.OBLIGATION,
        case.id,
        case.arming,
        case.organisation.shard_id,
        case.organisation,
        remind,
        due,
    )
    text = watch_queries.ladder_text(conn, case.control.ladder_id)
    arm(conn, parse_ladder(text) if text else shipped_ladder("normal"), [subject], now)
