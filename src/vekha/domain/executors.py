"""Who is named in the executor's cell."""

from dataclasses import dataclass
from enum import StrEnum


class ExecutorRole(StrEnum):
    MINISTRY = "ministry"
    DEPARTMENT = "department"
    AUTHORITY = "authority"
    UNIT = "unit"
    METHODICAL_CENTRE = "methodical_centre"
    SCHOOL = "school"
    SCHOOL_HEAD = "school_head"
    DEPUTY_HEAD = "deputy_head"
    CURATOR = "curator"
    MENTOR = "mentor"
    POST = "post"
    BODY = "body"
    PARTNER = "partner"
    PERSON = "person"
    UNSPECIFIED = "unspecified"


class ExecutorLevel(StrEnum):
    FEDERAL = "federal"
    REGION = "region"
    MUNICIPALITY = "municipality"
    SCHOOL = "school"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ExecutorPart:
    """One addressee. `many`: a plural addresses all of a kind."""

    text: str
    role: ExecutorRole
    level: ExecutorLevel
    many: bool
    name: str | None = None
    post: str | None = None


@dataclass(frozen=True, slots=True)
class Executors:
    """The reading of one cell; `qualifiers` belong to no part («(по согласованию)»)."""

    text: str
    parts: tuple[ExecutorPart, ...]
    qualifiers: tuple[str, ...] = ()
    remainder: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def needs_review(self) -> bool:
        return bool(self.doubts)
