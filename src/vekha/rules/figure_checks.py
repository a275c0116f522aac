"""Whether figures can be true: inside the form, and beside what the organisation sent last time. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vekha.domain.obligations import Figure

# A count may double or halve within a period; a larger leap is asked about (отраслевой контроль форм ФСН).
LEAP = 2.0
# A share that moves by more than so many of its hundredths is asked about.
SHARE_LEAP = 30.0
SMALLEST_BASE = 5  # below it a leap says nothing


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure that may be true and has to be explained. `text` is Russian."""

    indicator: str
    text: str


def form_faults(figures: Sequence[Figure]) -> list[str]:
    """Return what cannot be true inside one form."""
    return [
        f"Показатель «{one.indicator}»: {_plain(one.numerator)} из {_plain(one.denominator)} — часть больше "
        "целого. Проверьте числа."
        for one in figures
        if one.denominator is not None and one.numerator > one.denominator
    ]


def doubts_of(figures: Sequence[Figure], last: Mapping[str, Figure]) -> tuple[Doubt, ...]:
    """Return what leaps beside the last accepted form, by indicator; an explained figure is not doubted."""
    found = []
    for one in figures:
        before = last.get(one.indicator)
        if before is None or one.explanation.strip():
            continue
        text = _share_leap(one, before) or _count_leap(one, before)
        if text:
            found.append(Doubt(one.indicator, f"Показатель «{one.indicator}»: {text}"))
    return tuple(found)


def _share_leap(one: Figure, before: Figure) -> str:
    if not one.denominator or not before.denominator:
        return ""
    if min(one.denominator, before.denominator) < SMALLEST_BASE:
        return ""
    now, then = 100 * one.numerator / one.denominator, 100 * before.numerator / before.denominator
    if abs(now - then) <= SHARE_LEAP:
        return ""
    return f"было {then:.0f} %, стало {now:.0f} %"


def _count_leap(one: Figure, before: Figure) -> str:
    """A count beside a count, a whole beside a whole: what has no partner is not compared."""
    then, now = (
        (before.numerator, one.numerator)
        if one.denominator is None
        else (before.denominator, one.denominator)
    )
    if then is None or now is None or max(then, now) < SMALLEST_BASE:
        return ""
    return f"было {_plain(then)}, стало {_plain(now)}" if max(then, now) > LEAP * min(then, now) else ""


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}".replace(".", ",")
