"""The papers sent for an obligation so far, and who may close it."""

from datetime import date

from sqlalchemy import Connection, and_, func, select

from vekha.domain.obligations import Event
from vekha.domain.organisations import Role
from vekha.rules.judging import Stay
from vekha.storage import organisation_queries, substitution_queries
from vekha.storage.case_queries import Case
from vekha.storage.obligation_tables import obligation_acts, submissions


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


def controllers(conn: Connection, case: Case, day: date) -> tuple[tuple[str, ...], ...]:
    """Return who may close, as person ids in groups: the first group with anybody fit decides (design 4.13).

    The controller's post, then the heads of the issuer and of each organisation above it.
    """
    named = [] if case.control.controller_post_id is None else [(case.control.controller_post_id,)]
    above = organisation_queries.ancestors(conn, case.control.issuer_id)
    heads = [
        tuple(post.id for post in organisation_queries.posts_of(conn, [unit.id]) if post.role is Role.HEAD)
        for unit in above
    ]
    groups = [substitution_queries.sitting_on(conn, posts, day) for posts in [*named, *heads]]
    return tuple(tuple(str(holding.person_id) for holding in group) for group in groups)
