"""How people call the items of a roadmap in force, and which item a person means."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from vekha.domain.confirmed import ConfirmedItem
from vekha.domain.refusals import RefusedError
from vekha.rules.russian import numbered

_ROW = re.compile(r"строка\s+(\d+)", re.IGNORECASE)
_POINT = re.compile(r"^(?:п\.|пункт)\s*", re.IGNORECASE)


class NoSuchRowError(RefusedError):
    """No item of the roadmap is called so, or several are."""


def item_labels(items: Sequence[ConfirmedItem]) -> Mapping[str, str]:
    """Return what texts call each item, by id; items that share a number are told apart by their rows."""
    times = Counter(item.number for item in items)
    return {item.id: _label(item, alone=times[item.number] == 1) for item in items}


def _label(item: ConfirmedItem, *, alone: bool) -> str:
    if not item.number:
        return f"строка {item.ordinal}"
    label = numbered(item.number.rstrip(". "))
    return label if alone else f"{label} (строка {item.ordinal})"


def item_called(items: Sequence[ConfirmedItem], called: str) -> ConfirmedItem:
    """Return the item of this number («1.1», «п. 1.1», «строка 7»). Raises NoSuchRowError."""
    row = _ROW.fullmatch(called.strip())
    if row:
        found = [item for item in items if item.ordinal == int(row[1])]
    else:
        wanted = _bare(called)
        found = [item for item in items if item.number and _bare(item.number) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        rows = ", ".join(f"строка {item.ordinal}" for item in found)
        raise NoSuchRowError(f"Номер «{called.strip()}» у нескольких пунктов. Назовите строку: {rows}.")
    known = ", ".join(item_labels(items).values())
    raise NoSuchRowError(f"Пункта «{called.strip()}» в дорожной карте нет. Есть: {known}.")


def _bare(number: str) -> str:
    return _POINT.sub("", number.strip()).rstrip(". ")
