"""The rows of a sheet: what is owed alike by the same day is one row, whoever owes it. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from vekha.calendar.work_calendar import WorkCalendar
from vekha.calendar.zones import local_day, local_time
from vekha.domain.letters import Addressee, Directory, ExecutorGroup, LetterRow, Part, PendingNotice
from vekha.domain.organisations import Organisation
from vekha.domain.watches import Audience
from vekha.rules.checkpoints import FORM_TITLE
from vekha.rules.letter_rows import PART_ORDER, asked_by, in_number_order, inner_date_passed, part_on
from vekha.rules.russian import counted

NUMBER_SIGNS = 8  # of an obligation's id: what a person types to name it


@dataclass(frozen=True, slots=True)
class Slip:
    """A notice with the mailbox it goes to, and what to ask where the post itself is empty."""

    notice: PendingNotice
    addressee: Addressee
    appoint: str


@dataclass(frozen=True, slots=True)
class Home:
    """Whose sheet it is: the organisation, its local day and labour calendar, and everybody's names."""

    place: Organisation
    today: date
    calendar: WorkCalendar
    directory: Directory


@dataclass(frozen=True, slots=True)
class _Subject:
    """One obligation or request in a mailbox: its first slip is the executor's where he gets one."""

    slips: tuple[Slip, ...]
    part: Part

    @property
    def notice(self) -> PendingNotice:
        return self.slips[0].notice


def rows_of(slips: Sequence[Slip], home: Home) -> tuple[LetterRow, ...]:
    """Return the rows, worst first. A subject stands in one row, however many notices it has."""
    alike: dict[object, list[_Subject]] = defaultdict(list)
    for subject in _subjects(slips, home):
        alike[_likeness(subject, home)].append(subject)
    rows = [_row(subjects, home) for subjects in alike.values()]
    return tuple(sorted(rows, key=_worst_first))


def totals_of(rows: Iterable[LetterRow]) -> Mapping[Part, int]:
    """Return how many rows each part has."""
    return Counter(row.part for row in rows)


def _subjects(slips: Iterable[Slip], home: Home) -> Iterable[_Subject]:
    by_subject: dict[tuple[str, str], list[Slip]] = defaultdict(list)
    for slip in slips:
        by_subject[(slip.notice.key.subject_kind, slip.notice.key.subject_id)].append(slip)
    for found in by_subject.values():
        found.sort(key=lambda slip: slip.notice.key.audience is not Audience.EXECUTOR)
        part = part_on(home.today, found[0].notice)
        if part is not None:  # the reader's day may differ from the executor's
            yield _Subject(tuple(found), part)


def _likeness(subject: _Subject, home: Home) -> object:
    """Return what two subjects share when one row can stand for both.

    What went back and what somebody asks for stands alone.
    """
    notice = subject.notice
    if subject.part in {Part.RETURNED, Part.REQUESTED} or notice.mending:
        return notice.key
    item = notice.form or notice.item_id or (notice.order, notice.item_number, notice.item_title)
    own = notice.organisation_id == home.place.id
    inner = _inner_date_passed(subject, home)
    dates = (notice.due, notice.opens_on, notice.answer_by)
    return item, subject.part, notice.key.subject_kind, dates, own, inner


def _inner_date_passed(subject: _Subject, home: Home) -> bool:
    notice = subject.notice
    to_executor = notice.key.audience is Audience.EXECUTOR
    return to_executor and inner_date_passed(home.today, notice.remind_date, notice.due)


def _worst_first(row: LetterRow) -> tuple[object, ...]:
    return PART_ORDER.index(row.part), row.due or date.max, in_number_order(row.item_number), row.order


def _row(subjects: Sequence[_Subject], home: Home) -> LetterRow:
    first = subjects[0]
    notice, alone = first.notice, len(subjects) == 1
    term = asked_by(notice, first.part)
    slips = [slip for subject in subjects for slip in subject.slips]
    return LetterRow(
        notices=tuple(slip.notice.key for slip in slips),
        part=first.part,
        item_number=_number(subjects),
        item_title=_title(subjects),
        deadline_text=notice.deadline_text,
        result_text=notice.result_text,
        order=notice.order,
        due=notice.due,
        workdays=None if term is None else home.calendar.workdays_between(home.today, term),
        executors=_executors(subjects, home),
        closes=_closes(notice, home) if alone else None,
        opens_on=notice.opens_on if notice.opens_on and home.today < notice.opens_on else None,
        inner_date_passed=_inner_date_passed(first, home),
        executor_missing=any(subject.notice.executor_missing for subject in subjects),
        mend_by=notice.mending.last if notice.mending else None,
        reason=notice.mending.reason if notice.mending else "",
        answer_by=notice.answer_by,
        number=_named(subjects),
        appoint=tuple(dict.fromkeys(slip.appoint for slip in slips if slip.appoint)),
        sent_on=local_day(notice.sent_at, home.place.zone) if alone and notice.sent_at else None,
        plea=notice.plea,
    )


def _named(subjects: Sequence[_Subject]) -> str:
    """Return the number a person types, "" where the row stands for several organisations.

    Any checkpoint of a form names the form.
    """
    first = subjects[0]
    alone = len({subject.notice.organisation_id for subject in subjects}) == 1
    number = first.notice.obligation_id or first.notice.key.subject_id
    return number[:NUMBER_SIGNS] if alone and first.part is not Part.ASKED else ""


def _items(subjects: Iterable[_Subject]) -> Mapping[str, str | None]:
    """Return the number of each item the row stands for: one, or those a form of checkpoints answers."""
    return {subject.notice.item_id: subject.notice.item_number for subject in subjects}


def _number(subjects: Sequence[_Subject]) -> str | None:
    numbers = sorted({number for number in _items(subjects).values() if number}, key=in_number_order)
    if len(numbers) > 1:
        return ", ".join(number.rstrip(".") for number in numbers)
    return numbers[0] if numbers else None


def _title(subjects: Sequence[_Subject]) -> str:
    notice, items = subjects[0].notice, _items(subjects)
    if len(items) == 1:
        return notice.item_title
    return f"{FORM_TITLE}: {counted(len(items), 'пункт', 'пункта', 'пунктов')}"


def _closes(notice: PendingNotice, home: Home) -> time | None:
    """Return the local hour the term ends at, None where the reader's clock shows another one."""
    zone = home.directory.organisations[notice.organisation_id].zone
    if notice.due_at is None or zone != home.place.zone:
        return None
    return local_time(notice.due_at, zone)


def _executors(subjects: Sequence[_Subject], home: Home) -> tuple[ExecutorGroup, ...]:
    """Return who owes it by the organisation above, () where it is the reader's own organisation alone."""
    if all(subject.part is Part.ASKED for subject in subjects):
        return ()
    known = home.directory.organisations
    places = [known[one] for one in dict.fromkeys(subject.notice.organisation_id for subject in subjects)]
    if [place.id for place in places] == [home.place.id]:
        return ()
    groups: dict[str, list[str]] = defaultdict(list)
    for place in places:
        above = known.get(place.parent_id) if place.parent_id not in {None, home.place.id} else None
        groups[above.short_name if above else ""].append(place.name if len(places) == 1 else place.short_name)
    return tuple(
        ExecutorGroup(parent, tuple(sorted(names, key=in_number_order_of_name)))
        for parent, names in sorted(groups.items())
    )


def in_number_order_of_name(name: str) -> tuple[object, ...]:
    """Return a key that puts «СШ № 2» before «СШ № 10»."""
    words = name.split()
    return tuple((0, int(word), "") if word.isdecimal() else (1, 0, word) for word in words)
