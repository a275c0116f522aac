"""Pending notices become sheets: who gets which rows today. Pure (design 4.10, 4.11)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from vekha.calendar.days import DaySet
from vekha.calendar.shipped import calendar_for
from vekha.calendar.work_calendar import WorkCalendar
from vekha.calendar.zones import at_local, local_day
from vekha.domain.letters import Addressee, Directory, LetterRow, NoticeKey, PendingNotice, Sheet
from vekha.domain.organisations import Organisation
from vekha.domain.watches import Audience, NoticeStatus
from vekha.notifications.addressing import addressee_of
from vekha.rules.letter_rows import PART_ORDER, inner_date_passed, part_on

ROWS_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Planned:
    """A sheet, every notice it answers (those behind the link too), and when it goes stale (aware UTC)."""

    sheet: Sheet
    notices: tuple[NoticeKey, ...]
    best_before: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with the pending notices now. Those in neither wait for the next working hours."""

    sheets: tuple[Planned, ...]
    settled: Mapping[NoticeStatus, tuple[NoticeKey, ...]]


@dataclass(frozen=True, slots=True)
class _Slip:
    notice: PendingNotice
    addressee: Addressee
    appoint: str


def plan_sheets(
    pending: Sequence[PendingNotice],
    directory: Directory,
    now: datetime,
    lettered: frozenset[tuple[str, date]],
    links: Mapping[int, str],
) -> Plan:
    """Return today's sheets, at most one per mailbox.

    lettered: (address, local day) that already have their service letter. links: by organisation id.
    """
    settled: dict[NoticeStatus, list[NoticeKey]] = defaultdict(list)
    boxes: dict[str, list[_Slip]] = defaultdict(list)
    for notice in pending:
        found = addressee_of(notice, directory)
        if found is None:
            settled[NoticeStatus.NO_ADDRESS].append(notice.key)
        elif part_on(_today(notice.organisation_id, directory, now), notice.state, notice.due) is None:
            settled[NoticeStatus.SILENT].append(notice.key)
        else:
            boxes[found[0].address].append(_Slip(notice, *found))
    sheets = []
    for address, slips in boxes.items():
        home = directory.organisations[slips[0].addressee.organisation_id]
        today = local_day(now, home.zone)
        if in_working_hours(home, now) and (address, today) not in lettered:
            link = links.get(home.id, "")
            sheets.append(_planned(slips, home, today, link))
    return Plan(tuple(sheets), {status: tuple(keys) for status, keys in settled.items()})


def _today(organisation_id: int, directory: Directory, now: datetime) -> date:
    return local_day(now, directory.organisations[organisation_id].zone)


def labour_calendar(organisation: Organisation) -> WorkCalendar:
    """Return the days the organisation works: offsets and send windows go by it (design 4.4)."""
    return calendar_for(organisation.subject, organisation.week, DaySet.LABOUR)


def closing_time(organisation: Organisation, day: date) -> time:
    """Return the local closing hour, an hour earlier on a short day (ТК РФ ст. 95)."""
    short = labour_calendar(organisation).is_short(day)
    return organisation.hours.closes_short if short else organisation.hours.closes


def in_working_hours(organisation: Organisation, now: datetime) -> bool:
    """Return whether the organisation is at work at `now`: [opening, closing) of a working day, its zone."""
    today = local_day(now, organisation.zone)
    if not labour_calendar(organisation).is_working(today):
        return False
    opens = at_local(today, organisation.hours.opens, organisation.zone)
    closes = at_local(today, closing_time(organisation, today), organisation.zone)
    return opens <= now < closes


def best_before(organisation: Organisation, day: date) -> datetime:
    """Return when a reminder of `day` goes stale: the end of the next working day (aware UTC)."""
    following = labour_calendar(organisation).following(day + timedelta(days=1))
    return at_local(following, closing_time(organisation, following), organisation.zone)


def _planned(slips: Sequence[_Slip], home: Organisation, today: date, link: str) -> Planned:
    by_subject: dict[tuple[str, str], list[_Slip]] = defaultdict(list)
    for slip in slips:
        by_subject[(slip.notice.key.subject_kind, slip.notice.key.subject_id)].append(slip)
    rows = sorted((_row(group, home, today) for group in by_subject.values()), key=_worst_first)
    shown = tuple(rows[:ROWS_AT_MOST])
    reasons = "; ".join(dict.fromkeys(slip.addressee.reason for slip in slips))
    addressee = replace(slips[0].addressee, reason=reasons)
    sheet = Sheet(addressee, today, shown, len(rows) - len(shown), link)
    return Planned(sheet, tuple(slip.notice.key for slip in slips), best_before(home, today))


def _worst_first(row: LetterRow) -> tuple[int, date, str, str]:
    return PART_ORDER.index(row.part), row.due or date.max, row.item_number or "", row.organisation


def _row(slips: Sequence[_Slip], home: Organisation, today: date) -> LetterRow:
    first = min(slips, key=lambda slip: slip.notice.key.audience is not Audience.EXECUTOR)
    notice = first.notice
    part = part_on(today, notice.state, notice.due)
    if part is None:
        raise ValueError(f"a done subject in a letter: {notice.key}")
    to_executor = notice.key.audience is Audience.EXECUTOR
    return LetterRow(
        notices=tuple(slip.notice.key for slip in slips),
        part=part,
        item_number=notice.item_number,
        item_title=notice.item_title,
        deadline_text=notice.deadline_text,
        result_text=notice.result_text,
        organisation=notice.organisation,
        order=notice.order,
        due=notice.due,
        workdays=_workdays(labour_calendar(home), today, notice.due),
        opens_on=notice.opens_on if notice.opens_on is not None and today < notice.opens_on else None,
        inner_date_passed=to_executor and inner_date_passed(today, notice.remind_date, notice.due),
        executor_missing=notice.executor_missing,
        appoint=first.appoint,
    )


def _workdays(calendar: WorkCalendar, today: date, due: date | None) -> int | None:
    return None if due is None else calendar.workdays_between(today, due)


def organisations_of(pending: Iterable[PendingNotice]) -> frozenset[int]:
    """Return the ids of every organisation a notice may concern, those above them not included."""
    return frozenset(each for notice in pending for each in (notice.organisation_id, notice.issuer_id))
