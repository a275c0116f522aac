"""Obligations with everything a step on them needs, and the rows a step changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, select, update

from vekha.domain.obligations import ShiftPolicy, State
from vekha.domain.organisations import Organisation, Viewer
from vekha.domain.refusals import RefusedError
from vekha.rules.judging import Returns
from vekha.storage import organisation_queries
from vekha.storage.obligation_tables import obligation_acts, obligations, submissions
from vekha.storage.roadmap_tables import editions, item_versions, roadmaps
from vekha.storage.scope import in_scope

CANDIDATES_SHOWN = 5
# SQLite allows 32,766 parameters in a statement.
IDS_AT_ONCE = 10_000


class ObligationNotFoundError(RefusedError):
    """No obligation of the viewer's scope, or more than one, begins with these characters."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates in force and the term for mending, where one runs. Days inclusive, instants aware UTC."""

    due: date | None
    due_at: datetime | None
    plan_date: date | None
    control_date: date | None
    remind_date: date | None
    opens_on: date | None
    return_due: date | None = None
    return_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """What the roadmap settles for all its obligations. The working days: for asking ahead, for a review."""

    roadmap_id: str
    issuer_id: int
    controller_post_id: int | None
    ladder_id: str
    returns: Returns
    extension_workdays: int
    review_workdays: int


@dataclass(frozen=True, slots=True)
class Case:
    """An obligation as a person who acts on it finds it. `seq`, `acted_at`: its newest act, or the issue.

    `version`: the newest paper sent, 0 for none, by `sender`; `counted_at`, `reviewer_days`: how that paper
    is judged. raw_due: the day of the document; original_due, original_due_at: as first issued.
    """

    id: str
    item_id: str
    item_number: str
    item_title: str
    organisation: Organisation
    control: Control
    policy: ShiftPolicy
    raw_due: date | None
    original_due: date | None
    original_due_at: datetime | None
    provisional: bool
    history: bool
    state: State
    dates: Dates
    arming: int
    seq: int
    acted_at: datetime
    version: int
    sender: str
    counted_at: datetime | None
    reviewer_days: int

    @property
    def title(self) -> str:
        """How messages call it."""
        return self.item_title or self.id


def open_case(conn: Connection, beginning: str, viewer: Viewer) -> Case:
    """Return the one obligation whose id begins so, its row locked until the transaction ends.

    Raises ObligationNotFoundError when there is none in the viewer's scope, or several.
    """
    found = _ids(conn, beginning, viewer)
    if len(found) != 1:
        raise ObligationNotFoundError(_not_one(beginning, found))
    return open_cases(conn, found)[0]


def open_cases(conn: Connection, ids: Iterable[str]) -> tuple[Case, ...]:
    """Return these obligations in order of id, their rows locked until the transaction ends."""
    rows: list[Row[Any]] = []
    for piece in pieces(sorted(set(ids))):
        named = obligations.c.id.in_(piece)
        conn.execute(select(obligations.c.id).where(named).order_by(obligations.c.id).with_for_update()).all()
        rows.extend(conn.execute(_CASES.where(named).order_by(obligations.c.id)))
    places = organisation_queries.with_ancestors(conn, {row.organisation_id for row in rows})
    by_id = {place.id: place for place in places}
    said = item_texts(conn, {row.item_id for row in rows})
    return tuple(_case(row, by_id[row.organisation_id], said.get(row.item_id, ("", ""))) for row in rows)


def _ids(conn: Connection, beginning: str, viewer: Viewer) -> list[str]:
    statement = (
        select(obligations.c.id)
        .where(obligations.c.id.startswith(beginning, autoescape=True))
        .where(in_scope(obligations.c.organisation_id, viewer))
        .order_by(obligations.c.id)
        .limit(CANDIDATES_SHOWN)
    )
    return list(conn.execute(statement).scalars()) if beginning else []


def _not_one(beginning: str, found: Iterable[str]) -> str:
    listed = ", ".join(found)
    if listed:
        return f"Под «{beginning}» подходит несколько обязательств: {listed}. Допишите номер."
    return f"Обязательства «{beginning}» нет среди тех, что вам видны. Проверьте номер: он стоит в письме."


def _newest_seq() -> Any:
    later = obligation_acts.alias("later")
    return select(func.max(later.c.seq)).where(later.c.obligation_id == obligations.c.id).scalar_subquery()


