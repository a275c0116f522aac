"""The flow that watches the others: it fails when something is left behind, and leaves a pulse when not."""

from dataclasses import asdict
from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Failed

from vekha.actions.watch_over import Watched, leave_pulse, watch_over
from vekha.flows.runs import instant_of, run_name, tell, with_database
from vekha.settings.settings import Settings
from vekha.storage.database import Database

PULSE = "pulse"


def look_around(database: Database, settings: Settings, at: datetime) -> Watched:
    """Watch over; the age of `<data>/pulse` tells another machine when all was last well."""
    watched = watch_over(database, at)
    if watched.well:
        leave_pulse(settings.data / PULSE, at)
    return watched


@flow(name="watchdog", flow_run_name=run_name, persist_result=False)
async def watchdog(as_of: datetime | None = None) -> State[None] | None:
    """Fail, so that the operator sees red, when anything lies too long."""
    at = instant_of(as_of)
    watched = await with_database(lambda db, settings: look_around(db, settings, at))
    await tell("watchdog", at, asdict(watched))
    return None if watched.well else Failed(message="Что делать, скажет vekha doctor")
