"""What was done in a stretch of time: the plain counts an operator reads month by month."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from vekha.domain.letters import LetterStatus
from vekha.domain.organisations import Viewer
from vekha.storage.letter_tables import letters
from vekha.storage.obligation_tables import obligations, submissions
from vekha.storage.scope import in_scope


@dataclass(frozen=True, slots=True)
class Activity:
    """Counts of a stretch of time: obligations issued, papers sent (versions), letters taken by the relay."""

    issued: int
    submitted: int
    letters: int


def activity(conn: Connection, viewer: Viewer, first: datetime, last: datetime) -> Activity:
    """Return what was done in [first, last), both aware, in the viewer's subtree."""
    issued = select(func.count()).where(
        obligations.c.issued_at >= first,
        obligations.c.issued_at < last,
        in_scope(obligations.c.organisation_id, viewer),
    )
    submitted = (
        select(func.count())
        .select_from(submissions)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .where(
            submissions.c.submitted_at >= first,
            submissions.c.submitted_at < last,
            in_scope(obligations.c.organisation_id, viewer),
        )
    )
    sent = select(func.count()).where(
        letters.c.status == LetterStatus.SENT,
        letters.c.finished_at >= first,
        letters.c.finished_at < last,
        in_scope(letters.c.organisation_id, viewer),
    )
    return Activity(*(conn.execute(each).scalar_one() for each in (issued, submitted, sent)))
