"""Which part of a letter a subject stands in on a day, or none: done means silence (design 4.10)."""

import re
from datetime import date

from vekha.domain.letters import Part, PendingNotice
from vekha.domain.obligations import State
from vekha.domain.watches import SubjectKind

_SILENT = {State.SUBMITTED, State.ACCEPTED, State.CLOSED, State.WAIVED, State.WITHDRAWN}
PART_ORDER = (
    Part.OVERDUE,
    Part.DUE_TODAY,
    Part.RETURNED,
    Part.REQUESTED,
    Part.REVIEW,
    Part.DUE_SOON,
    Part.ASKED,
)
# Not the executor's term is asked about but the reader's own: these have a part to themselves.
_OF_KIND = {SubjectKind.REVIEW: Part.REVIEW, SubjectKind.REQUEST: Part.REQUESTED}
_ANSWERED = {Part.ASKED, Part.REVIEW, Part.REQUESTED}


def part_on(today: date, notice: PendingNotice) -> Part | None:
    """Return the subject's part on the recipient's local day, None when nothing is asked any more.

    A returned paper is not called late while its term for mending runs: mended within it, a paper that
    first came in time stays in time (design 4.8).
    """
    if not notice.live:
        return None
    own = _OF_KIND.get(notice.key.subject_kind)
    if own or notice.state in _SILENT:
        return own
    if notice.state is State.RETURNED:
        terms = [day for day in (_mend_by(notice), notice.due) if day]
        return Part.OVERDUE if terms and max(terms) < today else Part.RETURNED
    if notice.due is None:
        return Part.ASKED
    if notice.due < today:
        return Part.OVERDUE
    return Part.DUE_TODAY if notice.due == today else Part.DUE_SOON


def asked_by(notice: PendingNotice, part: Part) -> date | None:
    """Return the day the row asks about: of mending, of the answer, else the term itself."""
    if part in _ANSWERED:
        return notice.answer_by
    if part is Part.RETURNED:
        return _mend_by(notice) or notice.due
    return notice.due or _mend_by(notice)


def _mend_by(notice: PendingNotice) -> date | None:
    return notice.mending.last if notice.mending else None


def inner_date_passed(today: date, remind: date | None, due: date | None) -> bool:
    """Return whether the inner date is behind while the term is not: one line in the executor's letter."""
    return remind is not None and due is not None and remind < today <= due


def in_number_order(number: str | None) -> tuple[tuple[int, str], ...]:
    """Return a key that puts 2.3 before 2.10, and rows without a number last."""
    parts = re.findall(r"\d+|[^\W\d]+", number or "")
    return tuple((int(part), "") if part.isdecimal() else (10**9, part) for part in parts) or ((10**9, ""),)
