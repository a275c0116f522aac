"""Issue every confirmed roadmap: what the night does so that a run that was cut off is finished."""

from dataclasses import dataclass
from datetime import datetime

from vekha.actions.issue import Issued, issue
from vekha.domain.refusals import RefusedError
from vekha.storage import roadmap_queries
from vekha.storage.database import Database, reading


@dataclass(frozen=True, slots=True)
class AllIssued:
    """One run over all roadmaps. refused: (roadmap id, why); it kept no other roadmap from being issued."""

    issued: tuple[Issued, ...]
    refused: tuple[tuple[str, str], ...]

    @property
    def created(self) -> int:
        return sum(one.created for one in self.issued)

    @property
    def requests(self) -> int:
        return sum(one.requests for one in self.issued)


def issue_confirmed(engine: Database, now: datetime) -> AllIssued:
    """Issue what of every confirmed roadmap is not yet issued, in order of confirmation."""
    with reading(engine) as conn:
        confirmed = roadmap_queries.roadmaps_seen(conn)
    issued: list[Issued] = []
    refused: list[tuple[str, str]] = []
    for one in confirmed:
        try:
            issued.append(issue(engine, one.id, now))
        except RefusedError as why:
            refused.append((one.id, str(why)))
    return AllIssued(tuple(issued), tuple(refused))
