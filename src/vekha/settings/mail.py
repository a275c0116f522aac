"""Mail as the settings say it: the relay and the sender."""

from vekha.notifications.message import Sender
from vekha.notifications.smtp import Relay
from vekha.settings.settings import Settings


def relay_of(settings: Settings) -> Relay:
    """Return the relay; the password comes from the environment or from its file."""
    password = settings.smtp_password.get_secret_value()
    if settings.smtp_password_file is not None:
        password = settings.smtp_password_file.read_text(encoding="utf-8").strip()
    return Relay(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=password,
        ca_file=settings.smtp_ca_file,
    )


def sender_of(settings: Settings) -> Sender:
    """Return whose name the letters bear."""
    return Sender(settings.sender, settings.sender_name)
