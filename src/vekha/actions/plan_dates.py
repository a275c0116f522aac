"""Lay the items of a roadmap out in time: the dates of each occurrence, once per calendar and zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vekha.calendar.work_calendar import WorkCalendar
from vekha.calendar.zones import due_instant, local_day
from vekha.domain.confirmed import ConfirmedItem, ConfirmedRoadmap
from vekha.domain.deadlines import Occurrence
from vekha.domain.life import Happening
from vekha.domain.obligations import State
from vekha.domain.organisations import Organisation
from vekha.rules.occurrences import WAITING, back_workdays, is_history, waits
from vekha.rules.recounting import Clock, stands_on_provisional
from vekha.rules.shifts import due_dates


@dataclass(frozen=True, slots=True)
class Duty:
    """One occurrence as every organisation of a clock has it: the columns that do not name the organisation.

    remind_date and due are None while it waits; history and what waits is not watched.
    """

    key: str
    columns: Mapping[str, object]
    remind_date: date | None
    due: date | None
    history: bool = False
    provisional: bool = False

    @property
    def watched(self) -> bool:
        return self.due is not None and not self.history


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans the items of one roadmap. issued_at aware UTC."""

    roadmap: ConfirmedRoadmap
    issuer: Organisation
    issued_at: datetime

    def duties(
        self, item: ConfirmedItem, clock: Clock, happened: Sequence[Happening] = ()
    ) -> tuple[Duty, ...]:
        """Return the duties of an item by the calendar of a clock: one per occurrence.

        An undated item has one that waits, and one for each date of what has `happened`.
        """
        if waits(item.kind):
            given = (occurrence for one in happened for occurrence in one.occurrences)
            waiting = self._waiting(item, clock.calendars.civil)
            return (waiting, *(self._dated(item, each, clock) for each in given))
        return tuple(self._dated(item, each, clock) for each in item.occurrences)

    def _dated(self, item: ConfirmedItem, occurrence: Occurrence, clock: Clock) -> Duty:
        calendars = clock.calendars
        back = back_workdays(item, clock.level, self.issuer.level)
        dates = due_dates(occurrence, item.ground.policy, calendars, back)
        due_at = due_instant(dates.due, clock.zone, clock.hours, short=calendars.labour.is_short(dates.due))
        past = is_history(dates.due, local_day(self.roadmap.confirmed_at, clock.zone), self.roadmap.past)
        period = occurrence.period
        provisional = stands_on_provisional(calendars.civil, occurrence.raw_due, dates.due)
        columns = self._columns(item, occurrence.key, calendars.civil) | {
            "provisional": provisional,
            "history": past,
            "raw_due": dates.raw_due,
            "original_due": dates.due,
            "original_due_at": due_at,
            "opens_on": dates.opens_on,
            "period_first": period.first if period else None,
            "period_last": period.last if period else None,
            "due": dates.due,
            "due_at": due_at,
            "plan_date": dates.plan_date,
            "control_date": dates.control_date,
            "remind_date": dates.remind_date,
        }
        return Duty(occurrence.key, columns, dates.remind_date, dates.due, past, provisional)

    def _waiting(self, item: ConfirmedItem, civil: WorkCalendar) -> Duty:
        undated = dict.fromkeys(
            (
                "raw_due",
                "original_due",
                "original_due_at",
                "opens_on",
                "period_first",
                "period_last",
                "due",
                "due_at",
                "plan_date",
                "control_date",
                "remind_date",
            )
        )
        columns = self._columns(item, WAITING, civil) | undated | {"provisional": False, "history": False}
        return Duty(WAITING, columns, None, None)

    def _columns(self, item: ConfirmedItem, key: str, civil: WorkCalendar) -> dict[str, object]:
        return {
            "item_id": item.id,
            "roadmap_id": self.roadmap.id,
            "occurrence_key": key,
            "kind": item.kind.value,
            "policy": item.ground.policy.value,
            "policy_basis": item.ground.basis,
            "day_table_id": civil.id,
            "issued_at": self.issued_at,
            "state": State.OPEN.value,
            "arming": 1,
        }
