"""Withdraw an obligation (отменить): its ground has lost force, as the issuer's paper says."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from vekha.actions.measure import Order, Planned
from vekha.actions.waive import grounded
from vekha.domain.life import Ground
from vekha.domain.obligations import Event
from vekha.storage.case_queries import Case


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """«Отмена, утратило силу»: leaves the base of every figure, stays in the list."""

    ground: Ground
    event: Event = Event.WITHDRAW
    deed: str = "withdraw"

    @property
    def reason(self) -> str:
        return self.ground.reason

    def skips(self, case: Case) -> str:  # noqa: ARG002 - every case in a state that allows it
        return ""

    def plan(self, conn: Connection, cases: Sequence[Case], order: Order) -> Planned:  # noqa: ARG002
        """Return a step for each; raises GroundError."""
        return grounded(cases, self.event, self.ground, order)
