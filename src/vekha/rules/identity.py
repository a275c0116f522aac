"""Who is who: identities that survive moved dates, re-imports and renumbering (design 4.6)."""

from datetime import date
from hashlib import blake2b

from vekha.domain.deadlines import Span
from vekha.rules.name_matching import folded

# Separates the parts of an identity; it occurs in no text that people type.
_BETWEEN = "\x1f"
_ID_BYTES = 10


def _digest(size_bytes: int, *parts: str) -> str:
    return blake2b(_BETWEEN.join(parts).encode(), digest_size=size_bytes).hexdigest()


def roadmap_identity(issuer_id: int, number: str | None, day: date | None, title: str, plan: Span) -> str:
    """Return what makes two documents one roadmap: issuer, number, date; with no number title and period.

    Case, quotes and spaces are folded: «11-Пр-267» and «11 - ПР - 267» are one number.
    """
    if number:
        compact = "".join(number.casefold().split())
        return _digest(32, str(issuer_id), "number", compact, day.isoformat() if day else "")
    period = f"{plan.first.isoformat()}/{plan.last.isoformat()}"
    return _digest(32, str(issuer_id), "title", folded(title), period)


def roadmap_id(identity: str) -> str:
    """Return the id of the roadmap of this identity."""
    return _digest(_ID_BYTES, "roadmap", identity)


def obligation_id(item_id: str, organisation_id: int, occurrence_key: str) -> str:
    """Return the id of item x organisation x occurrence. The key is no date, so a moved date keeps the id."""
    text = f"{item_id}{_BETWEEN}{organisation_id}{_BETWEEN}{occurrence_key}"
    return blake2b(text.encode(), digest_size=_ID_BYTES).hexdigest()


def happening_id(item_id: str, seq: int) -> str:
    """Return the id of the event or schedule number `seq` of an item."""
    return _digest(_ID_BYTES, "happening", item_id, str(seq))


def request_id(item_id: str) -> str:
    """Return the id of the question to an item's author: when does it happen?"""
    return _digest(_ID_BYTES, "schedule-request", item_id)
