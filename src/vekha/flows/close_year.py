"""The flow that closes a year: started by the operator, preliminary on 31 December and final in February."""

from datetime import datetime
from pathlib import Path
from typing import Literal

from prefect import flow

from vekha.actions.close_year import YearKind
from vekha.actions.close_year import close_year as action
from vekha.flows.runs import instant_of, run_name, tell, with_database


@flow(name="close-year", flow_run_name=run_name, persist_result=False)
async def close_year(year: int, kind: Literal["preliminary", "final"], as_of: datetime | None = None) -> None:
    """Print and seal the papers of the year into `<data>/years/<year>-<kind>`; again does nothing."""
    at = instant_of(as_of)
    place = Path("years") / f"{year}-{kind}"
    closed = await with_database(lambda db, s: action(db, year, YearKind(kind), s.data / place, at))
    await tell("close-year", at, {"papers": len(closed.papers), "already": closed.already})
