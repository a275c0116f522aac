"""What every flow run shares: its instant, its name, the database, and what an operator sees of it."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from prefect import runtime
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact

from vekha.settings.opening import opened
from vekha.settings.settings import Settings
from vekha.storage.database import Database

log = logging.getLogger("vekha.flows")
Result = TypeVar("Result")
ROWS_AT_MOST = 300
CLOCK_TOLERANCE = timedelta(minutes=5)


def instant_of(as_of: datetime | None) -> datetime:
    """Return the run's instant, aware UTC: as given, else its scheduled start rounded to the minute.

    A zoneless instant is UTC. One more than five minutes off the clock is reported, but not in virtual time.
    Prefect may start a run 0.4 s before its second: the clock itself would sweep a minute too early.
    """
    at = _scheduled_minute() if as_of is None else as_of.replace(tzinfo=as_of.tzinfo or UTC).astimezone(UTC)
    off = abs(datetime.now(UTC) - at)
    if off > CLOCK_TOLERANCE and not Settings().virtual:
        log.warning("off_the_clock as_of=%s seconds=%d", at.isoformat(), off.total_seconds())
    return at


def _scheduled_minute() -> datetime:
    return nearest_minute(runtime.flow_run.scheduled_start_time or datetime.now(UTC))


def nearest_minute(at: datetime) -> datetime:
    """Return the instant rounded to the minute, in UTC."""
    return datetime.fromtimestamp(round(at.timestamp() / 60) * 60, UTC)


def run_name() -> str:
    """Return the run's name for the operator: the flow's and its instant."""
    as_of = runtime.flow_run.parameters.get("as_of") or _scheduled_minute()
    return f"{runtime.flow_run.flow_name}-{as_of:%Y-%m-%dT%H:%M}"


async def with_database(act: Callable[[Database, Settings], Result]) -> Result:
    """Run an action in a thread, with the database and settings of this run."""
    return await asyncio.to_thread(_act, act)


def _act(act: Callable[[Database, Settings], Result]) -> Result:
    settings = Settings()
    with opened(settings) as engine:
        return act(engine, settings)


async def tell(kind: str, as_of: datetime, counts: Mapping[str, object]) -> None:
    """Log one line and leave a markdown artifact with the counts: no rows, no names."""
    log.info("%s as_of=%s %s", kind, as_of.isoformat(), " ".join(f"{k}={v}" for k, v in counts.items()))
    table = "\n".join(f"| {name} | {value} |" for name, value in counts.items())
    await acreate_markdown_artifact(
        markdown=f"| {kind} | {as_of:%Y-%m-%d %H:%M} UTC |\n|---|---|\n{table}", key=f"vekha-{kind}"
    )


async def show_rows(kind: str, as_of: datetime, rows: Sequence[Mapping[str, object]]) -> None:
    """Log one line and leave a table artifact of the first rows: counts of organisations, no people."""
    log.info("%s as_of=%s rows=%d", kind, as_of.isoformat(), len(rows))
    shown = [dict(row) for row in rows[:ROWS_AT_MOST]]
    more = f", показано {len(shown)} из {len(rows)}" if len(rows) > len(shown) else ""
    await acreate_table_artifact(
        table=shown, key=f"vekha-{kind}", description=f"{as_of:%Y-%m-%d %H:%M} UTC{more}"
    )
