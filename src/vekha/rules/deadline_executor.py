"""The row's own executor, repeated inside the deadline cell, is set apart from the deadline."""

import re

from vekha.rules.normalise import plain

_BRACKET = re.compile(r"\(([^()]*)\)")
_LETTERS = re.compile(r"[а-яa-z0-9]+")


def without_executor(phrase: str, executor: str) -> tuple[str, tuple[str, ...]]:
    """Return the plain phrase without a bracket whose words all stand in the row's executor, in its order.

    «октябрь (администрация района)» with the executor «администрация района»: the bracket is the executor.
    Any other bracket stays, and its words need a role of their own. The second value notes what went.
    """
    if not executor or "(" not in phrase:
        return phrase, ()
    named = " ".join(_LETTERS.findall(plain(executor)))
    brackets = [match.group(1) for match in _BRACKET.finditer(phrase)]
    own = [inside for inside in brackets if _repeats(inside, named)]
    for inside in own:
        phrase = phrase.replace(f"({inside})", " , ")
    return phrase, tuple(f"Исполнитель в ячейке срока: «{inside.strip()}»." for inside in own)


def _repeats(inside: str, named: str) -> bool:
    words = _LETTERS.findall(inside)
    return any(len(word) >= 3 and word.isalpha() for word in words) and f" {' '.join(words)} " in f" {named} "
