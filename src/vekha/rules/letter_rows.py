"""Which part of a letter a subject stands in on a day, or none: done means silence (design 4.10)."""

from datetime import date

from vekha.domain.letters import Part
from vekha.domain.obligations import State

_SILENT = {State.SUBMITTED, State.ACCEPTED, State.CLOSED, State.WAIVED, State.WITHDRAWN}
PART_ORDER = (Part.OVERDUE, Part.DUE_TODAY, Part.RETURNED, Part.DUE_SOON, Part.ASKED)


def part_on(today: date, state: State, due: date | None) -> Part | None:
    """Return the part for an obligation on the recipient's local day, None when nothing is asked any more.

    A returned paper whose legal term has passed is overdue: the inner return term does not move it.
    """
    if state in _SILENT:
        return None
    if due is None:
        return Part.ASKED
    if due < today:
        return Part.OVERDUE
    if due == today:
        return Part.DUE_TODAY
    return Part.RETURNED if state is State.RETURNED else Part.DUE_SOON


def inner_date_passed(today: date, remind: date | None, due: date | None) -> bool:
    """Return whether the inner date is behind while the term is not: one line in the executor's letter."""
    return remind is not None and due is not None and remind < today <= due
