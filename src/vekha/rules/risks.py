"""Which obligations are at risk before their date, and why: for pages, letters and `explain`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vekha.domain.refusals import RefusedError
from vekha.rules.critical_chain import UNDATED, Chain, Outlook, Standing, held_up_by
from vekha.rules.russian import short_date, workdays

_SLIP = re.compile(r"\s*(?P<number>\S+)\s*\+\s*(?P<workdays>\d{1,4})\s*")


class RiskCause(StrEnum):
    LATE_PREDECESSOR = "late_predecessor"
    NOBODY_APPOINTED = "nobody_appointed"
    NO_SCHEDULE = "no_schedule"


@dataclass(frozen=True, slots=True)
class Risk:
    """`node` will hardly be ready in time. root: the obligation at fault; why: a Russian sentence."""

    node: int
    cause: RiskCause
    root: int
    expected: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Slip:
    """«1.1 +5»: the row of this number slips by so many working days."""

    number: str
    workdays: int


class SlipUnreadableError(RefusedError):
    """The text of a what-if names no row or no working days."""


def read_slip(text: str) -> Slip:
    """Return the slip a person wrote. Raises SlipUnreadableError."""
    match = _SLIP.fullmatch(text)
    if match is None or not int(match["workdays"]):
        raise SlipUnreadableError(
            f"«{text}» не понять: напишите номер пункта и сдвиг в рабочих днях, например «1.1 +5»."
        )
    return Slip(match["number"].rstrip("."), int(match["workdays"]))


def risks(
    chain: Chain, found: Outlook, standings: Sequence[Standing], names: Sequence[str]
) -> Iterator[Risk]:
    """Yield the risks of every open obligation in order of the chain. names: how texts call each."""
    for node in chain.graph.order:
        if chain.settled[node]:
            continue
        if not standings[node].appointed:
            why = f"{names[node]}: исполнитель не назначен."
            yield Risk(node, RiskCause.NOBODY_APPOINTED, node, None, why)
        yield from _undated(chain, node, names)
        if found.expected[node] > chain.due[node] != UNDATED:
            yield from _late(chain, found, node, names)


def _undated(chain: Chain, node: int, names: Sequence[str]) -> Iterator[Risk]:
    before = chain.graph.before
    for at in range(before.starts[node], before.starts[node + 1]):
        waited = before.nodes[at]
        if chain.own[waited] == UNDATED:
            why = f"{names[node]} ждёт {names[waited]}, а его график никто не представил."
            yield Risk(node, RiskCause.NO_SCHEDULE, waited, None, why)


def _late(chain: Chain, found: Outlook, node: int, names: Sequence[str]) -> Iterator[Risk]:
    held = tuple(held_up_by(found, node))
    if not held:
        return
    late = workdays(found.expected[node] - chain.due[node])
    ready = chain.line.day(found.expected[node])
    through = ", ".join(names[each] for each in held[:-1])
    root = f"{names[held[-1]]}" + (f" (через {through})" if through else "")
    why = (
        f"{names[node]} будет готов не раньше {short_date(ready)}, позже срока на {late}: его держит {root}."
    )
    yield Risk(node, RiskCause.LATE_PREDECESSOR, held[-1], ready, why)
