"""Words become bytes: one recipient, plain text first, automatic by RFC 3834, one Message-ID for ever."""

import re
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


def as_ascii(address: str) -> str:
    """Return the address as an SMTP command carries it: a `.рф` domain by IDNA. Raises MailError.

    A non-ASCII local part needs SMTPUTF8, which few relays of departments speak: refused (RFC 6531).
    """
    user, _, domain = address.rpartition("@")
    try:
        written = f"{user.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except ValueError as error:
        raise _unfit(address) from error
    if not user or not domain or not _ATOMS.fullmatch(written):
        raise _unfit(address)
    return written


# Quoted local parts and address literals are left out: no mailbox of a school has them.
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]+@[\w.-]+", re.ASCII)


def _unfit(address: str) -> MailError:
    return MailError(f"Адрес «{address}» непригоден для почты: исправьте его в списке людей.")


def _mailbox(address: str, name: str) -> Address:
    user, _, domain = as_ascii(address).rpartition("@")
    return Address(display_name=name, username=user, domain=domain)


def can_carry(address: str) -> bool:
    """Return whether mail can reach the address as it is written."""
    try:
        as_ascii(address)
    except MailError:
        return False
    return True


def _thread(sheet: Sheet, sender: Sender) -> str:
    """Return the phantom root: one per obligation for single rows, else one per recipient and month."""
    subjects = {key.subject_id for row in sheet.rows for key in row.notices}
    if len(subjects) == 1 and not sheet.more:
        return f"<item-{subjects.pop()}@{sender.domain}>"
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
