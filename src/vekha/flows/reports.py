"""The flow that prints memos and registers into `<data>/reports/<day>`."""

from datetime import date, datetime
from functools import partial
from typing import Literal

from prefect import flow

from vekha.actions.print_papers import Batch, print_papers
from vekha.actions.report import Reported
from vekha.calendar.periods import month_of, quarter_of, year_of
from vekha.domain.deadlines import Span
from vekha.flows.runs import instant_of, run_name, tell, with_database
from vekha.settings.settings import Settings
from vekha.storage.database import Database

Period = Literal["month", "quarter", "year"]


def period_around(period: Period, day: date) -> Span:
    """Return the period of that length in which the day lies."""
    return {"month": month_of, "quarter": quarter_of, "year": year_of}[period](day)


def print_all(database: Database, settings: Settings, batch: Batch, at: datetime) -> tuple[Reported, ...]:
    """Print the batch into a folder of its day."""
    return print_papers(database, batch, settings.data / "reports" / f"{at:%Y-%m-%d}", at)


@flow(name="reports", flow_run_name=run_name, persist_result=False)
async def render_reports(
    as_of: datetime | None = None,
    period: Period = "quarter",
    shard: int | None = None,
    format: Literal["", "docx", "html", "xlsx"] = "",  # noqa: A002 - the word of the command line
) -> None:
    """Print the period in which the day before `as_of` lies, for one shard or for every one."""
    at = instant_of(as_of)
    batch = Batch(None if shard is None else (shard,), partial(period_around, period), format)
    printed = await with_database(lambda db, settings: print_all(db, settings, batch, at))
    await tell("reports", at, {"papers": len(printed), "files": sum(len(one.files) for one in printed)})
