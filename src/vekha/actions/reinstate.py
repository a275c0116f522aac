"""Reinstate what was waived or withdrawn by mistake: it becomes what it was, with the same dates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from vekha.actions.measure import Order, Planned
from vekha.actions.step import Move, Taking
from vekha.actions.waive import grounded
from vekha.domain.life import Ground
from vekha.domain.obligations import Event, State
from vekha.storage import case_queries
from vekha.storage.case_queries import Case


@dataclass(frozen=True, slots=True)
class Reinstating:
    """A paper that lay with the reviewer lies there again: nobody loses what he sent."""

    ground: Ground
    event: Event = Event.REINSTATE
    deed: str = "reinstate"

    @property
    def reason(self) -> str:
        return self.ground.reason

    def skips(self, case: Case) -> str:  # noqa: ARG002 - every case in a state that allows it
        return ""

    def plan(self, conn: Connection, cases: Sequence[Case], order: Order) -> Planned:
        """Return a step back for each; raises GroundError."""
        was = case_queries.states_before(conn, [case.id for case in cases])
        planned = grounded(cases, self.event, self.ground, order)
        back = (
            Taking(one.before, tuple(_back(move, was.get(one.before.id)) for move in one.moves))
            for one in planned.takings
        )
        return Planned(tuple(back))


def _back(move: Move, was: State | None) -> Move:
    return replace(move, was=was or State.OPEN, rearmed=True)
