"""When two spellings name one person: «Иванова Е. А.», «Е.А. Иванова», «Иванова Елена Алексеевна»."""

import re

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def surname(name: str) -> str:
    """Return the first word that is no initial, as it is spelt; "" where there is none."""
    return next((word for word in _WORD.findall(name) if len(word) > 1), "")


def same_person(one: str, other: str) -> bool:
    """Return whether the names agree: surnames equal, and the given names or initials as far as both go."""
    if _folded(surname(one)) != _folded(surname(other)) or not surname(one):
        return False
    return all(
        first.startswith(second) or second.startswith(first)
        for first, second in zip(_given(one), _given(other), strict=False)
    )


def _given(name: str) -> list[str]:
    words = _WORD.findall(name)
    words.remove(surname(name))
    return [_folded(word) for word in words]


def _folded(word: str) -> str:
    return word.lower().replace("ё", "е")
