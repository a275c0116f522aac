"""The term given with a paper that went back."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from vekha.actions.work_calendars import work_calendars
from vekha.calendar.days import DaySet
from vekha.calendar.zones import due_instant, local_day
from vekha.domain.refusals import RefusedError
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