def _newest_version() -> Any:
    later = submissions.alias("later_paper")
    newest = select(func.max(later.c.version)).where(later.c.obligation_id == obligations.c.id)
    return newest.scalar_subquery()


_OF_ROADMAP = (
    "issuer_id",
    "controller_post_id",
    "ladder_id",
    "returns",
    "extension_workdays",
    "review_workdays",
)
_OF_ACT = ("seq", "recorded_at", "counted_at", "reviewer_days", "return_due", "return_due_at")
_CASES: Select[Any] = (
    select(
        obligations,
        *(roadmaps.c[name] for name in _OF_ROADMAP),
        *(obligation_acts.c[name] for name in _OF_ACT),
        submissions.c.version,
        submissions.c.actor_id.label("sender"),
    )
    .join(roadmaps, roadmaps.c.id == obligations.c.roadmap_id)
    .outerjoin(
        obligation_acts,
        and_(obligation_acts.c.obligation_id == obligations.c.id, obligation_acts.c.seq == _newest_seq()),
    )
    .outerjoin(
        submissions,
        and_(submissions.c.obligation_id == obligations.c.id, submissions.c.version == _newest_version()),
    )
)


def _case(row: Row[Any], place: Organisation, said: tuple[str, str]) -> Case:
    return Case(
        id=row.id,
        item_id=row.item_id,
        item_number=said[0],
        item_title=said[1],
        organisation=place,
        control=_control(row),
        policy=ShiftPolicy(row.policy),
        raw_due=row.raw_due,
        original_due=row.original_due,
        original_due_at=row.original_due_at,
        provisional=row.provisional,
        history=row.history,
        state=State(row.state),
        dates=Dates(*(getattr(row, name) for name in Dates.__slots__)),
        arming=row.arming,
        seq=row.seq or 0,
        acted_at=row.recorded_at or row.issued_at,
        version=row.version or 0,
        sender=row.sender or "",
        counted_at=row.counted_at,
        reviewer_days=row.reviewer_days or 0,
    )


def _control(row: Row[Any]) -> Control:
    return Control(
        row.roadmap_id,
        row.issuer_id,
        row.controller_post_id,
        row.ladder_id,
        Returns(row.returns),
        row.extension_workdays,
        row.review_workdays,
    )


def item_texts(conn: Connection, item_ids: Iterable[str]) -> Mapping[str, tuple[str, str]]:
    """Return the number and the text of each item in its newest edition."""
    found: dict[str, tuple[str, str]] = {}
    for piece in pieces(sorted(item_ids)):
        statement = (
            select(item_versions.c.item_id, item_versions.c.number, item_versions.c.title)
            .join(editions, editions.c.id == item_versions.c.edition_id)
            .where(item_versions.c.item_id.in_(piece))
            .order_by(editions.c.edition)
        )
        found |= {row.item_id: (row.number or "", row.title) for row in conn.execute(statement)}
    return found


_PROJECTED = ("due", "due_at", "plan_date", "control_date", "remind_date")
_MOVED = (
    update(obligations)
    .where(obligations.c.id == bindparam("which"))
    .values({name: bindparam(f"to_{name}") for name in ("state", "arming", "provisional", *_PROJECTED)})
)


def move(conn: Connection, cases: Sequence[Case]) -> None:
    """Bring the projections up to the newest acts; the rows are locked by `open_cases`."""
    rows = [
        {
            "which": case.id,
            "to_state": case.state,
            "to_arming": case.arming,
            "to_provisional": case.provisional,
            **{f"to_{name}": getattr(case.dates, name) for name in _PROJECTED},
        }
        for case in cases
    ]
    if rows:
        conn.execute(_MOVED, rows)


def states_before(conn: Connection, ids: Iterable[str]) -> Mapping[str, State]:
    """Return the last state in which each was still running; left out is what never had an act in one."""
    act = obligation_acts
    found: dict[str, State] = {}
    running = [State.OPEN.value, State.SUBMITTED.value, State.RETURNED.value]
    for piece in pieces(sorted(set(ids))):
        statement = (
            select(act.c.obligation_id, act.c.state)
            .where(act.c.obligation_id.in_(piece), act.c.state.in_(running))
            .order_by(act.c.obligation_id, act.c.seq)
        )
        found |= {row.obligation_id: State(row.state) for row in conn.execute(statement)}
    return found


def pieces(ids: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield the ids in pieces a statement can hold."""
    left = iter(ids)
    while piece := tuple(islice(left, IDS_AT_ONCE)):
        yield piece
