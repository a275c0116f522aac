"""When a letter is tried again. Pure."""

from datetime import datetime, timedelta

FIRST_WAIT_MINUTES = 5
LONGEST_WAIT_MINUTES = 120


def next_attempt(attempts: int, now: datetime) -> datetime:
    """Return when to try again after `attempts` (>= 1) failed ones: 5, 10, 20 ... 120 minutes later."""
    minutes = min(FIRST_WAIT_MINUTES * 2 ** (attempts - 1), LONGEST_WAIT_MINUTES)
    return now + timedelta(minutes=minutes)
