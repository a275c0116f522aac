"""The flow that composes the day's letters and sends what waits in the outbox."""

import asyncio
import logging
from datetime import datetime

from prefect import flow

from vekha.actions.compose_letters import Composed, compose_letters
from vekha.actions.deliver import Delivered, deliver
from vekha.actions.mail_room import desk_of, line_to
from vekha.flows.runs import instant_of, run_name, tell, with_database
from vekha.settings.mail import relay_of, sender_of
from vekha.settings.settings import Settings
from vekha.storage.database import Database

log = logging.getLogger("vekha.flows")


def compose_and_send(database: Database, settings: Settings, at: datetime) -> tuple[Composed, Delivered]:
    """Compose and send by the settings; both actions are idempotent."""
    sender = sender_of(settings)
    open_line = line_to(relay_of(settings), sender, virtual=settings.virtual)
    composed = compose_letters(database, at, desk_of(settings.data, sender, settings.base_url))
    return composed, asyncio.run(deliver(database, at, open_line, settings.smtp_connections))


@flow(name="deliver", flow_run_name=run_name, persist_result=False)
async def deliver_letters(as_of: datetime | None = None) -> None:
    """Compose and send letters as of the instant."""
    at = instant_of(as_of)
    composed, delivered = await with_database(lambda db, settings: compose_and_send(db, settings, at))
    counts: dict[str, object] = {"composed": composed.letters, **composed.settled, **delivered.counts}
    if delivered.troubles:
        log.error("mail_trouble %s", " | ".join(delivered.troubles))
        counts["troubles"] = " ".join(delivered.troubles)
    await tell("deliver", at, counts)
