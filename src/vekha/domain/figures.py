"""What is counted and what counting gives (design 4.15)."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from vekha.domain.deadlines import Span
from vekha.domain.obligations import State
from vekha.domain.organisations import Organisation


@dataclass(frozen=True, slots=True)
class Fact:
    """`count` obligations of one organisation, alike in everything that counts, as recorded by an instant.

    term_come: the due instant is not after it, None without a term. in_time: how the paper that lies stands
    against the due instant, None while none lies or without a term; in_time_original the same against the
    original one. `due` and `counted_at` are known where in_time is False: the days of lateness. suspended:
    the day of the instant lies in a suspension.
    """

    organisation_id: int
    state: State
    term_come: bool | None
    in_time: bool | None
    in_time_original: bool | None
    extended: bool
    due: date | None = None
    counted_at: datetime | None = None
    suspended: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of obligations. base B = in_time + late + not_done + on_review; the rest stands apart.

    not_due: the term has not come, done_early of them accepted. returned: of not_done, those sent back for
    mending. waiting: without a date yet; done_undated: accepted without one. extended, in_time_original
    (done, in time by the original term), sent (something lies or came back) cut across. late_days: calendar
    days over the `late`.
    """

    in_time: int = 0
    late: int = 0
    not_done: int = 0
    review_in_time: int = 0
    review_late: int = 0
    not_due: int = 0
    done_early: int = 0
    waived: int = 0
    withdrawn: int = 0
    suspended: int = 0
    waiting: int = 0
    done_undated: int = 0
    returned: int = 0
    extended: int = 0
    in_time_original: int = 0
    sent: int = 0
    late_days: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Figures)))

    @property
    def on_review(self) -> int:
        return self.review_in_time + self.review_late

    @property
    def base(self) -> int:
        return self.in_time + self.late + self.not_done + self.on_review

    @property
    def total(self) -> int:
        """Every obligation counted, once."""
        let_off = self.waived + self.withdrawn + self.suspended
        return self.base + self.not_due + let_off + self.waiting + self.done_undated

    @property
    def discipline(self) -> float | None:
        """Done in time of the base, 0 to 1; None («нет данных») when the base is 0."""
        return self.in_time / self.base if self.base else None

    @property
    def completion(self) -> float | None:
        """Done of the base (Ко), 0 to 1; None («нет данных») when the base is 0."""
        return (self.in_time + self.late) / self.base if self.base else None

    @property
    def mean_delay_days(self) -> float | None:
        """Calendar days over the done late; None when nothing was."""
        return self.late_days / self.late if self.late else None

    @property
    def silent(self) -> bool:
        """True where the term of something has come and no paper was ever sent."""
        return bool(self.base) and not self.sent


@dataclass(frozen=True, slots=True)
class Branch:
    """An organisation with what it owes itself (`own`) and with everything below it (`total`)."""

    organisation: Organisation
    own: Figures
    total: Figures
    branches: "tuple[Branch, ...]"


@dataclass(frozen=True, slots=True)
class IndicatorSum:
    """An indicator over the accepted papers of one occurrence: sums, never averages of shares.

    `period` is what the papers report on, None for a duty without one; `denominator` None for a bare number.
    """

    indicator: str
    occurrence_key: str
    period: Span | None
    numerator: float
    denominator: float | None
    papers: int


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One obligation as recorded by an instant, with the words a paper needs. Days inclusive.

    received_at: the paper lying came outside the system then («внесено задним числом»). reason: of the last
    return, "" where there was none or it was erased. extensions: how often the term was extended. paper: what
    the newest extension, suspension, waiver, withdrawal or reinstatement rests on, "" for none.
    """

    obligation_id: str
    roadmap_id: str
    section: str
    ordinal: int
    item_number: str
    item_title: str
    executor_role: str
    occurrence_key: str
    original_due: date | None
    due: date | None
    submitted_at: datetime | None
    received_at: datetime | None
    counted_at: datetime | None
    reviewer_days: int
    return_due: date | None
    returns: int
    reason: str
    extensions: int
    paper: str
    history: bool
    fact: Fact
