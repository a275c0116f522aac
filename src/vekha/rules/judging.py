"""Which paper counts, and from when (design 4.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from vekha.calendar.zones import local_day


class Returns(StrEnum):
    """A roadmap's policy: judge by the version that was accepted, or by the first one sent."""

    ACCEPTED_VERSION = "accepted_version"
    FIRST_VERSION = "first_version"


@dataclass(frozen=True, slots=True)
class Stay:
    """One version's stay with the reviewer. `sent_at`: when the paper counts as handed in.

    `back_at`: when it came back, by a return or by reopening what was accepted; None for the newest version.
    `mend_by`: the end of the term given for mending. Instants aware UTC.
    """

    sent_at: datetime
    back_at: datetime | None = None
    mend_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """`counted_at` is compared with the due instant; `reviewer_days`: calendar days deducted, for print."""

    counted_at: datetime
    reviewer_days: int = 0


def judge(stays: Sequence[Stay], due_at: datetime | None, policy: Returns, zone: str) -> Judgement:
    """Return from when the last of `stays` counts, the earlier ones having come back.

    The time earlier versions lay with the reviewer beyond `due_at` is deducted. A paper in time that came
    back after the term and was mended within the term given for it keeps its instant, so it stays in time.
    Without a term, or by FIRST_VERSION, nothing is deducted.
    """
    if policy is Returns.FIRST_VERSION:
        return Judgement(stays[0].sent_at)
    if due_at is None:
        return Judgement(stays[-1].sent_at)
    counted, deducted, days = stays[0].sent_at, timedelta(0), 0
    for earlier, mended in pairwise(stays):
        kept = _kept_in_time(earlier, mended, counted, due_at)
        lay_from = max(earlier.sent_at, due_at)
        if earlier.back_at is not None and earlier.back_at > lay_from:
            deducted += earlier.back_at - lay_from
            days += (local_day(earlier.back_at, zone) - local_day(lay_from, zone)).days
        counted = counted if kept else mended.sent_at - deducted
    return Judgement(counted, days)


def _kept_in_time(earlier: Stay, mended: Stay, counted: datetime, due_at: datetime) -> bool:
    if earlier.back_at is None or earlier.mend_by is None:
        return False
    return counted <= due_at < earlier.back_at and mended.sent_at <= earlier.mend_by
