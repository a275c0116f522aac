"""When an item falls due for one organisation: dated and waiting occurrences, the collector's inner date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from vekha.domain.confirmed import ConfirmedItem
from vekha.domain.deadlines import DeadlineKind, Occurrence
from vekha.domain.decisions import PastChoice
from vekha.domain.organisations import Level
from vekha.rules.deadline_parts import Dated, Ruling, Setting
from vekha.rules.deadline_reports import occurrences_of

# The key of the one obligation an undated item has until its event or schedule is recorded (design 4.7).
WAITING = "waiting"
UNDATED = frozenset({DeadlineKind.EVENT, DeadlineKind.EXTERNAL, DeadlineKind.UNSPECIFIED})
# The author of an undated item is asked for its dates within so many working days.
REQUEST_WORKDAYS = 10


@dataclass(frozen=True, slots=True)
class CascadeRow:
    """How many working days before its own date a level hands over, so that the level above can collect."""

    level: Level
    workdays: int


# Staggered dates per level (escalation.md, cascade_offsets); the region collects last, without an inner date.
CASCADE = (CascadeRow(Level.SCHOOL, 10), CascadeRow(Level.MUNICIPALITY, 5))
# What somebody above collects and puts together; an order or an event stays where it is made.
COLLECTED_RESULTS = frozenset({"report", "analytical_note", "database", "materials"})
_COLLECTED_KINDS = frozenset({DeadlineKind.DATE, DeadlineKind.WINDOW, DeadlineKind.RECURRING})


def waits(kind: DeadlineKind) -> bool:
    """Whether an item of this kind has no dates until somebody supplies them."""
    return kind in UNDATED


def back_workdays(item: ConfirmedItem, level: Level, issuer: Level) -> int | None:
    """Return how many working days before its plan date an organisation hands over; None if nobody collects.

    Collected is a dated result of a collected kind that an organisation below the issuer owes.
    """
    if level is issuer or item.kind not in _COLLECTED_KINDS or item.result_kind not in COLLECTED_RESULTS:
        return None
    return next((row.workdays for row in CASCADE if row.level is level), None)


def is_history(due: date, confirmed_on: date, past: PastChoice | None) -> bool:
    """Whether an occurrence is counted but not watched: due before the day of confirmation, and so chosen.

    What falls due between confirmation and issue stays in force: the person confirmed it as a future duty.
    """
    return past is PastChoice.HISTORY and due < confirmed_on


def chosen_occurrences(
    dates: Sequence[tuple[date | None, date]], setting: Setting
) -> tuple[DeadlineKind, tuple[Occurrence, ...]]:
    """Return the kind and occurrences of the (start, due) pairs a person chose, in order of due.

    Several dates recur: those of a report get their periods and opening days as read ones do (design 4.5).
    """
    ordered = sorted(dates, key=lambda pair: (pair[1], pair[0] or pair[1]))
    once = DeadlineKind.DATE if ordered[0][0] is None else DeadlineKind.WINDOW
    kind = DeadlineKind.RECURRING if len(ordered) > 1 else once
    ruling = Ruling(kind, tuple(Dated(start, due) for start, due in ordered))
    return kind, occurrences_of(ruling, setting)[0]


def repeated_keys(occurrences: Iterable[Occurrence]) -> tuple[str, ...]:
    """Return the keys that stand twice: two duties of one key would be one obligation."""
    seen: set[str] = set()
    twice: list[str] = []
    for each in occurrences:
        if each.key in seen or len(each.key) > 32 or not each.key:
            twice.append(each.key)
        seen.add(each.key)
    return tuple(twice)
