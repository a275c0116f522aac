"""Put subjects under watch, and take them off: obligations, reviews, schedule requests (design, section 5).

Both are parts of another action: they run in its transaction, and its journal record is theirs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from vekha.actions.work_calendars import WorkCalendars, work_calendars
from vekha.calendar.days import DaySet
from vekha.calendar.work_calendar import WorkCalendar
from vekha.calendar.zones import local_day
from vekha.domain.organisations import Organisation
from vekha.domain.watches import Ladder, Schedule, SubjectKind, Watch
from vekha.rules.ladders import ladder_toml, schedule_id, stages_of
from vekha.storage import watch_queries


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be watched. `organisation` gives the zone and the calendar its days are counted by.

    arming: the subject's counter, raised by every re-arming (design 4.9). Both dates are inclusive;
    remind_date <= due_date.
    """

    kind: SubjectKind
    id: str
    arming: int
    shard_id: int
    organisation: Organisation
    remind_date: date
    due_date: date


@dataclass(frozen=True, slots=True)
class _Planned:
    """A schedule and what its stages are counted by. `subject` is a federal subject's code."""

    schedule: Schedule
    calendar: WorkCalendar
    subject: str


def arm(conn: Connection, ladder: Ladder, subjects: Sequence[Subject], now: datetime) -> None:
    """Have every subject watched by the ladder, live, and the next sweep told of it. Idempotent.

    The day of arming is the local day of `now` in the subject's organisation.
    """
    if not subjects:
        return
    watches = [
        Watch(one.kind, one.id, one.arming, one.shard_id, schedule, live=True)
        for one, schedule in zip(subjects, schedules_of(conn, ladder, subjects, now), strict=True)
    ]
    watch_queries.set_watches(conn, watches)


def schedules_of(
    conn: Connection, ladder: Ladder, subjects: Sequence[Subject], now: datetime
) -> tuple[str, ...]:
    """Return each subject's schedule, armed now, in their order; ladder, days and stages are on record."""
    calendars = work_calendars(conn)
    planned: dict[tuple[object, ...], _Planned] = {}
    found = []
    for subject in subjects:
        place = subject.organisation
        files = calendars.files_of(place)
        key = (place.subject, files, place.week, place.zone, subject.remind_date, subject.due_date)
        if key not in planned:
            planned[key] = _plan(ladder, subject, calendars, now)
        found.append(planned[key].schedule.id)
    watch_queries.keep_ladder(conn, ladder, ladder_toml(ladder))
    _add_schedules(conn, ladder, planned.values())
    return tuple(found)


def disarm(conn: Connection, kind: SubjectKind, ids: Iterable[str]) -> None:
    """Have the subjects written about no more until they are armed again: submitted, suspended or done."""
    watch_queries.rest_watches(conn, kind, ids)


def _plan(ladder: Ladder, subject: Subject, calendars: WorkCalendars, now: datetime) -> _Planned:
    place = subject.organisation
    calendar = calendars.of(place, DaySet.LABOUR)
    armed_on = local_day(now, place.zone)
    dates = (subject.remind_date, subject.due_date)
    schedule_key = schedule_id(ladder.id, calendar.id, place.zone, (armed_on, *dates))
    schedule = Schedule(schedule_key, ladder.id, calendar.id, place.zone, armed_on, *dates)
    return _Planned(schedule, calendar, place.subject)


def _add_schedules(conn: Connection, ladder: Ladder, planned: Iterable[_Planned]) -> None:
    """Add the schedules nobody has used before, each with its stages."""
    by_id = {plan.schedule.id: plan for plan in planned}
    new = [by_id[key] for key in watch_queries.unknown_schedules(conn, by_id)]
    for plan in {plan.calendar.id: plan for plan in new}.values():
        watch_queries.keep_day_table(conn, plan.subject, plan.calendar)
    stages = [stage for plan in new for stage in stages_of(plan.schedule, ladder, plan.calendar)]
    watch_queries.add_schedules(conn, [plan.schedule for plan in new], stages)
