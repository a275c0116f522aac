"""Who acts for the holder of a post: dated, free of cycles, in a chain that ends (users-ask.md). Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from vekha.domain.organisations import Substitution
from vekha.domain.refusals import RefusedError
from vekha.rules.russian import short_date

LONGEST_CHAIN = 3  # a substitute's substitute's substitute: beyond that nobody knows who answers
LONGEST_DAYS = 366


class SubstitutionError(RefusedError):
    """The substitution contradicts itself or others."""


def acting(post_id: int, cover: Mapping[int, str], held: Mapping[str, Collection[int]]) -> str | None:
    """Return who acts in the post, None where nobody substitutes.

    cover: on that day, post -> substitute. held: the posts each person holds on that day. A substitute all
    of whose own duties lie with another is absent himself: the chain goes on to that other.
    """
    person = cover.get(post_id)
    seen: list[str] = []
    while person is not None and person not in seen and len(seen) < LONGEST_CHAIN:
        seen.append(person)
        person = _substitute_of(person, cover, held)
    return seen[-1] if seen else None


def _substitute_of(person: str, cover: Mapping[int, str], held: Mapping[str, Collection[int]]) -> str | None:
    own = sorted(held.get(person, ()))
    return cover[own[0]] if own and all(post in cover for post in own) else None


def check_span(first: date, last: date) -> None:
    """Raise SubstitutionError unless the days are a sensible stretch."""
    if last < first:
        raise SubstitutionError(
            f"Замещение кончается {short_date(last)} — раньше, чем начинается {short_date(first)}. "
            "Исправьте даты."
        )
    if (last - first).days >= LONGEST_DAYS:
        raise SubstitutionError(
            "Замещение дольше года не записывают: передайте дела насовсем — vekha hand-over."
        )


def check_new(
    new: Sequence[Substitution],
    existing: Iterable[Substitution],
    held: Mapping[str, Collection[int]],
    holders: Mapping[int, Collection[str]],
) -> None:
    """Raise SubstitutionError where the new rows double others, turn in a circle or make too long a chain.

    existing: those that meet the days of the new ones. held, holders: who holds what then, both ways round.
    """
    others = tuple(existing)
    for one in new:
        if one.substitute_id in holders.get(one.post_id, ()):
            raise SubstitutionError("Замещает тот же, кого замещают. Назовите другого человека.")
        double = next((each for each in others if each.post_id == one.post_id), None)
        if double:
            raise SubstitutionError(
                f"На эти дни должность уже замещают: с {short_date(double.first)} по "
                f"{short_date(double.last)}, запись {double.id}. Сначала окончите её: --end {double.id}."
            )
    cover = {each.post_id: each.substitute_id for each in (*others, *new)}
    for one in new:
        _check_chain(one, cover, held, holders)


def _check_chain(
    one: Substitution,
    cover: Mapping[int, str],
    held: Mapping[str, Collection[int]],
    holders: Mapping[int, Collection[str]],
) -> None:
    absent = set(holders.get(one.post_id, ()))
    seen: list[str] = []
    person: str | None = one.substitute_id
    while person is not None:
        if person in absent or person in seen:
            raise SubstitutionError(
                "Круг: тот, кто замещает, сам в эти дни замещён тем, кого он замещает. "
                "Назовите человека, который в эти дни на месте."
            )
        seen.append(person)
        person = _substitute_of(person, cover, held)
    if len(seen) > LONGEST_CHAIN:
        raise SubstitutionError(
            f"Цепочка замещений длиннее {LONGEST_CHAIN} человек. Назовите того, кто в эти дни на месте."
        )
