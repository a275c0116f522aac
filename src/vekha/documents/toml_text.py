"""Values written as TOML; whatever a document holds comes back unchanged from tomllib."""

import unicodedata
from datetime import date

ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def toml_string(text: str) -> str:
    """Return a basic string; control and direction-changing characters are written as escapes."""
    return f'"{"".join(_escaped(letter) for letter in text)}"'


def _escaped(letter: str) -> str:
    if letter in ESCAPES:
        return ESCAPES[letter]
    if unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"}:
        return f"\\U{ord(letter):08X}"
    return letter


def toml_comment(text: str) -> str:
    """Return one comment line; what could end it or hide in it becomes a space."""
    plain = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"} else letter for letter in text
    )
    return f"# {' '.join(plain.split())}"


def toml_date(day: date | None) -> str:
    """Return a TOML date, an empty string value where there is none: TOML has no null."""
    return day.isoformat() if day else '""'
