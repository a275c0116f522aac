"""The row's own executor, repeated inside the deadline cell, is set apart from the deadline."""

import re

from vekha.rules.normalise import plain

_LETTERS = re.compile(r"[а-яa-z0-9]+")


def without_executor(phrase: str, executor: str) -> str:
    """Return the plain phrase without a bracket whose words are all words of the row's executor, in its order.

    «октябрь (администрация района)» with the executor «администрация района»: the bracket is the executor.
    Any other bracket stays, and its words need a role of their own.
    """
    if not executor or "(" not in phrase:
        return phrase
    named = " ".join(_LETTERS.findall(plain(executor)))
    return re.sub(r"\(([^()]*)\)", lambda match: _kept(match, named), phrase)


def _kept(match: re.Match[str], named: str) -> str:
    inside = " ".join(_LETTERS.findall(match.group(1)))
    letters = re.search(r"[а-я]{3}", inside)
    return " , " if letters and f" {inside} " in f" {named} " else match.group()
