"""A roadmap in force as obligations that wait for one another: one node for each occurrence of an item."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vekha.calendar.zones import local_day
from vekha.domain.confirmed import ConfirmedItem
from vekha.domain.deadlines import DeadlineKind
from vekha.domain.dependencies import ItemLink, Stand
from vekha.rules.critical_chain import ChainLink, Standing
from vekha.rules.item_labels import item_labels
from vekha.rules.occurrences import WAITING
from vekha.rules.russian import short_date
from vekha.rules.states import DONE


@dataclass(frozen=True, slots=True)
class Node:
    """An occurrence of an item, over all who owe it. label: «п. 1.1», with its date where there are several.

    opens: its first day where the plan names one.
    """

    item_id: str
    label: str
    standing: Standing
    opens: date | None = None


def nodes_of(
    items: Sequence[ConfirmedItem], stands: Mapping[str, Sequence[Stand]], zone: str
) -> tuple[Node, ...]:
    """Return the occurrences of every item, in order of the document and of their dates, undated last.

    An item without obligations stands as its text says. zone: where an hour becomes the day of a paper.
    """
    labels = item_labels(items)
    return tuple(node for item in items for node in _nodes(item, labels[item.id], stands, zone))


def _nodes(item: ConfirmedItem, label: str, stands: Mapping[str, Sequence[Stand]], zone: str) -> list[Node]:
    owed = stands.get(item.id, ())
    found = [_issued(each, zone) for each in _by_occurrence(item, owed)] if owed else _printed(item)
    found.sort(key=lambda one: (one[0].due is None, one[0].due or date.max))
    several = len(found) > 1
    return [
        Node(item.id, f"{label} ({_dated(standing.due)})" if several else label, standing, opens)
        for standing, opens in found
    ]


def _dated(due: date | None) -> str:
    return short_date(due) if due else "без срока"


def _by_occurrence(item: ConfirmedItem, owed: Sequence[Stand]) -> list[list[Stand]]:
    """What waits for an event goes on waiting after it happened: it is left out once there are dates."""
    found: dict[str, list[Stand]] = defaultdict(list)
    for one in owed:
        found[one.occurrence_key].append(one)
    if item.kind is DeadlineKind.EVENT and len(found) > 1:
        found.pop(WAITING, None)
    return list(found.values())


def _issued(stands: Sequence[Stand], zone: str) -> tuple[Standing, date | None]:
    """Who is last decides: it is done when all have handed over. History is never asked for: it is done."""
    live = [one for one in stands if one.state not in DONE and not one.history]
    opens = min((one.opens_on for one in stands if one.opens_on), default=None)
    dues = [one.due for one in live or stands]
    due = None if None in dues else max(day for day in dues if day)
    if live:
        return Standing(due, appointed=not any(one.executor_missing for one in live)), opens
    handed = [local_day(one.handed_at, zone) if one.handed_at else one.due for one in stands]
    return Standing(due, done=max((day for day in handed if day), default=None)), opens


def _printed(item: ConfirmedItem) -> list[tuple[Standing, date | None]]:
    appointed = not any(one.missing for one in item.addressed)
    dated = [(Standing(one.raw_due, appointed=appointed), one.start) for one in item.occurrences]
    return dated or [(Standing(None, appointed=appointed), None)]


def chain_links(nodes: Sequence[Node], links: Sequence[ItemLink]) -> tuple[ChainLink, ...]:
    """Return the links between occurrences.

    Items that recur alike are paired date by date; else the last of the one waits for the first of the other,
    as in the check of a plan. Whatever has no date yet is waited for by the last.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for at, node in enumerate(nodes):
        places[node.item_id].append(at)
    return tuple(
        ChainLink(before, after, link.lag)
        for link in links
        for before, after in _pairs(nodes, places[link.before], places[link.after])
    )


def _pairs(nodes: Sequence[Node], befores: Sequence[int], afters: Sequence[int]) -> Iterator[tuple[int, int]]:
    firsts, seconds = _dated_of(nodes, befores), _dated_of(nodes, afters)
    last = (seconds or list(afters))[-1]
    if len(firsts) == len(seconds):
        yield from zip(firsts, seconds, strict=True)
    elif firsts:
        yield firsts[0], last
    yield from ((at, last) for at in befores if nodes[at].standing.due is None)


def _dated_of(nodes: Sequence[Node], places: Sequence[int]) -> list[int]:
    return [at for at in places if nodes[at].standing.due is not None]
