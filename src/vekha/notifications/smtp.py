"""Letters to a relay by SMTP: connections are reused, one letter in flight on each (RFC 5321)."""

import contextlib
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

import aiosmtplib

from vekha.domain.letters import Envelope, Outcome, Reply
from vekha.notifications.errors import CertificateFileError, MailError, UnsafeLoginError, VirtualFolderError
from vekha.notifications.message import as_ascii
from vekha.notifications.replies import CHECK_RELAY, Stage, reply_of

TIMEOUT_SECONDS = 60.0  # of each answer. RFC 5321 4.5.3.2 allows minutes; a department's relay needs seconds


@dataclass(frozen=True, slots=True)
class Relay:
    """How to reach the mail server. security: none, starttls or tls."""

    host: str
    port: int
    security: str = "none"
    user: str = ""
    password: str = ""
    ca_file: Path | None = None
    timeout_seconds: float = TIMEOUT_SECONDS

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
    if relay.security != "none":
        _check_certificates(relay.ca_file)
    if virtual and not relay.is_loopback:
        raise VirtualFolderError(
            f"Папка данных помечена как учебная (virtual): письма на сервер {relay.host} не отправляются. "
            "Укажите сервер на этом компьютере или возьмите рабочую папку."
        )


def _check_certificates(ca_file: Path | None) -> None:
    try:
        ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise CertificateFileError(
            f"Файл корневых сертификатов {ca_file} не читается: нужен PEM. Проверьте VEKHA_SMTP_CA_FILE."
        ) from error


class SmtpLine:
    """One connection to the relay, opened when first needed and again after a break."""

    def __init__(self, relay: Relay, sender: str) -> None:
        self._sender = as_ascii(sender)
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
            timeout=self._relay.timeout_seconds,
        )

    async def send(self, envelope: Envelope) -> Reply:
        """Hand one letter over and return what it means. A break or a timeout is LATER: the letter may have
        been taken, and the same Message-ID lets the recipient's client see that.
        """
        if not self._client.is_connected and (hindered := await self._connect()):
            return hindered
        try:
            address = as_ascii(envelope.address)
            _, words = await self._client.sendmail(self._sender, [address], envelope.raw)
        except (MailError, ValueError) as unfit:
            return Reply(Outcome.NEVER, str(unfit))
        except (aiosmtplib.SMTPException, OSError) as problem:
            return await self._answer_to(problem)
        return Reply(Outcome.TAKEN, words)

    async def _connect(self) -> Reply | None:
        """Open the session; what hinders it hinders every letter."""
        try:
            await self._client.connect()
        except aiosmtplib.SMTPResponseException as refused:
            self._hang_up()
            return reply_of(Stage.LOGIN, refused.code, refused.message)
        except (aiosmtplib.SMTPException, OSError) as broken:
            self._hang_up()
            return Reply(Outcome.DOWN, f"сервер недоступен: {broken}", CHECK_RELAY)
        return None

    async def _answer_to(self, problem: Exception) -> Reply:
        match problem:
            case aiosmtplib.SMTPSenderRefused():
                reply = reply_of(Stage.SENDER, problem.code, problem.message)
            case aiosmtplib.SMTPRecipientsRefused():
                first = problem.recipients[0]
                reply = reply_of(Stage.RECIPIENT, first.code, first.message)
            case aiosmtplib.SMTPResponseException():
                reply = reply_of(Stage.DATA, problem.code, problem.message)
            case _:
                reply = Reply(Outcome.LATER, f"связь прервалась: {problem}", broken=True)
        if reply.broken:
            self._hang_up()
        elif reply.outcome is Outcome.DOWN:
            await self.close()
        return reply

    def _hang_up(self) -> None:
        self._client.close()
        self._client = self._new_client()

    async def close(self) -> None:
        """Say QUIT where the line is open."""
        if self._client.is_connected:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await self._client.quit()
        self._hang_up()
