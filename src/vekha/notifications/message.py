"""Words become bytes: one recipient, plain text first, automatic by RFC 3834, one Message-ID for ever."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from vekha.domain.letters import Sheet
from vekha.notifications.compose import Words, words_of
from vekha.notifications.errors import MailError


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose name the letters bear; the domain of `address` also ends the Message-ID."""

    address: str
    name: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def message_id(letter_id: str, sender: Sender) -> str:
    """Return the Message-ID of a letter: derived from its id, so a doubtful send may be repeated."""
    return f"<{letter_id}@{sender.domain}>"


def _mailbox(address: str, name: str) -> Address:
    user, _, domain = address.rpartition("@")
    try:
        # A non-ASCII local part needs SMTPUTF8, which few relays of departments speak: refused (RFC 6531).
        local = user.encode("ascii").decode()
        return Address(display_name=name, username=local, domain=domain.encode("idna").decode())
    except (ValueError, IndexError) as error:
        raise MailError(f"Адрес «{address}» непригоден для почты: исправьте его в списке людей.") from error


def can_carry(address: str) -> bool:
    """Return whether mail can reach the address as it is written."""
    try:
        _mailbox(address, "")
    except MailError:
        return False
    return True


def _thread(sheet: Sheet, sender: Sender) -> str:
    """Return the phantom root: one per obligation for single rows, else one per recipient and month."""
    if len(sheet.rows) == 1 and not sheet.more:
        return f"<item-{sheet.rows[0].notices[0].subject_id}@{sender.domain}>"
    return f"<sheet-{sheet.addressee.organisation_id}-{sheet.day:%Y-%m}@{sender.domain}>"


def freeze(sheet: Sheet, letter_id: str, sender: Sender, composed_at: datetime) -> bytes:
    """Return the letter's bytes, CRLF line ends. `composed_at` (aware) becomes the Date header.

    Headers by RFC 5322 and 3834; no List-Unsubscribe, because a service letter cannot be muted.
    """
    words: Words = words_of(sheet)
    message = EmailMessage(policy=SMTP)
    message["From"] = _mailbox(sender.address, sender.name)
    message["To"] = _mailbox(sheet.addressee.address, "")
    message["Subject"] = words.subject
    message["Date"] = format_datetime(composed_at)
    message["Message-ID"] = message_id(letter_id, sender)
    thread = _thread(sheet, sender)
    message["In-Reply-To"] = thread
    message["References"] = thread
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(words.text, cte="base64")
    message.add_alternative(words.html, subtype="html", cte="base64")
    message.set_boundary(f"vekha-{letter_id}")
    return message.as_bytes()
