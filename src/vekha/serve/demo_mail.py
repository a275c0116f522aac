"""The relay of the demo: a real SMTP server on loopback that keeps every letter as a file."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbag:
    """Numbers the letters in the order they came: `0001-school@example.test.eml`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.count = 0
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802  the name aiosmtpd calls
        """Keep the letter, then say it was taken."""
        self.count += 1
        path = self._folder / f"{self.count:04}-{envelope.rcpt_tos[0]}.eml"
        await asyncio.to_thread(path.write_bytes, envelope.original_content or b"")
        return "250 OK"


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def relay(mailbag: Mailbag) -> Iterator[int]:
    """Yield the port of a running SMTP server."""
    port = free_port()
    controller = Controller(mailbag, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
