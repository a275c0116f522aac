"""What a clerk's files say: one fact per row, read but not yet part of the tree."""

from dataclasses import dataclass
from datetime import date, time

from vekha.domain.organisations import Level, Role
from vekha.domain.places import Place


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """A row of the organisations' file. `place` is its line; texts are "" and times None where left empty.

    parent: code, "" for the top of the tree. zone: IANA name or «МСК+2», not yet resolved.
    """

    place: Place
    code: str
    parent: str
    level: Level
    kind: str
    name: str
    short_name: str
    zone: str
    week: int
    subject: str
    opens: time | None
    closes: time | None
    closes_short: time | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row of the people's file. `name` is "" for a vacant post that has a mailbox.

    address: the person's own mailbox; role_address: that of the post. since, until: inclusive, None open.
    """

    place: Place
    organisation: str
    role: Role
    title: str
    name: str
    address: str | None
    role_address: str | None
    since: date | None
    until: date | None
