"""Names of persons: found in a text, and when two spellings name one: «Иванова Е. А.», «Е.А. Иванова»,
«Иванова Елена Алексеевна», «Ивановой Е.А.».
"""

import re
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SURNAME_ENDINGS = ("ого", "ому", "ой", "ою", "ую", "ая", "ый", "ий", "ым", "им", "ом", "а", "у", "е")
_UPPER, _LOWER = "А-ЯЁ", "а-яё"
_SURNAME = rf"[{_UPPER}][{_LOWER}]+(?:-[{_UPPER}][{_LOWER}]+)?"
_INITIALS = rf"([{_UPPER}])\.\s*([{_UPPER}])\."
_PATRONYMIC = rf"[{_UPPER}][{_LOWER}]+(?:ич|ича|ичу|ичем|вна|вны|вне|вну|вной|чна|чны|чне|чну|чной)"
_PERSONS = (
    re.compile(rf"(?P<surname>{_SURNAME})\s+{_INITIALS}"),
    re.compile(rf"{_INITIALS}\s*(?P<surname>{_SURNAME})"),
    re.compile(
        rf"(?P<surname>{_SURNAME})\s+([{_UPPER}])[{_LOWER}]+\s+(?={_PATRONYMIC}\b)([{_UPPER}])[{_LOWER}]+"
    ),
)


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A surname without its case ending, and both initials, in lower case."""

    surname: str
    initials: str


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


def person_in(text: str) -> str | None:
    """Return the first person's name that stands in `text`, None where there is none."""
    return next((found.group() for pattern in _PERSONS if (found := pattern.search(text))), None)


def person_key(name: str) -> PersonKey | None:
    """Return the key of «Озерова И.Ю.», «И.Ю. Озеровой» or «Озерова Инна Юрьевна»; None for no such name."""
    for pattern in _PERSONS:
        if found := pattern.search(name):
            last = _folded(found["surname"])
            initials = "".join(letter for letter in found.groups() if letter and len(letter) == 1)
            return PersonKey(_without_case(last), _folded(initials))
    return None


def _without_case(last: str) -> str:
    for ending in _SURNAME_ENDINGS:
        if last.endswith(ending) and len(last) - len(ending) >= 3:
            return last[: -len(ending)]
    return last


def _folded(word: str) -> str:
    return word.casefold().replace("ё", "е")
