"""The dates an event or a supplied schedule gives an item that waited for them (design 4.7). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vekha.calendar.work_calendar import WorkCalendar
from vekha.domain.deadlines import DeadlineKind, Occurrence, Offset, OffsetUnit
from vekha.domain.life import HappeningKind
from vekha.domain.refusals import RefusedError
from vekha.rules.russian import plural, short_date
from vekha.rules.shifts import term_end

# The calendars reach a year further on both sides.
KNOWN_YEARS = range(2001, 2100)
MOST_DATES = 366  # a schedule with more is a slip of the pen

# Which kind of undated item takes what: an event is recorded, a schedule is supplied.
TAKES: dict[DeadlineKind, tuple[HappeningKind, ...]] = {
    DeadlineKind.EVENT: (HappeningKind.EVENT, HappeningKind.SCHEDULE),
    DeadlineKind.EXTERNAL: (HappeningKind.SCHEDULE,),
    DeadlineKind.UNSPECIFIED: (HappeningKind.SCHEDULE,),
}
_UNITS = {
    OffsetUnit.DAY: ("календарный день", "календарных дня", "календарных дней"),
    OffsetUnit.WORKING_DAY: ("рабочий день", "рабочих дня", "рабочих дней"),
    OffsetUnit.WEEK: ("неделя", "недели", "недель"),
    OffsetUnit.MONTH: ("месяц", "месяца", "месяцев"),
}


class HappeningError(RefusedError):
    """The event or schedule does not fit the item it is given for."""


@dataclass(frozen=True, slots=True)
class EventTerm:
    """The last day of the term an event starts, inclusive, and how it was counted (Russian)."""

    raw_due: date
    explain: str


def check_takes(kind: DeadlineKind, given: HappeningKind, item: str) -> None:
    """Raise HappeningError unless an item of this kind waits for what is given."""
    allowed = TAKES.get(kind)
    if allowed is None:
        raise HappeningError(
            f"У мероприятия «{item}» срок назван в документе: ни событие, ни график ему не нужны. "
            "Сдвинуть срок можно продлением: vekha extend."
        )
    if given not in allowed:
        raise HappeningError(
            f"Мероприятие «{item}» ждёт не события, а графика или даты. Запишите их: vekha schedule."
        )


def term_of_event(offset: Offset | None, last_day: date | None, on: date, labour: WorkCalendar) -> EventTerm:
    """Return the term an event on the day `on` starts; never past the fixed last day of the phrase.

    Without an offset the duty is due on the day of the event itself. Counting: ГК РФ ст. 191, 192.
    """
    _check_year(on)
    if offset is None:
        return EventTerm(*_capped(on, last_day, f"в день события, {short_date(on)}"))
    counted = f"{offset.count} {plural(offset.count, *_UNITS[offset.unit])}"
    side = "до" if offset.before else "после"
    due = term_end(on, offset, labour)
    return EventTerm(*_capped(due, last_day, f"{counted} {side} {short_date(on)} — {short_date(due)}"))


def event_occurrence(seq: int, term: EventTerm) -> Occurrence:
    """Return the occurrence the event number `seq` of its item gives."""
    return Occurrence(f"e{seq}", None, term.raw_due)


def schedule_occurrences(seq: int, dates: Sequence[tuple[date | None, date]]) -> tuple[Occurrence, ...]:
    """Return the occurrences of the schedule number `seq`: (start or None, due) pairs, in order of due.

    Raises HappeningError for none, too many, a repeat, a start after its due, or a year without a calendar.
    """
    if not dates:
        raise HappeningError("В графике нет ни одной даты. Назовите срок: --due ГГГГ-ММ-ДД.")
    if len(dates) > MOST_DATES:
        raise HappeningError(f"В графике {len(dates)} дат: больше {MOST_DATES} одному мероприятию не дают.")
    ordered = sorted(dates, key=lambda pair: (pair[1], pair[0] or pair[1]))
    for start, due in ordered:
        _check_year(due)
        if start is not None and start > due:
            raise HappeningError(
                f"Начало {short_date(start)} позже срока {short_date(due)}. Исправьте даты графика."
            )
    if len(set(ordered)) < len(ordered):
        raise HappeningError("Одна и та же дата названа в графике дважды. Уберите повтор.")
    return tuple(
        Occurrence(f"s{seq}.{position}", start, due) for position, (start, due) in enumerate(ordered, start=1)
    )


def _capped(due: date, last_day: date | None, explain: str) -> tuple[date, str]:
    if last_day is None or due <= last_day:
        return due, explain
    return last_day, f"{explain}, но не позднее {short_date(last_day)}, как сказано в документе"


def _check_year(day: date) -> None:
    if day.year not in KNOWN_YEARS:
        raise HappeningError(f"{short_date(day)}: год вне 2001-2099. Проверьте дату.")
