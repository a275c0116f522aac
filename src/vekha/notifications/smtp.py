"""Letters to a relay by SMTP: connections are reused, one letter in flight on each (RFC 5321)."""

import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

import aiosmtplib

from vekha.domain.letters import Envelope, Outcome, Reply
from vekha.notifications.errors import UnsafeLoginError, VirtualFolderError

TIMEOUT_SECONDS = 60.0  # RFC 5321 4.5.3.2 allows minutes; a relay of a department answers in seconds


@dataclass(frozen=True, slots=True)
class Relay:
    """How to reach the mail server. security: none, starttls or tls."""

    host: str
    port: int
    security: str = "none"
    user: str = ""
    password: str = ""
    ca_file: Path | None = None

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def check_relay(relay: Relay, *, virtual: bool) -> None:
    """Refuse a login without TLS, and a real relay for a data folder of virtual time (design, section 7)."""
    if relay.user and relay.security == "none":
        raise UnsafeLoginError(
            "Пароль почты не отправляется без шифрования: задайте VEKHA_SMTP_SECURITY=starttls или tls."
        )
    if virtual and not relay.is_loopback:
        raise VirtualFolderError(
            f"Папка данных помечена как учебная (virtual): письма на сервер {relay.host} не отправляются. "
            "Укажите сервер на этом компьютере или возьмите рабочую папку."
        )


class SmtpLine:
    """One connection to the relay, opened when first needed and again after a break."""

    def __init__(self, relay: Relay, sender: str) -> None:
        self._sender = sender
        self._relay = relay
        self._client = self._new_client()

    def _new_client(self) -> aiosmtplib.SMTP:
        context = None
        if self._relay.security != "none":
            context = ssl.create_default_context(cafile=self._relay.ca_file)
        return aiosmtplib.SMTP(
            hostname=self._relay.host,
            port=self._relay.port,
            use_tls=self._relay.security == "tls",
            start_tls=self._relay.security == "starttls",
            tls_context=context,
            username=self._relay.user or None,
            password=self._relay.password or None,
            timeout=TIMEOUT_SECONDS,
        )

    async def send(self, envelope: Envelope) -> Reply:
        """Hand one letter over and return the relay's answer. A break or a timeout is LATER: it may have
        been taken, and the same Message-ID lets the recipient's client see that.
        """
        try:
            if not self._client.is_connected:
                await self._client.connect()
            _, words = await self._client.sendmail(self._sender, [envelope.address], envelope.raw)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return _by_code(refused.recipients[0].code, refused.recipients[0].message)
        except aiosmtplib.SMTPResponseException as refused:
            return _by_code(refused.code, refused.message)
        except (aiosmtplib.SMTPException, OSError) as broken:
            self._client.close()
            self._client = self._new_client()
            return Reply(Outcome.LATER, f"связь прервалась: {broken}")
        return Reply(Outcome.TAKEN, words)

    async def close(self) -> None:
        """Say QUIT where the line is open."""
        if self._client.is_connected:
            try:
                await self._client.quit()
            except (aiosmtplib.SMTPException, OSError):
                self._client.close()


def _by_code(code: int, text: str) -> Reply:
    permanent = 500 <= code < 600
    return Reply(Outcome.NEVER if permanent else Outcome.LATER, f"{code} {text}")
