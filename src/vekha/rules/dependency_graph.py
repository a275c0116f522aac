"""A graph of links as flat arrays: neighbours, an order in which everybody stands after whom he waits for."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

from vekha.domain.refusals import RefusedError


class CircularPlanError(RefusedError):
    """Some rows wait for one another in a circle; `circle` names them, each waiting for the one before."""

    def __init__(self, circle: Sequence[int]) -> None:
        self.circle = tuple(circle)
        super().__init__("Связи замкнуты в круг: каждый ждёт следующего.")


# Python 3.11 cannot subscript array while the program runs.
Ints: TypeAlias = "array[int]"


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The neighbours of node i are `nodes[starts[i]:starts[i + 1]]`, their links `links[...]` alike."""

    starts: Ints
    nodes: Ints
    links: Ints


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes are 0 .. size-1. order: a topological order; place: where in it a node stands."""

    size: int
    after: Neighbours
    before: Neighbours
    order: Ints
    place: Ints


def graph_of(size: int, befores: Sequence[int], afters: Sequence[int]) -> Graph:
    """Return the graph of the links (befores[k], afters[k]). Raises CircularPlanError naming one circle."""
    after = _neighbours(size, befores, afters)
    before = _neighbours(size, afters, befores)
    order = _order(size, after, afters)
    if len(order) < size:
        raise CircularPlanError(_circle(size, before, order))
    place = array("i", bytes(4 * size))
    for at, node in enumerate(order):
        place[node] = at
    return Graph(size, after, before, order, place)


def _neighbours(size: int, froms: Sequence[int], tos: Sequence[int]) -> Neighbours:
    counts = [0] * (size + 1)
    for node in froms:
        counts[node + 1] += 1
    starts = array("i", accumulate(counts))
    free = array("i", starts)
    nodes = array("i", bytes(4 * len(tos)))
    links = array("i", bytes(4 * len(tos)))
    for link, (start, end) in enumerate(zip(froms, tos, strict=True)):
        at = free[start]
        nodes[at], links[at] = end, link
        free[start] = at + 1
    return Neighbours(starts, nodes, links)


def _order(size: int, after: Neighbours, afters: Iterable[int]) -> Ints:
    """Kahn's order; nodes on a circle and behind one are missing from it."""
    waits = [0] * size
    for node in afters:
        waits[node] += 1
    order = array("i", (node for node in range(size) if not waits[node]))
    starts, nodes = after.starts, after.nodes
    at = 0
    while at < len(order):
        node = order[at]
        for reached in nodes[starts[node] : starts[node + 1]]:
            waits[reached] -= 1
            if not waits[reached]:
                order.append(reached)
        at += 1
    return order


def _circle(size: int, before: Neighbours, order: Iterable[int]) -> list[int]:
    """Walk back from a node that never got free: each such node has a predecessor that never did."""
    free = bytearray(size)
    for node in order:
        free[node] = 1
    node = free.index(0)
    walked: dict[int, int] = {}
    path: list[int] = []
    while node not in walked:
        walked[node] = len(path)
        path.append(node)
        waited = before.nodes[before.starts[node] : before.starts[node + 1]]
        node = next(one for one in waited if not free[one])
    return path[walked[node] :][::-1]
