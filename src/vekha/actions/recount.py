"""Count the dates of what is still owed again by a changed calendar: first looked at, then put into force.

A part of another action: it runs in its transaction, and its journal record is theirs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from vekha.actions.arm import Subject, arm
from vekha.actions.step import TooEarlyError
from vekha.actions.watching import armed_as_of
from vekha.actions.work_calendars import WorkCalendars, work_calendars
from vekha.calendar.zones import local_day, local_moment
from vekha.domain.obligations import Event
from vekha.domain.organisations import Organisation
from vekha.domain.watches import Ladder, Schedule, Stage, SubjectKind, Watch
from vekha.rules.ladders import parse_ladder, schedule_id, shipped_ladder, stages_of
from vekha.rules.recounting import Clock, Term, as_counted, recounted
from vekha.rules.states import advance
from vekha.storage import calendar_queries, suspension_queries, watch_queries
from vekha.storage.calendar_queries import Duty

DEFAULT_LADDER = "normal"


@dataclass(frozen=True, slots=True)
class Redated:
    """An obligation whose dates change, as it is and as it will be."""

    duty: Duty
    unit: Organisation
    fresh: Term

    @property
    def due_moves(self) -> bool:
        return self.duty.term.due != self.fresh.due


@dataclass(frozen=True, slots=True)
class Recount:
    """What the calendars change. `moved`: dates, by an act. `flagged`: only whether they are provisional.

    `held`: obligations whose term would move to an instant that has passed; they stay as they are.
    """

    moved: tuple[Redated, ...]
    flagged: tuple[Redated, ...]
    held: tuple[Redated, ...]
    clocks: Mapping[Clock, tuple[Organisation, ...]]

    @property
    def shards(self) -> tuple[int, ...]:
        return tuple(sorted({one.duty.shard_id for one in (*self.moved, *self.flagged)}))


def recount(
    conn: Connection,
    units: Iterable[Organisation],
    calendars: WorkCalendars,
    now: datetime,
    *,
    lock: bool,
) -> Recount:
    """Return what counting again by `calendars` changes for these organisations. Writes nothing.

    The cost follows the distinct dates, not the obligations. `lock` keeps others off those that change.
    """
    by_clock: dict[Clock, list[Organisation]] = defaultdict(list)
    for unit in units:
        by_clock[calendars.clock(unit)].append(unit)
    moved: list[Redated] = []
    flagged: list[Redated] = []
    held: list[Redated] = []
    for clock, members in by_clock.items():
        for one in _changed(conn, clock, members, lock):
            if recounted(one.duty.term, clock, now) != one.fresh:
                held.append(one)
            else:
                (moved if one.fresh.dates != one.duty.term.dates else flagged).append(one)
    clocks = {clock: tuple(members) for clock, members in by_clock.items()}
    return Recount(tuple(moved), tuple(flagged), tuple(held), clocks)


def _changed(
    conn: Connection, clock: Clock, members: Sequence[Organisation], lock: bool
) -> Iterator[Redated]:
    """Yield every obligation of the members that the calendars would have otherwise."""
    ids = {unit.id: unit for unit in members}
    terms = calendar_queries.terms_of(conn, ids)
    wanted = {term: fresh for term in terms if (fresh := as_counted(term, clock)) != term}
    for duty in calendar_queries.duties_with(conn, ids, frozenset(wanted), lock=lock):
        yield Redated(duty, ids[duty.organisation_id], wanted[duty.term])


def put(
    conn: Connection, found: Recount, actor_id: str, now: datetime
) -> tuple[list[dict[str, object]], set[int]]:
    """Put the dates into force and plan the reminders anew.

    Return the rows of the acts and every shard in which something changed, for the caller's journal record.
    Raises TooEarlyError where an obligation already has an act after `now`.
    """
    for one in found.moved:
        if now < one.duty.acted_at:
            acted = local_moment(one.duty.acted_at, one.unit.zone)
            raise TooEarlyError(
                f"По обязательству {one.duty.id} уже есть запись от {acted}: "
                "пересчитать срок раньше неё нельзя. Проверьте --now и часы."
            )
    calendar_queries.redate(conn, [_projection(one) for one in (*found.moved, *found.flagged)])
    _arm_anew(conn, [one for one in found.moved if one.duty.live], now)
    shards = set(found.shards)
    for clock, members in found.clocks.items():
        shards |= _reschedule(conn, clock, members)
    return [_act(one, actor_id, now) for one in found.moved], shards


def _arming(one: Redated) -> int:
    """A reminder that was on its way is for the old date: raising the arming lets the new one be said."""
    moves = one.fresh.dates != one.duty.term.dates
    return one.duty.arming + (moves and one.duty.live)


def _projection(one: Redated) -> dict[str, object]:
    term = one.fresh
    return {
        "id": one.duty.id,
        "due": term.due,
        "due_at": term.due_at,
        "plan_date": term.plan_date,
        "control_date": term.control_date,
        "remind_date": term.remind_date,
        "provisional": term.provisional,
        "arming": _arming(one),
    }


def _act(one: Redated, actor_id: str, now: datetime) -> dict[str, object]:
    duty, term = one.duty, one.fresh
    return {
        "obligation_id": duty.id,
        "seq": duty.seq + 1,
        "shard_id": duty.shard_id,
        "recorded_at": now,
        "event": Event.RE_DATE,
        "actor_id": actor_id,
        "version": duty.version,
        "state": advance(duty.state, Event.RE_DATE),
        "due": term.due,
        "due_at": term.due_at,
        "plan_date": term.plan_date,
        "control_date": term.control_date,
        "remind_date": term.remind_date,
        "arming": _arming(one),
        "counted_at": duty.counted_at,
        "reviewer_days": duty.reviewer_days,
        "return_due": duty.return_due,
        "return_due_at": duty.return_due_at,
    }


def _arm_anew(conn: Connection, moved: Sequence[Redated], now: datetime) -> None:
    """A suspended one is armed as of the end of its suspension, as ever: until then nothing is written."""
    by_ladder: dict[tuple[str, datetime], list[Subject]] = defaultdict(list)
    earliest = min((local_day(now, one.unit.zone) for one in moved), default=now.date())
    pauses = suspension_queries.unfinished(conn, [one.duty.id for one in moved], earliest)
    calendars = work_calendars(conn)
    for one in moved:
        remind, due = _watched_dates(one)
        subject = Subject(
            SubjectKind.OBLIGATION, one.duty.id, _arming(one), one.duty.shard_id, one.unit, remind, due
        )
        armed_at = armed_as_of(pauses.get(one.duty.id), one.unit, calendars, now)
        by_ladder[one.duty.ladder_id, armed_at].append(subject)
    for (ladder_id, armed_at), subjects in sorted(by_ladder.items(), key=lambda group: group[0]):
        arm(conn, _ladder(conn, ladder_id), subjects, armed_at)


def _watched_dates(one: Redated) -> tuple[date, date]:
    """What went back is watched by the later of its term and the term for mending."""
    term, mend = one.fresh, one.duty.return_due
    return (
        (term.remind_date, term.due) if mend is None else (max(term.remind_date, mend), max(term.due, mend))
    )


def _ladder(conn: Connection, ladder_id: str) -> Ladder:
    text = watch_queries.ladder_text(conn, ladder_id)
    return parse_ladder(text) if text else shipped_ladder(DEFAULT_LADDER)


def _reschedule(conn: Connection, clock: Clock, members: Sequence[Organisation]) -> set[int]:
    """Move the reminders of dates that stay: the days between may have changed. Return the shards touched.

    The arming and the day of arming stay, so that nothing already said is said again.
    """
    labour, ids = clock.calendars.labour, [unit.id for unit in members]
    running = calendar_queries.live_schedules(conn, ids, but=labour.id)
    kept = calendar_queries.stages_kept(conn, [schedule.id for schedule in running])
    instead: dict[str, str] = {}
    for schedule in running:
        ladder = _ladder(conn, schedule.ladder_id)
        days = (schedule.armed_on, schedule.remind_date, schedule.due_date)
        key = schedule_id(schedule.ladder_id, labour.id, schedule.zone, days)
        fresh = replace(schedule, id=key, day_table_id=labour.id)
        laid = stages_of(fresh, ladder, labour)
        if _said(laid) != _said(kept.get(schedule.id, ())):
            _keep(conn, clock, members, fresh, laid)
            instead[schedule.id] = key
    watches = calendar_queries.live_watches(conn, ids, instead)
    watch_queries.set_watches(conn, [_moved_watch(watch, instead) for watch in watches])
    return {watch.shard_id for watch in watches}


def _said(laid: Iterable[Stage]) -> list[tuple[str, str, datetime]]:
    return [(stage.stage, stage.audience, stage.at) for stage in laid]


def _keep(
    conn: Connection,
    clock: Clock,
    members: Sequence[Organisation],
    schedule: Schedule,
    laid: Sequence[Stage],
) -> None:
    watch_queries.keep_day_table(conn, members[0].subject, clock.calendars.labour)
    if watch_queries.unknown_schedules(conn, [schedule.id]):
        watch_queries.add_schedules(conn, [schedule], laid)


def _moved_watch(watch: Watch, instead: Mapping[str, str]) -> Watch:
    return replace(watch, schedule_id=instead[watch.schedule_id])
