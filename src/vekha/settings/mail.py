"""Mail as the settings say it: the relay and the sender."""

from pathlib import Path

from vekha.notifications.message import Sender
from vekha.notifications.smtp import Relay
from vekha.settings.settings import BadSettingsError, Settings


def relay_of(settings: Settings) -> Relay:
    """Return the relay; the password comes from the environment or from its file.

    Raises BadSettingsError where the file cannot be read.
    """
    password = settings.smtp_password.get_secret_value()
    if settings.smtp_password_file is not None:
        password = _secret_in(settings.smtp_password_file)
    return Relay(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=password,
        ca_file=settings.smtp_ca_file,
        timeout_seconds=settings.smtp_timeout_seconds,
    )


def sender_of(settings: Settings) -> Sender:
    """Return whose name the letters bear."""
    return Sender(settings.sender, settings.sender_name)


def _secret_in(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettingsError(
            f"Файл с паролем почты {path} не читается. Проверьте VEKHA_SMTP_PASSWORD_FILE и права на файл."
        ) from error
