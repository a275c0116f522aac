"""The flow that keeps the house in order."""

from dataclasses import asdict
from datetime import datetime

from prefect import flow

from vekha.actions.housekeep import housekeep
from vekha.flows.runs import instant_of, run_name, tell, with_database


@flow(name="housekeeping", flow_run_name=run_name)
async def housekeeping(as_of: datetime | None = None) -> None:
    """Clear away what is no record of anything."""
    at = instant_of(as_of)
    kept = await with_database(lambda db, settings: housekeep(db, settings.data / "evidence", at))
    await tell("housekeeping", at, asdict(kept))
