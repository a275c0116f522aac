"""A real SMTP server on loopback for the tests; it can be told to misbehave."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

DROP = "drop"
HANG = "hang"


@dataclass
class Inbox:
    """What arrived, and what the server still has to do wrong before it behaves.

    answers: replies to the next letters after their final dot. faults: by stage (MAIL, RCPT, DATA before the
    text, DOT after it was taken) the replies still to be given there, or DROP, or HANG.
    """

    letters: list[Envelope] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)
    faults: dict[str, list[str]] = field(default_factory=dict)
    senders: list[str] = field(default_factory=list)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        self.senders.append(address)
        return await self.misbehave(server, "MAIL") or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if fault := await self.misbehave(server, "RCPT"):
            return fault
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.connections.add(session.peer)
        if self.answers:
            return self.answers.pop(0)
        self.letters.append(envelope)
        return await self.misbehave(server, "DOT") or "250 OK"

    async def misbehave(self, server: SMTP, stage: str) -> str:
        """Return the reply of the next fault of the stage, "" where there is none."""
        if not self.faults.get(stage):
            return ""
        fault = self.faults[stage].pop(0)
        if fault == DROP:
            server.transport.abort()
        if fault == HANG:
            await asyncio.sleep(3600)
        return fault


class _Server(SMTP):
    """Has the faults that no hook of aiosmtpd reaches: between DATA and the text."""

    async def smtp_DATA(self, arg: str) -> None:
        if await self.event_handler.misbehave(self, "DATA") != DROP:
            await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def smtp_server(inbox: Inbox, **options: Any) -> Iterator[int]:
    """Yield the port of a running server. `options` go to aiosmtpd: TLS, authentication."""
    port = free_port()
    controller = _Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
