"""The tree region -> municipality -> school, its posts and the people who hold them."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Level(StrEnum):
    REGION = "region"
    MUNICIPALITY = "municipality"
    SCHOOL = "school"


class Role(StrEnum):
    """What a post answers for inside its organisation; executors' texts are resolved to these."""

    HEAD = "head"
    DEPUTY_HEAD = "deputy_head"
    CONTROLLER = "controller"
    CURATOR = "curator"
    SPECIALIST = "specialist"
    MENTOR = "mentor"
    METHODIST = "methodist"


class Kind(StrEnum):
    """What an organisation is. Only an AUTHORITY stands for its level when an order says «муниципалитеты»."""

    AUTHORITY = "authority"
    METHODICAL_CENTRE = "methodical_centre"
    SCHOOL = "school"
    KINDERGARTEN = "kindergarten"
    ADDITIONAL_EDUCATION = "additional_education"
    COLLEGE = "college"
    BRANCH = "branch"
    INSTITUTION = "institution"


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """Opening hours in local time; `closes_short` holds on a day the calendar calls short (ТК РФ ст. 95)."""

    opens: time = time(9)
    closes: time = time(18)
    closes_short: time = time(17)


@dataclass(frozen=True, slots=True)
class Organisation:
    """One node of the tree. `code` is the clerk's stable key, `shard_id` the organisation owning its shard.

    zone: IANA name. week: 5 or 6 working days. subject: two-digit code of the federal subject.
    """

    id: int
    code: str
    parent_id: int | None
    level: Level
    kind: str
    name: str
    short_name: str
    zone: str
    week: int
    subject: str
    shard_id: int
    hours: WorkingDay = WorkingDay()


@dataclass(frozen=True, slots=True)
class Post:
    """A chair in an organisation. `address` is the role mailbox; a person's own is used where it is empty."""

    id: int
    organisation_id: int
    role: Role
    title: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """A person under an opaque id; the name and the own mailbox are erasable."""

    id: str
    name: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Tenure:
    """That a person holds a post, `since` and `until` inclusive, None open."""

    id: int
    post_id: int
    person_id: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class People:
    """Everyone, as one state of the database."""

    posts: tuple[Post, ...]
    persons: tuple[Person, ...]
    tenures: tuple[Tenure, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """A person in a post, `since` and `until` inclusive, None open.

    acting_for: the id of the holder whom this person substitutes, "" for the holder himself.
    """

    post_id: int
    person_id: str
    name: str
    address: str | None
    since: date | None
    until: date | None
    acting_for: str = ""


@dataclass(frozen=True, slots=True)
class Substitution:
    """That `substitute_id` acts for the holder of the post from `first` to `last`, both inclusive."""

    id: str
    post_id: int
    substitute_id: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: sees the subtree of `organisation_id` and nothing else (design 4.17)."""

    organisation_id: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an opaque person id for the journal, and what this person may see.

    on_behalf_of: the person a substitute acts for («за ...»), "" where he acts in his own name.
    """

    person_id: str
    viewer: Viewer
    on_behalf_of: str = ""
