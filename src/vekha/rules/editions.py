"""Which item of a new edition is which of the old one, and what changed in it (design 4.6). Pure.

A proposal: numbers and titles only suggest who is who, a person confirms it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from vekha.domain.refusals import RefusedError
from vekha.rules.name_matching import folded

# Titles this alike are one item under another number; with the same number much less will do.
ALIKE, ALIKE_UNDER_ONE_NUMBER = 0.8, 0.45
_BY_NUMBER = 1.0  # a like number outweighs a somewhat liker title


class MatchError(RefusedError):
    """A person's pair names what is not there, or takes one item twice."""


class Change(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class EditionItem:
    """What two editions are held together by. `id` of the old edition's items, "" of the new one's.

    ordinal: the row of its document. texts: what else may change, by its Russian name.
    """

    id: str
    ordinal: int
    number: str
    section: str
    title: str
    texts: Mapping[str, str]

    @property
    def name(self) -> str:
        return f"{self.number} «{self.title}»" if self.number else f"«{self.title}»"


@dataclass(frozen=True, slots=True)
class Pair:
    """An item in both editions, or in one. `what`: the Russian names of what changed."""

    change: Change
    old: EditionItem | None
    new: EditionItem | None
    what: tuple[str, ...] = ()


def matched(
    old: Sequence[EditionItem], new: Sequence[EditionItem], said: Mapping[int, str | None]
) -> tuple[Pair, ...]:
    """Return every item of both editions once, the new edition's order first, then what was removed.

    said: by row of the new edition, the number or id of the old item a person names, None for «it is new».
    Raises MatchError.
    """
    named = _named(old, new, said)
    taken = {one.id for one in named.values() if one}
    left = [one for one in old if one.id not in taken]
    free = [one for one in new if one.ordinal not in named]
    found = {**named, **_proposed(left, free)}
    pairs = [_pair(found.get(one.ordinal), one) for one in new]
    kept = {pair.old.id for pair in pairs if pair.old}
    return (*pairs, *(Pair(Change.REMOVED, one, None) for one in old if one.id not in kept))


def _named(
    old: Sequence[EditionItem], new: Sequence[EditionItem], said: Mapping[int, str | None]
) -> dict[int, EditionItem | None]:
    rows = {one.ordinal for one in new}
    found: dict[int, EditionItem | None] = {}
    for ordinal, called in said.items():
        if ordinal not in rows:
            raise MatchError(f"Строки {ordinal} в новой редакции нет. Проверьте --match.")
        one = _called(old, called) if called is not None else None
        if one and one in found.values():
            raise MatchError(f"Пункт {one.name} прежней редакции назван дважды. Оставьте одну пару --match.")
        found[ordinal] = one
    return found


def _called(old: Iterable[EditionItem], called: str) -> EditionItem:
    fit = [one for one in old if called == one.id or called.rstrip(".") == one.number.rstrip(".")]
    if len(fit) == 1:
        return fit[0]
    if fit:
        listed = ", ".join(f"{one.id} {one.name}" for one in fit)
        raise MatchError(f"Номер {called} в прежней редакции не один: {listed}. Назовите номер слева.")
    raise MatchError(f"Пункта {called} в прежней редакции нет. Проверьте --match.")


def _proposed(old: Sequence[EditionItem], new: Sequence[EditionItem]) -> dict[int, EditionItem]:
    """Pair the likeliest first; each item is taken once."""
    scored = sorted(
        (
            (-score, one.ordinal, at)
            for at, was in enumerate(old)
            for one in new
            if (score := _score(was, one))
        ),
    )
    found: dict[int, EditionItem] = {}
    taken: set[int] = set()
    for _, ordinal, at in scored:
        if ordinal not in found and at not in taken:
            found[ordinal] = old[at]
            taken.add(at)
    return found


def _score(was: EditionItem, now: EditionItem) -> float:
    """Return how likely the two are one item, 0 where they are not."""
    one, other = folded(was.title), folded(now.title)
    same_number = bool(was.number) and was.number.rstrip(".") == now.number.rstrip(".")
    least = ALIKE_UNDER_ONE_NUMBER if same_number else ALIKE
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    alike = matcher.ratio()
    return 0.0 if alike < least else alike + _BY_NUMBER * same_number


def _pair(was: EditionItem | None, now: EditionItem) -> Pair:
    if was is None:
        return Pair(Change.ADDED, None, now)
    what = [name for name, text in now.texts.items() if was.texts.get(name, "") != text]
    if folded(was.title) != folded(now.title):
        what.insert(0, "мероприятие")
    if what:
        return Pair(Change.CHANGED, was, now, tuple(what))
    elsewhere = (was.number, was.section) != (now.number, now.section)
    return Pair(Change.MOVED if elsewhere else Change.SAME, was, now)
