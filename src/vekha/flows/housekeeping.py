"""The flow that keeps the house in order and records where every chain of the journal stands."""

from dataclasses import asdict
from datetime import datetime

from prefect import flow

from vekha.actions.housekeep import housekeep
from vekha.actions.mark_heads import mark_heads_daily
from vekha.flows.runs import instant_of, run_name, tell, with_database
from vekha.settings.settings import Settings
from vekha.storage.database import Database


def keep_order(database: Database, settings: Settings, at: datetime) -> dict[str, int]:
    """Clear away what is no record of anything; mark the journal's heads once a day."""
    kept = housekeep(database, settings.data / "evidence", at)
    return asdict(kept) | {"heads_marked": int(mark_heads_daily(database, at) is not None)}


@flow(name="housekeeping", flow_run_name=run_name, persist_result=False)
async def housekeeping(as_of: datetime | None = None) -> None:
    """Keep order as of the instant."""
    at = instant_of(as_of)
    counts = await with_database(lambda db, settings: keep_order(db, settings, at))
    await tell("housekeeping", at, counts)
