"""The papers sent for an obligation so far, and who may close it."""

from datetime import date

from sqlalchemy import Connection, and_, func, select

from vekha.domain.deadlines import DeadlineKind
from vekha.domain.obligations import Event, Figure
from vekha.domain.organisations import Role
from vekha.rules.checkpoints import CHECKPOINT_KEY, is_checkpoint
from vekha.rules.judging import Stay
from vekha.storage import organisation_queries, substitution_queries
from vekha.storage.case_queries import Case
from vekha.storage.obligation_tables import (
    obligation_acts,
    obligations,
    submission_figures,
    submissions,
    verdicts,
)


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


def form_of(conn: Connection, beginning: str) -> tuple[str, ...]:
    """Return the ids that one form answers, the obligation whose id begins so among them, in order.

    Checkpoints of one organisation, roadmap and day are one form (design 4.7); () unless just one begins so.
    """
    begins = obligations.c.id.startswith(beginning, autoescape=True)
    named = conn.execute(select(obligations).where(begins).limit(2)).all() if beginning else []
    if len(named) != 1:
        return ()
    one = named[0]
    if not is_checkpoint(one.kind, one.occurrence_key):
        return (str(one.id),)
    alike = select(obligations.c.id).where(
        obligations.c.organisation_id == one.organisation_id,
        obligations.c.roadmap_id == one.roadmap_id,
        obligations.c.due == one.due,
        obligations.c.kind == DeadlineKind.CONTINUOUS.value,
        obligations.c.occurrence_key.startswith(CHECKPOINT_KEY),
        obligations.c.state == one.state,
    )
    return tuple(conn.execute(alike.order_by(obligations.c.id)).scalars())


def last_figures(conn: Connection, obligation_id: str) -> tuple[Figure, ...]:
    """Return the figures this organisation last had accepted for the same item, () where there are none."""
    own = select(obligations.c.item_id, obligations.c.organisation_id).where(
        obligations.c.id == obligation_id
    )
    one = conn.execute(own).one()
    newest = (
        select(verdicts.c.obligation_id, verdicts.c.version)
        .join(obligations, obligations.c.id == verdicts.c.obligation_id)
        .join(
            submission_figures,
            and_(
                submission_figures.c.obligation_id == verdicts.c.obligation_id,
                submission_figures.c.version == verdicts.c.version,
            ),
        )
        .where(
            obligations.c.item_id == one.item_id,
            obligations.c.organisation_id == one.organisation_id,
            obligations.c.id != obligation_id,
            verdicts.c.accepted,
        )
        .order_by(verdicts.c.decided_at.desc())
        .limit(1)
    )
    found = conn.execute(newest).first()
    if found is None:
        return ()
    rows = select(submission_figures).where(
        submission_figures.c.obligation_id == found.obligation_id,
        submission_figures.c.version == found.version,
    )
    return tuple(
        Figure(row.indicator, row.numerator, row.denominator, row.explanation)
        for row in conn.execute(rows.order_by(submission_figures.c.position))
    )


def senders(conn: Connection, obligation_id: str, version: int) -> frozenset[str]:
    """Return who sent this version, and for whom where a substitute did: it is both persons' paper."""
    statement = select(submissions.c.actor_id, submissions.c.on_behalf_of).where(
        submissions.c.obligation_id == obligation_id, submissions.c.version == version
    )
    return frozenset(person for person in conn.execute(statement).one() if person)


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
