"""The flow that looks at the deadlines: reminders, lateness and escalation, all as stages that have come."""

from datetime import datetime

from prefect import flow

from vekha.actions import check_deadlines as action
from vekha.actions.check_deadlines import Checked, Sweep
from vekha.flows.runs import instant_of, run_name, tell, with_database


def check_counts(checked: Checked) -> dict[str, int]:
    """Return what the operator sees: shards idle, swept, late (already past `as_of`), busy elsewhere."""
    shards = {str(outcome): checked.count(outcome) for outcome in Sweep}
    return {"notices": checked.notices, "skipped": checked.skipped, "idle": checked.idle, **shards}


@flow(name="check", flow_run_name=run_name, persist_result=False)
async def check_deadlines(
    as_of: datetime | None = None, shards: list[int] | None = None, dry_run: bool = False
) -> None:
    """Sweep every shard, or those given, up to `as_of` (the scheduled start by default)."""
    at = instant_of(as_of)
    checked = await with_database(lambda db, _: action.check_deadlines(db, at, shards, dry_run=dry_run))
    await tell("check", at, check_counts(checked))
