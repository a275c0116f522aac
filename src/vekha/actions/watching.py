"""Have obligations watched as they stand after a step: the executor, the reviewer, or nobody (design 4.18).

A part of another action: it runs in its transaction, after the step.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import Connection

from vekha.actions.arm import Subject, arm, disarm
from vekha.actions.work_calendars import WorkCalendars, work_calendars
from vekha.calendar.days import DaySet
from vekha.calendar.zones import at_local, local_day
from vekha.domain.life import Suspension
from vekha.domain.obligations import State
from vekha.domain.organisations import Organisation
from vekha.domain.watches import Ladder, SubjectKind
from vekha.rules.ladders import parse_ladder, shipped_ladder
from vekha.rules.states import RUNNING
from vekha.storage import organisation_queries, request_queries, suspension_queries, watch_queries
from vekha.storage.case_queries import Case

DEFAULT_LADDER = "normal"
_OWING = frozenset({State.OPEN, State.RETURNED})


def rewatch(conn: Connection, cases: Sequence[Case], now: datetime) -> None:
    """Arm what is owed by its own ladder and what lies with the reviewer by `review`; let the rest be.

    History is counted and never watched; what has no date waits for its author. A review that is watched
    already keeps its term: an extension meanwhile does not lengthen it.
    """
    watched = [case for case in cases if not case.history]
    owing = [case for case in watched if case.state in _OWING and _dated(case)]
    reviewed = [case for case in watched if case.state is State.SUBMITTED]
    disarm(conn, SubjectKind.OBLIGATION, _others(cases, owing))
    disarm(conn, SubjectKind.REVIEW, _others(cases, reviewed))
    calendars = work_calendars(conn)
    _arm_owing(conn, owing, calendars, now)
    live = watch_queries.live_among(conn, SubjectKind.REVIEW, [case.id for case in reviewed])
    _arm_reviews(conn, [case for case in reviewed if case.id not in live], calendars, now)
    _watch_requests(conn, cases, now)


def _others(cases: Iterable[Case], some: Iterable[Case]) -> list[str]:
    return sorted({case.id for case in cases} - {case.id for case in some})


def _dated(case: Case) -> bool:
    return case.dates.due is not None or case.dates.return_due is not None


def _arm_owing(conn: Connection, cases: Sequence[Case], calendars: WorkCalendars, now: datetime) -> None:
    """Arm each as of now, or of the first working day after its suspension: until then nothing is written."""
    earliest = min((local_day(now, case.organisation.zone) for case in cases), default=None)
    if earliest is None:
        return
    pauses = suspension_queries.unfinished(conn, [case.id for case in cases], earliest)
    groups: dict[tuple[str, datetime], list[Subject]] = defaultdict(list)
    for case in cases:
        armed_at = armed_as_of(pauses.get(case.id), case.organisation, calendars, now)
        groups[case.control.ladder_id, armed_at].append(_subject(case))
    for (ladder_id, armed_at), subjects in sorted(groups.items(), key=lambda group: group[0]):
        arm(conn, _ladder(conn, ladder_id), subjects, armed_at)


def armed_as_of(
    pause: Suspension | None, place: Organisation, calendars: WorkCalendars, now: datetime
) -> datetime:
    """Return the instant a watch counts from: `now`, or the first working day after the suspension."""
    if pause is None or pause.last < local_day(now, place.zone):
        return now
    resumed = calendars.of(place, DaySet.LABOUR).following(pause.last + timedelta(days=1))
    return at_local(resumed, time(0), place.zone)


def _subject(case: Case) -> Subject:
    """What went back is watched by the later of its term and the term for mending."""
    mend, place = case.dates.return_due, case.organisation
    due = [day for day in (case.dates.due, mend) if day]
    remind = [day for day in (case.dates.remind_date, mend) if day]
    return Subject(SubjectKind.OBLIGATION, case.id, case.arming, place.shard_id, place, max(remind), max(due))


def _ladder(conn: Connection, ladder_id: str) -> Ladder:
    text = watch_queries.ladder_text(conn, ladder_id)
    return parse_ladder(text) if text else shipped_ladder(DEFAULT_LADDER)


def _watch_requests(conn: Connection, cases: Sequence[Case], now: datetime) -> None:
    """Whoever is asked is reminded while the request is open and there is still something to grant."""
    by_id = {case.id: case for case in cases}
    asked = [one for of_one in request_queries.requests_of(conn, by_id).values() for one in of_one]
    awaited = [one for one in asked if one.open and by_id[one.obligation_id].state in RUNNING]
    disarm(conn, SubjectKind.REQUEST, {one.id for one in asked} - {one.id for one in awaited})
    live = watch_queries.live_among(conn, SubjectKind.REQUEST, [one.id for one in awaited])
    waiting = [one for one in awaited if one.id not in live]
    places = _issuers(conn, [by_id[one.obligation_id] for one in waiting])
    subjects = []
    for one in waiting:
        case = by_id[one.obligation_id]
        place, shard = places[case.control.issuer_id], case.organisation.shard_id
        dates = (one.answer_by, one.answer_by)
        subjects.append(Subject(SubjectKind.REQUEST, one.id, case.arming, shard, place, *dates))
    arm(conn, shipped_ladder("request"), subjects, now)


def _issuers(conn: Connection, cases: Iterable[Case]) -> Mapping[int, Organisation]:
    known = organisation_queries.with_ancestors(conn, {case.control.issuer_id for case in cases})
    return {place.id: place for place in known}


def _arm_reviews(conn: Connection, cases: Sequence[Case], calendars: WorkCalendars, now: datetime) -> None:
    """The reviewer's term is counted by the issuer's calendar, from the working day after the paper came."""
    places = _issuers(conn, cases)
    subjects = []
    for case in cases:
        place = places[case.control.issuer_id]
        labour = calendars.of(place, DaySet.LABOUR)
        last = labour.add_workdays(local_day(now, place.zone), case.control.review_workdays)
        shard = case.organisation.shard_id
        subjects.append(Subject(SubjectKind.REVIEW, case.id, case.arming, shard, place, last, last))
    arm(conn, shipped_ladder("review"), subjects, now)
