"""Words become bytes: one recipient, plain text first, automatic by RFC 3834, one Message-ID for ever."""

import re
from base64 import encodebytes
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr

from vekha.domain.letters import Sheet
from vekha.notifications.compose import words_of
from vekha.notifications.errors import MailError

CRLF = "\r\n"


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
    words, thread = words_of(sheet), _thread(sheet, sender)
    boundary = f"vekha-{letter_id}"
    headers = (
        ("From", formataddr((_one_line(sender.name), as_ascii(sender.address)))),
        ("To", as_ascii(sheet.addressee.address)),
        ("Subject", _encoded(words.subject)),
        ("Date", format_datetime(composed_at)),
        ("Message-ID", message_id(letter_id, sender)),
        ("In-Reply-To", thread),
        ("References", thread),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
    )
    parts = (_part("plain", words.text), _part("html", words.html))
    body = "".join(f"--{boundary}{CRLF}{part}" for part in parts)
    head = "".join(f"{name}: {value}{CRLF}" for name, value in headers)
    return f"{head}{CRLF}{body}--{boundary}--{CRLF}".encode("ascii")


def _part(subtype: str, text: str) -> str:
    """Return one part of the body. Base64 in lines of 76: no relay touches it, no line begins with a dot."""
    lines = encodebytes(text.encode()).decode("ascii").replace("\n", CRLF)
    kind = f'Content-Type: text/{subtype}; charset="utf-8"'
    return f"{kind}{CRLF}Content-Transfer-Encoding: base64{CRLF}{CRLF}{lines}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _encoded(text: str) -> str:
    """Return the subject by RFC 2047, folded at 76; no line break of its own survives."""
    return Header(_one_line(text), "utf-8", maxlinelen=76, header_name="Subject").encode(linesep=CRLF)
