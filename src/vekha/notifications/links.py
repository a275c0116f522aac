"""Signed links in letters: bound to an organisation and a last day, worthless when changed (itsdangerous)."""

from datetime import date, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

VALID_DAYS = 30
_PURPOSE = "vekha.sheet"


def sheet_link(base_url: str, secret: str, organisation_id: int, day: date) -> str:
    """Return the address of the page with everything the organisation owes, good for 30 days from `day`."""
    until = day + timedelta(days=VALID_DAYS)
    token = URLSafeSerializer(secret, salt=_PURPOSE).dumps([organisation_id, until.isoformat()])
    return f"{base_url.rstrip('/')}/o/{token}"


def organisation_of(token: str, secret: str, today: date) -> int | None:
    """Return the organisation a token opens on `today`, None when it is forged or has run out."""
    try:
        organisation_id, until = URLSafeSerializer(secret, salt=_PURPOSE).loads(token)
    except BadSignature:
        return None
    return int(organisation_id) if today <= date.fromisoformat(until) else None
