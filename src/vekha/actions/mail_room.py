"""Open the mail room of a data folder: whose letters, which relay, and the secret that signs links."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from vekha.actions.compose_letters import Desk
from vekha.notifications.lines import Line
from vekha.notifications.message import Sender
from vekha.notifications.smtp import Relay, SmtpLine, check_relay

SECRET_BYTES = 32


def link_secret(data: Path) -> str:
    """Return the folder's secret for signed links, made at first use, readable by its owner only."""
    path = data / "link.secret"
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=data, encoding="ascii") as made:
            made.write(secrets.token_urlsafe(SECRET_BYTES))
            made.flush()
            with contextlib.suppress(FileExistsError):  # another process was first: its secret holds
                os.link(made.name, path)
    return path.read_text(encoding="ascii")


def desk_of(data: Path, sender: Sender, base_url: str) -> Desk:
    """Return the desk that composes letters of this data folder."""
    return Desk(sender, base_url, link_secret(data))


def line_to(relay: Relay, sender: Sender, *, virtual: bool) -> Callable[[], Line]:
    """Return what opens a connection to the relay. Raises MailError where the relay may not be used."""
    check_relay(relay, virtual=virtual)
    return lambda: SmtpLine(relay, sender.address)
