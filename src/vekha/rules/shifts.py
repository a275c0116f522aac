"""What happens to a due date on a day off, and the other dates of an occurrence (design 4.4, 4.5)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from vekha.calendar.periods import add_months
from vekha.calendar.work_calendar import WorkCalendar
from vekha.domain.deadlines import DueDates, Occurrence, Offset, OffsetUnit
from vekha.domain.obligations import ShiftPolicy


@dataclass(frozen=True, slots=True)
class Calendars:
    """labour counts inner offsets and reminders; civil shifts due dates (or the policy's own day set)."""

    labour: WorkCalendar
    civil: WorkCalendar


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy, what it does, for what it is meant and on what ground. All texts are for users."""

    policy: ShiftPolicy
    rule: str
    meant_for: str
    basis: str


POLICIES = (
    PolicyRow(
        ShiftPolicy.NONE,
        "срок остаётся в тот же день, даже если он выходной",
        "сроки, которые документ прямо называет неизменными",
        "пункт самого документа",
    ),
    PolicyRow(
        ShiftPolicy.FOLLOWING,
        "срок переходит на ближайший следующий рабочий день",
        "отчёты по закону и статистические формы",
        "ст. 193 ГК РФ по аналогии; п. 6-7 ст. 6.1 НК РФ; постановление Госкомстата от 07.03.2000 N 18",
    ),
    PolicyRow(
        ShiftPolicy.PRECEDING,
        "срок переходит на предшествующий рабочий день",
        "поручения, если так сказано в инструкции по делопроизводству органа",
        "инструкция по делопроизводству органа: укажите её пункт",
    ),
    PolicyRow(
        ShiftPolicy.MODIFIED_FOLLOWING,
        "срок переходит на следующий рабочий день, а если тот уже в другом месяце, то на предшествующий",
        "отчётность, которая не должна уходить в следующий месяц",
        "обычай финансового оборота; нормы права для него не найдено, укажите пункт документа",
    ),
)


def basis_of(policy: ShiftPolicy) -> str:
    """The Russian text of the ground that stands on an obligation unless its document gives a better one."""
    return next(row.basis for row in POLICIES if row.policy is policy)


def shift(day: date, policy: ShiftPolicy, calendar: WorkCalendar) -> date:
    """Where the policy moves a term that ends on `day`; a working day is never moved."""
    match policy:
        case ShiftPolicy.NONE:
            return day
        case ShiftPolicy.FOLLOWING:
            return calendar.following(day)
        case ShiftPolicy.PRECEDING:
            return calendar.preceding(day)
        case ShiftPolicy.MODIFIED_FOLLOWING:
            after = calendar.following(day)
            return after if after.month == day.month else calendar.preceding(day)


def due_dates(
    occurrence: Occurrence, policy: ShiftPolicy, calendars: Calendars, back_workdays: int | None
) -> DueDates:
    """Return the dates of an occurrence. `back_workdays`: how much earlier its collector needs it, or None.

    plan_date and control_date never precede `opens_on`; where that leaves no room they equal due. A policy
    that moves due itself before `opens_on` is kept as the document wants it: see `leaves_no_room`.
    """
    if back_workdays is not None and back_workdays < 0:
        raise ValueError(f"a collector cannot need a paper {-back_workdays} working days after it is due")
    due = shift(occurrence.raw_due, policy, calendars.civil)
    plan = _plan_date(occurrence, due, calendars.civil)
    control = (
        None if back_workdays is None else _control_date(plan, occurrence, calendars.labour, back_workdays)
    )
    return DueDates(
        raw_due=occurrence.raw_due,
        due=due,
        plan_date=plan,
        control_date=control,
        remind_date=plan if control is None else min(plan, control),
        opens_on=occurrence.opens_on,
    )


def _plan_date(occurrence: Occurrence, due: date, calendar: WorkCalendar) -> date:
    plan = calendar.preceding(occurrence.raw_due)
    opens_on = occurrence.opens_on
    return due if opens_on is not None and plan < opens_on else plan


def _control_date(plan: date, occurrence: Occurrence, labour: WorkCalendar, back_workdays: int) -> date:
    return inner_date(labour.add_workdays(plan, -back_workdays), plan, occurrence.opens_on, labour)


def inner_date(wanted: date, plan: date, opens_on: date | None, labour: WorkCalendar) -> date:
    """The inner date nearest to `wanted`: never after `plan`, nor before the paper is taken.

    `wanted` is a working day. Where it precedes `opens_on`, the first working day from then on is given.
    """
    if opens_on is None or wanted >= opens_on:
        return min(wanted, plan)
    return min(labour.following(opens_on), plan)


def redated(dates: DueDates, new_due: date, calendars: Calendars, back_workdays: int | None) -> DueDates:
    """The dates after an extension: `new_due` is what the act grants, the inner dates follow from it."""
    granted = Occurrence(key="", start=None, raw_due=new_due, opens_on=dates.opens_on)
    return replace(due_dates(granted, ShiftPolicy.NONE, calendars, back_workdays), raw_due=dates.raw_due)


def leaves_no_room(occurrence: Occurrence, calendars: Calendars) -> bool:
    """Whether the paper is taken so late that no working day before due is left: «нет запаса»."""
    opens_on = occurrence.opens_on
    return opens_on is not None and calendars.civil.preceding(occurrence.raw_due) <= opens_on


def term_end(event_day: date, offset: Offset, labour: WorkCalendar) -> date:
    """The raw last day of a term counted from an event (or, `before`, ending ahead of it).

    Counting begins the day after the event (ГК РФ ст. 191). A week ends on the same weekday, a month on the
    same day or the month's last (ст. 192). Working and calendar days are never mixed.
    """
    count = -offset.count if offset.before else offset.count
    match offset.unit:
        case OffsetUnit.DAY:
            return event_day + timedelta(days=count)
        case OffsetUnit.WORKING_DAY:
            return labour.add_workdays(event_day, count)
        case OffsetUnit.WEEK:
            return event_day + timedelta(weeks=count)
        case OffsetUnit.MONTH:
            return add_months(event_day, count)
