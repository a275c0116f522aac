"""Checkpoints of continuous work: when somebody asks how it goes, before its end (design 4.7). Pure.

«Постоянно» and «в течение года» name an end and nothing before it. A roadmap that prints reporting dates of
its own is asked by them; any other twice a year. The item itself is due once, at its end.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vekha.domain.deadlines import DeadlineKind, Occurrence, Span
from vekha.domain.decisions import CheckpointChoice
from vekha.rules.deadline_rates import HALF_YEAR, QUARTER, YEAR, name_of, period_of

# A report for which no day is named is due on the tenth day after its period, one for a year on 20 January
# (reports.md: постановление Правительства Свердловской области, п. 16-18; регламент с «постоянно»).
DAYS_AFTER = {QUARTER: 10, HALF_YEAR: 10, YEAR: 20}
_MONTHS = {
    CheckpointChoice.QUARTERLY: QUARTER,
    CheckpointChoice.HALF_YEARLY: HALF_YEAR,
    CheckpointChoice.YEARLY: YEAR,
}
FORM_TITLE = "Отчёт о ходе постоянной работы"  # one form answers all checkpoints of a day
CHECKPOINT_KEY = "c"  # before the period's name, so that it is no key of a date the document prints
_REPORTS = frozenset({"report", "analytical_note"})


@dataclass(frozen=True, slots=True)
class Reporting:
    """The dates on which a roadmap itself asks for reports, in order; () where it names none."""

    dates: tuple[date, ...] = ()
    item_number: str = ""


def own_reporting(
    items: Iterable[tuple[str, str, DeadlineKind, Sequence[Occurrence]]],
) -> Reporting:
    """Return the reporting dates of a roadmap, from (number, result kind, kind, occurrences) of its items.

    The recurring report with the most dates; of equals the first.
    """
    best = Reporting()
    for number, result_kind, kind, occurrences in items:
        dates = tuple(sorted({each.raw_due for each in occurrences}))
        reports = result_kind in _REPORTS and kind is DeadlineKind.RECURRING
        if reports and len(dates) > max(1, len(best.dates)):
            best = Reporting(dates, number)
    return best


def checkpoints(
    end: Occurrence, plan: Span, choice: CheckpointChoice, own: Reporting
) -> tuple[Occurrence, ...]:
    """Return the checkpoints of continuous work before its `end`, in order, without the end itself.

    Each reports on a period that lies in the work's window and is taken from the day after that period.
    """
    window = Span(end.start or plan.first, end.raw_due)
    if choice is CheckpointChoice.NONE:
        return ()
    if choice is CheckpointChoice.OWN and own.dates:
        return _by_dates(own.dates, window)
    return _by_periods(_MONTHS.get(choice, HALF_YEAR), window)


def _by_dates(dates: Iterable[date], window: Span) -> tuple[Occurrence, ...]:
    """Each date reports on the stretch since the one before it."""
    found = []
    begins = window.first
    for ordinal, day in enumerate(dates, start=1):
        if window.first < day < window.last:
            found.append(Occurrence(f"{CHECKPOINT_KEY}{ordinal}", None, day, Span(begins, day), None))
            begins = day + timedelta(days=1)
    return tuple(found)


def _by_periods(months: int, window: Span) -> tuple[Occurrence, ...]:
    found: list[Occurrence] = []
    period = period_of(window.first, months)
    while True:
        due = period.last + timedelta(days=DAYS_AFTER[months])
        if due >= window.last:
            return tuple(found)
        reported = Span(max(period.first, window.first), period.last)
        opens = period.last + timedelta(days=1)
        found.append(Occurrence(f"{CHECKPOINT_KEY}{name_of(period)}", None, due, reported, opens))
        period = period_of(opens, months)


def is_checkpoint(kind: str, key: str) -> bool:
    """Whether an occurrence of this key is a checkpoint of continuous work, not its end."""
    return kind == DeadlineKind.CONTINUOUS.value and key.startswith(CHECKPOINT_KEY)


def form_of(roadmap_id: str, kind: str, key: str) -> str:
    """Return what the checkpoints of one form share beside organisation and day, "" for anything else."""
    return roadmap_id if is_checkpoint(kind, key) else ""


def forms_a_year(occurrences: Iterable[Occurrence]) -> int:
    """Return how many forms one organisation sends in its fullest calendar year.

    What is due from it on one day is one form, however many items it answers.
    """
    by_year = Counter(day.year for day in {each.raw_due for each in occurrences})
    return max(by_year.values(), default=0)
