"""A file's name as it may be shown: it comes from outside and is text only."""

import re
import unicodedata

UNSAFE = re.compile(r"[/\\:*?\"<>|]|\.\.")
LONGEST = 120


def display_name(name: str) -> str:
    """Return the name without control and direction-changing characters and path signs."""
    shown = "".join(letter for letter in name if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co"})
    shown = UNSAFE.sub("_", shown).strip()
    return shown[:LONGEST] or "документ"
