"""In what capacity a person acts on an obligation: the parties of the table of steps (design 4.7, 4.13)."""

from collections.abc import Iterable
from dataclasses import dataclass

from vekha.domain.obligations import Party


@dataclass(frozen=True, slots=True)
class Office:
    """Who sits where on a day, as person ids.

    controllers: groups, the first with anybody fit decides: the controller's post, then the heads of the
    issuer and of each organisation above it. issuers: everybody of the issuing organisation, heads: its own.
    """

    controllers: tuple[tuple[str, ...], ...]
    issuers: frozenset[str]
    heads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands towards one obligation.

    above: he looks from above the executor, or from the issuer at what it owes itself. own: the issuer owes
    it itself. sender: who sent the newest paper, "" where none lies.
    """

    person_id: str
    above: bool
    own: bool
    sender: str


def parties(standing: Standing, office: Office) -> frozenset[Party]:
    """Return every capacity the person has. What the issuer owes itself only its head acts upon as issuer.

    Who sent the paper neither reviews nor controls it.
    """
    if not standing.above:
        return frozenset({Party.EXECUTOR})
    found = {Party.EXECUTOR} if standing.own else set()
    if standing.person_id != standing.sender:
        found.add(Party.REVIEWER)
    if standing.person_id in fit_controllers(office, standing.sender):
        found.add(Party.CONTROLLER)
    if standing.person_id in (office.heads if standing.own else office.issuers):
        found.add(Party.ISSUER)
    return frozenset(found)


def fit_controllers(office: Office, sender: str) -> frozenset[str]:
    """Return who keeps control: of the first group anybody but the sender of the paper is in."""
    groups: Iterable[frozenset[str]] = (frozenset(group) - {sender} for group in office.controllers)
    return next((group for group in groups if group), frozenset())
