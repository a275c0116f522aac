"""Who is to blame is who is written to (design 4.13): what a block mutes, and what it never mutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vekha.domain.dependencies import LinkKind
from vekha.rules.russian import short_date


class Force(StrEnum):
    """mutes: letters above the dependant's executor are held. named: the cause is printed, nothing is held.

    contradiction: the plan is at fault; a remark, no cause. none: the blocker is done or holds nobody up.
    """

    MUTES = "mutes"
    NAMED = "named"
    CONTRADICTION = "contradiction"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Held:
    """The obligation somebody may hold up. reached: its own executor has an address that letters go to."""

    due: date | None
    reached: bool


@dataclass(frozen=True, slots=True)
class Blocker:
    """A confirmed predecessor. written_to: its executor gets reminders now: live, not suspended, an address.

    name: how Russian texts call it with whose it is («п. 3.1, УО»).
    """

    name: str
    kind: LinkKind
    due: date | None
    remind_date: date | None
    done: bool
    written_to: bool


@dataclass(frozen=True, slots=True)
class Blame:
    """What the blockers do to a dependant. muted_by: who holds back its letters above the executor."""

    muted_by: tuple[str, ...]
    causes: tuple[str, ...]
    contradictions: tuple[str, ...]

    @property
    def muted_upwards(self) -> bool:
        return bool(self.muted_by)


def force(held: Held, blocker: Blocker, today: date) -> Force:
    """Return what a blocker does to a dependant on `today`.

    It mutes only when it is itself past its remind date and written to, is due before the dependant, and the
    dependant's own executor still hears: muting never leaves an obligation with nobody written to. Of a
    start-start link nothing more is asked than a beginning, so it holds nobody up.
    """
    if blocker.done or blocker.kind is LinkKind.START_START:
        return Force.NONE
    if held.due is not None and blocker.due is not None and blocker.due >= held.due:
        return Force.CONTRADICTION
    chased = blocker.remind_date is not None and blocker.remind_date < today and blocker.written_to
    dated = held.due is not None and blocker.due is not None
    return Force.MUTES if chased and dated and held.reached else Force.NAMED


def blame(held: Held, blockers: Iterable[Blocker], today: date) -> Blame:
    """Return what all the blockers of a dependant do together; one that mutes is enough."""
    forces = [(blocker, force(held, blocker, today)) for blocker in blockers]
    return Blame(
        muted_by=tuple(one.name for one, found in forces if found is Force.MUTES),
        causes=tuple(_cause(one) for one, found in forces if found in {Force.MUTES, Force.NAMED}),
        contradictions=tuple(one.name for one, found in forces if found is Force.CONTRADICTION),
    )


def _cause(blocker: Blocker) -> str:
    """One line for the letter and the page: «ждёт п. 3.1, УО (срок 15.11.2020)»."""
    term = f"срок {short_date(blocker.due)}" if blocker.due else "срок не представлен"
    return f"ждёт {blocker.name} ({term})"
