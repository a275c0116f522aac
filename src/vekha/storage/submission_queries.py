"""One obligation with everything a step on it needs, and the papers sent for it so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select, update

from vekha.domain.obligations import Event, State
from vekha.domain.organisations import Organisation, Role, Viewer
from vekha.domain.refusals import RefusedError
from vekha.rules.judging import Returns, Stay
from vekha.storage import organisation_queries, substitution_queries
from vekha.storage.obligation_tables import obligation_acts, obligations, submissions
from vekha.storage.roadmap_tables import editions, item_versions, roadmaps
from vekha.storage.scope import in_scope

CANDIDATES_SHOWN = 5


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
class Case:
    """An obligation as a person who acts on it finds it. `seq`, `acted_at`: its newest act, or the issue.

    `version`: the newest paper sent, 0 for none; `counted_at`, `reviewer_days`: how that paper is judged.
    """

    id: str
    item_title: str
    organisation: Organisation
    issuer_id: int
    controller_post_id: int | None
    ladder_id: str
    returns: Returns
    history: bool
    state: State
    dates: Dates
    arming: int
    seq: int
    acted_at: datetime
    version: int
    counted_at: datetime | None
    reviewer_days: int


def open_case(conn: Connection, beginning: str, viewer: Viewer) -> Case:
    """Return the one obligation whose id begins so, its row locked until the transaction ends.

    Raises ObligationNotFoundError when there is none in the viewer's scope, or several.
    """
    found = _ids(conn, beginning, viewer)
    if len(found) != 1:
        raise ObligationNotFoundError(_not_one(beginning, found))
    conn.execute(select(obligations.c.id).where(obligations.c.id == found[0]).with_for_update())
    return _case(conn, found[0])


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


def _case(conn: Connection, obligation_id: str) -> Case:
    row = conn.execute(_found(obligation_id)).one()
    return Case(
        id=row.id,
        item_title=item_title(conn, row.item_id),
        organisation=organisation_queries.organisation(conn, row.organisation_id),
        issuer_id=row.issuer_id,
        controller_post_id=row.controller_post_id,
        ladder_id=row.ladder_id,
        returns=Returns(row.returns),
        history=row.history,
        state=State(row.state),
        dates=Dates(*(getattr(row, name) for name in Dates.__slots__)),
        arming=row.arming,
        seq=row.seq or 0,
        acted_at=row.recorded_at or row.issued_at,
        version=_newest_version(conn, row.id),
        counted_at=row.counted_at,
        reviewer_days=row.reviewer_days or 0,
    )


def _found(obligation_id: str) -> Select[Any]:
    of_roadmap = ("issuer_id", "controller_post_id", "ladder_id", "returns")
    of_act = ("seq", "recorded_at", "counted_at", "reviewer_days", "return_due", "return_due_at")
    return (
        select(
            obligations,
            *(roadmaps.c[name] for name in of_roadmap),
            *(obligation_acts.c[name] for name in of_act),
        )
        .join(roadmaps, roadmaps.c.id == obligations.c.roadmap_id)
        .outerjoin(obligation_acts, _newest_act(obligation_id))
        .where(obligations.c.id == obligation_id)
    )


def _newest_act(obligation_id: str) -> ColumnElement[bool]:
    newest = select(func.max(obligation_acts.c.seq)).where(obligation_acts.c.obligation_id == obligation_id)
    return and_(
        obligation_acts.c.obligation_id == obligations.c.id,
        obligation_acts.c.seq == newest.scalar_subquery(),
    )


def item_title(conn: Connection, item_id: str) -> str:
    """Return the item's text in its newest edition, "" for an item without one."""
    statement = (
        select(item_versions.c.title)
        .join(editions, editions.c.id == item_versions.c.edition_id)
        .where(item_versions.c.item_id == item_id)
        .order_by(editions.c.edition.desc())
        .limit(1)
    )
    return conn.execute(statement).scalar_one_or_none() or ""


def _newest_version(conn: Connection, obligation_id: str) -> int:
    newest = select(func.max(submissions.c.version)).where(submissions.c.obligation_id == obligation_id)
    return conn.execute(newest).scalar_one() or 0


def stays(conn: Connection, obligation_id: str) -> tuple[Stay, ...]:
    """Return every version's stay with the reviewer, in order: sent, and come back by return or reopening."""
    back = obligation_acts
    sent_at = func.coalesce(submissions.c.received_at, submissions.c.submitted_at)
    statement = (
        select(sent_at, back.c.recorded_at, back.c.return_due_at)
        .outerjoin(
            back,
            and_(
                back.c.obligation_id == submissions.c.obligation_id,
                back.c.version == submissions.c.version,
                back.c.event.in_([Event.RETURN, Event.REOPEN]),
            ),
        )
        .where(submissions.c.obligation_id == obligation_id)
        .order_by(submissions.c.version)
    )
    return tuple(Stay(*row) for row in conn.execute(statement))


def sender(conn: Connection, obligation_id: str, version: int) -> str:
    """Return who sent this version."""
    statement = select(submissions.c.actor_id).where(
        submissions.c.obligation_id == obligation_id, submissions.c.version == version
    )
    return str(conn.execute(statement).scalar_one())


def move(conn: Connection, obligation_id: str, state: State, arming: int) -> None:
    """Bring the projection up to the newest act; the row is locked by `open_case`."""
    conn.execute(
        update(obligations).where(obligations.c.id == obligation_id).values(state=state, arming=arming)
    )


def controllers(conn: Connection, case: Case, day: date) -> tuple[tuple[str, ...], ...]:
    """Return who may close, as person ids in groups: the first group with anybody fit decides (design 4.13).

    The controller's post, then the heads of the issuer and of each organisation above it.
    """
    named = [] if case.controller_post_id is None else [(case.controller_post_id,)]
    above = organisation_queries.ancestors(conn, case.issuer_id)
    heads = [
        tuple(post.id for post in organisation_queries.posts_of(conn, [unit.id]) if post.role is Role.HEAD)
        for unit in above
    ]
    groups = [substitution_queries.sitting_on(conn, posts, day) for posts in [*named, *heads]]
    return tuple(tuple(str(holding.person_id) for holding in group) for group in groups)
