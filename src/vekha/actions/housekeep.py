"""Keep the house: forget counts nobody asks for any more and halves of files a crash left."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from vekha.storage import evidence_files, health_queries
from vekha.storage.database import Database

SWEEPS_KEPT = timedelta(days=400)  # a year and the month in which it is reported on
HALVES_KEPT = timedelta(days=1)  # longer than any upload takes


@dataclass(frozen=True, slots=True)
class Housekept:
    """What was cleared away."""

    sweeps_forgotten: int
    halves_removed: int


def housekeep(engine: Database, evidence: Path, now: datetime) -> Housekept:
    """Clear away what is no record of anything. Journal, acts, papers and letters stay."""
    with engine.begin() as conn:
        forgotten = health_queries.forget_sweeps(conn, now - SWEEPS_KEPT)
    return Housekept(forgotten, evidence_files.remove_halves(evidence, now - HALVES_KEPT))
