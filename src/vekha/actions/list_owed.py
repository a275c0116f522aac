"""List what the viewer's organisations owe: the way to an obligation's number."""

from sqlalchemy import Engine

from vekha.domain.obligations import State
from vekha.domain.organisations import Viewer
from vekha.domain.owed import Owed
from vekha.storage import owed_queries

OPEN_STATES = (State.OPEN, State.RETURNED)
UNDER_REVIEW = (State.SUBMITTED,)


def list_owed(
    engine: Engine, viewer: Viewer, *, review: bool = False, at_most: int = 200
) -> tuple[Owed, ...]:
    """Return what is to be done, or with `review` what waits for the reviewer, nearest term first."""
    with engine.connect() as conn:
        return owed_queries.owed(conn, viewer, UNDER_REVIEW if review else OPEN_STATES, at_most)
