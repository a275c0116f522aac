"""What an organisation owes, as a list shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from vekha.domain.deadlines import Span
from vekha.domain.obligations import State


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation in a list. `due` inclusive, None while it waits for a date; `due_at` aware UTC.

    form: what it shares with those one form answers together with it, "" for anything but a checkpoint.
    pause: the newest suspension, both days inclusive, ended or not.
    """

    id: str
    organisation: str
    organisation_code: str
    zone: str
    item_number: str | None
    item_title: str
    deadline_text: str
    result_text: str
    order: str
    state: State
    due: date | None
    due_at: datetime | None
    opens_on: date | None
    executor_missing: bool
    form: str = ""
    pause: Span | None = None
