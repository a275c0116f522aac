"""Text as XML may hold it."""

import re

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """Return the text without the characters XML 1.0 forbids; lines become spaces."""
    return re.sub(r"[\r\n\t]+", " ", _FORBIDDEN.sub("", text))
