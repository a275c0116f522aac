"""Let one organisation off an obligation (освободить): with a reason and a paper, by who is in charge."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from vekha.actions.measure import Order, Planned
from vekha.actions.step import Taking, standing
from vekha.calendar.zones import local_day
from vekha.domain.life import Ground
from vekha.domain.obligations import Event
from vekha.rules.grounds import check_ground
from vekha.storage.case_queries import Case


@dataclass(frozen=True, slots=True)
class Waiving:
    """«Не требуется, освобождён»: leaves the base of every figure, stays in the list."""

    ground: Ground
    event: Event = Event.WAIVE
    deed: str = "waive"

    @property
    def reason(self) -> str:
        return self.ground.reason

    def skips(self, case: Case) -> str:  # noqa: ARG002 - every case in a state that allows it
        return ""

    def plan(self, conn: Connection, cases: Sequence[Case], order: Order) -> Planned:  # noqa: ARG002
        """Return a step for each; raises GroundError."""
        return grounded(cases, self.event, self.ground, order)


def grounded(cases: Sequence[Case], event: Event, ground: Ground, order: Order) -> Planned:
    """Return one step for each case that rests on the paper and leaves dates and papers as they are."""
    takings = []
    for case in cases:
        check_ground(ground, local_day(order.now, case.organisation.zone))
        move = replace(standing(case, event), ground=ground, bulk_id=order.bulk_id)
        takings.append(Taking(case, (move,)))
    return Planned(tuple(takings))
