"""Print every paper of a period for the owners of shards: municipalities, the region, lone schools."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from vekha.actions.act_as import act_as
from vekha.actions.report import FORMATS, Order, Reported, report
from vekha.calendar.zones import local_day
from vekha.domain.deadlines import Span
from vekha.storage import organisation_queries, sweep_queries
from vekha.storage.database import Database, reading

YESTERDAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Batch:
    """Which papers. shard_ids None: every shard. paper_format "": every format of each paper.

    period_of gives the period a day lies in; it is asked for yesterday, so that on 1 April the first
    quarter is printed.
    """

    shard_ids: Sequence[int] | None
    period_of: Callable[[date], Span]
    paper_format: str = ""


def print_papers(engine: Database, batch: Batch, out: Path, now: datetime) -> tuple[Reported, ...]:
    """Print into `out` and archive; the system is the author. Nothing while there are no organisations."""
    orders = orders_of(engine, batch, now)
    if not orders:
        return ()
    actor = act_as(engine, "", "")
    return tuple(report(engine, order, out, actor, now) for order in orders)


def orders_of(engine: Database, batch: Batch, now: datetime) -> list[Order]:
    """Return an order for each shard and kind of paper that is printed in the format."""
    wanted = batch.paper_format
    formats = (wanted,) if wanted else ()
    with reading(engine) as conn:
        shard_ids = sweep_queries.all_shards(conn) if batch.shard_ids is None else batch.shard_ids
        owners = [organisation_queries.organisation(conn, shard_id) for shard_id in shard_ids]
    return [
        Order(kind, owner.id, batch.period_of(local_day(now, owner.zone) - YESTERDAY), now, formats)
        for owner in owners
        for kind, known in FORMATS.items()
        if not wanted or wanted in known
    ]
