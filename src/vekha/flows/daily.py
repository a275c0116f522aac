"""A whole day in one flow, for the demo and for trials in one zone: the actions in order, no subflows."""

from dataclasses import asdict
from datetime import datetime

from prefect import flow

from vekha.actions.check_deadlines import check_deadlines
from vekha.actions.issue_confirmed import issue_confirmed
from vekha.actions.mark_heads import mark_heads_daily
from vekha.flows.issue import issue_counts
from vekha.flows.letters import compose_and_send
from vekha.flows.runs import instant_of, run_name, tell, with_database
from vekha.flows.watchdog import look_around
from vekha.settings.settings import Settings
from vekha.storage.database import Database


def live_a_day(database: Database, settings: Settings, at: datetime) -> dict[str, object]:
    """Issue, check, write, mark the journal's heads, look around; return the counts."""
    issued = issue_confirmed(database, at)
    checked = check_deadlines(database, at)
    composed, delivered = compose_and_send(database, settings, at)
    mark_heads_daily(database, at)
    watched = look_around(database, settings, at)
    return {
        **issue_counts(issued),
        "notices": checked.notices,
        "letters": composed.letters,
        **composed.settled,
        **delivered.counts,
        **asdict(watched),
    }


@flow(name="daily", flow_run_name=run_name, persist_result=False)
async def daily(as_of: datetime | None = None) -> None:
    """Live one day up to the instant. Running it twice adds nothing."""
    at = instant_of(as_of)
    counts = await with_database(lambda db, settings: live_a_day(db, settings, at))
    await tell("daily", at, counts)
