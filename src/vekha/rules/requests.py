"""Who agrees to what an executor asks, in turn (reports.md 7.6). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vekha.domain.life import RequestKind, RequestStage
from vekha.rules.rights import Office, fit_controllers

ANSWER_WORKDAYS = 3  # within so many working days an answer is expected


@dataclass(frozen=True, slots=True)
class Agreement:
    """One answer to a request: at which stage, and whether it was agreed. `at` aware UTC."""

    stage: RequestStage
    agreed: bool
    at: datetime
    actor_id: str
    record_id: int


@dataclass(frozen=True, slots=True)
class Request:
    """What an executor asked for. wanted_due: of an extension. too_late: asked later than the rules allow."""

    id: str
    obligation_id: str
    kind: RequestKind
    asked_at: datetime
    actor_id: str
    wanted_due: date | None
    answer_by: date
    too_late: bool
    record_id: int
    answers: tuple[Agreement, ...]

    @property
    def refused(self) -> bool:
        return any(not answer.agreed for answer in self.answers)

    @property
    def agreed(self) -> bool:
        """Whether the last word was yes: the issuer's on an extension, the controller's on «не касается»."""
        last = RequestStage.ISSUER if self.kind is RequestKind.EXTENSION else RequestStage.CONTROLLER
        return not self.refused and any(answer.stage is last for answer in self.answers)

    @property
    def open(self) -> bool:
        return not (self.refused or self.agreed)


@dataclass(frozen=True, slots=True)
class Turn:
    """A stage and who may speak there, as person ids. `last`: with this word the request is agreed."""

    stage: RequestStage
    persons: frozenset[str]
    last: bool


def turns(kind: RequestKind, office: Office, sender: str) -> tuple[Turn, ...]:
    """Return the stages as far as each exists: who controls, then who issued; one person speaks once.

    «Не касается» is agreed by the controller alone. The issuer's word is its head's; where it has none,
    anybody's of the issuing organisation.
    """
    controllers = fit_controllers(office, sender)
    if kind is RequestKind.NOT_APPLICABLE:
        return (Turn(RequestStage.CONTROLLER, controllers, last=True),)
    issuers = office.heads or office.issuers
    if not controllers or issuers <= controllers:
        return (Turn(RequestStage.ISSUER, issuers or controllers, last=True),)
    return (
        Turn(RequestStage.CONTROLLER, controllers, last=False),
        Turn(RequestStage.ISSUER, issuers, last=True),
    )


def turn_of(found: Sequence[Turn], request: Request) -> Turn:
    """Return whose word is awaited now."""
    said = {answer.stage for answer in request.answers}
    return next((turn for turn in found if turn.stage not in said), found[-1])
