"""What a late predecessor does to everybody behind it: expected days, slack, risk, and «what if it slips».

Days are numbers of a DayLine. Only finish-start links push: a start-start one asks for a beginning only.
Everybody is taken to hand over on his due date, or today where that has passed, unless somebody holds him up.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from vekha.domain.dependencies import Lag, LagUnit
from vekha.rules.day_line import DayLine
from vekha.rules.dependency_graph import Graph, graph_of

Ints: TypeAlias = "array[int]"
UNDATED = -1
NOBODY = -1
FAR = 2**30


@dataclass(frozen=True, slots=True)
class Standing:
    """How an obligation stands. due: None while nobody supplied it. done: the day it was handed over."""

    due: date | None
    done: date | None = None
    appointed: bool = True


@dataclass(frozen=True, slots=True)
class ChainLink:
    """`after` waits until `before` is finished; indexes of the obligations."""

    before: int
    after: int
    lag: Lag | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """Obligations and the links that can push somebody: to one who is dated and not done.

    own: the day each is expected on its own account, UNDATED where unknown; due alike. settled: 1 where done.
    lags: beside `graph.after.nodes`, working days, or calendar days as a negative number.
    """

    line: DayLine
    graph: Graph
    own: Ints
    due: Ints
    settled: bytearray
    lags: Ints


@dataclass(frozen=True, slots=True)
class Outlook:
    """expected: the day each will be ready. pushed_by: who decides it, NOBODY where its own date does."""

    expected: Ints
    pushed_by: Ints


def chain_of(standings: Sequence[Standing], links: Sequence[ChainLink], line: DayLine, today: date) -> Chain:
    """Return the chain as of `today`. Raises CircularPlanError."""
    waiting = [one.due is not None and one.done is None for one in standings]
    pushing = [link for link in links if waiting[link.after]]
    graph = graph_of(len(standings), [link.before for link in pushing], [link.after for link in pushing])
    lags = [_signed(link.lag) for link in pushing]
    now = line.number(today)
    return Chain(
        line=line,
        graph=graph,
        own=array("i", (_own(one, line, now) for one in standings)),
        due=array("i", (UNDATED if one.due is None else line.number(one.due) for one in standings)),
        settled=bytearray(one.done is not None for one in standings),
        lags=array("i", map(lags.__getitem__, graph.after.links)),
    )


def _own(standing: Standing, line: DayLine, now: int) -> int:
    if standing.done is not None:
        return line.number(standing.done)
    return UNDATED if standing.due is None else max(line.number(standing.due), now)


def _signed(lag: Lag | None) -> int:
    if lag is None:
        return 0
    return lag.count if lag.unit is LagUnit.WORKING_DAY else -lag.count


def outlook(chain: Chain) -> Outlook:
    """Return when each obligation will be ready: one pass in topological order."""
    expected = array("i", chain.own)
    pushed_by = array("i", [NOBODY]) * len(expected)
    starts, nodes, lags = chain.graph.after.starts, chain.graph.after.nodes, chain.lags
    for node in chain.graph.order:
        day = expected[node]
        if day == UNDATED:
            continue
        for at in range(starts[node], starts[node + 1]):
            after, lag = nodes[at], lags[at]
            pushed = day + lag if lag >= 0 else _after_days(chain, day, -lag)
            if expected[after] < pushed:
                expected[after] = pushed
                pushed_by[after] = node
    return Outlook(expected, pushed_by)


def slipped(chain: Chain, before: Outlook, node: int, workdays: int) -> Mapping[int, int]:
    """Return the new expected day of everybody whom a slip of `node` moves, itself included.

    Nothing is changed. Who moves is marked in topological order and found again by a search for the next
    mark, so the cost follows what moves.
    """
    if chain.settled[node] or before.expected[node] == UNDATED or workdays <= 0:
        return {}
    order, place = chain.graph.order, chain.graph.place
    starts, nodes, lags = chain.graph.after.starts, chain.graph.after.nodes, chain.lags
    expected = array("i", before.expected)
    expected[node] += workdays
    marked = bytearray(len(expected))
    moved = []
    here = place[node]
    while here >= 0:
        reached = order[here]
        moved.append(reached)
        day = expected[reached]
        for at in range(starts[reached], starts[reached + 1]):
            after, lag = nodes[at], lags[at]
            pushed = day + lag if lag >= 0 else _after_days(chain, day, -lag)
            if expected[after] < pushed:
                expected[after] = pushed
                marked[place[after]] = 1
        here = marked.find(1, here + 1)
    return {each: expected[each] for each in moved}


def _after_days(chain: Chain, day: int, days: int) -> int:
    """The first working number at which so many calendar days have run out."""
    run_out = chain.line.day(day) + timedelta(days=days)
    number = chain.line.number(run_out)
    return number if chain.line.day(number) >= run_out else number + 1


def _allowed(chain: Chain, bound: int, lag: int) -> int:
    """The last working number from which the lag ends by `bound`."""
    return bound - lag if lag >= 0 else chain.line.number(chain.line.day(bound) + timedelta(days=lag))


def limits(chain: Chain) -> Ints:
    """Return the last day each may be ready on and make nobody behind it late; FAR where nobody waits."""
    last = array("i", [FAR]) * len(chain.own)
    starts, nodes = chain.graph.after.starts, chain.graph.after.nodes
    for node in reversed(chain.graph.order):
        for at in range(starts[node], starts[node + 1]):
            after = nodes[at]
            last[node] = min(last[node], _allowed(chain, min(last[after], chain.due[after]), chain.lags[at]))
    return last


def slack(found: Outlook, last: Ints, node: int) -> int | None:
    """Return by how many working days `node` may still slip before somebody behind it is late.

    Negative: somebody will be late already. None: nobody waits for it, or it has no date.
    """
    if last[node] == FAR or found.expected[node] == UNDATED:
        return None
    return last[node] - found.expected[node]


def critical_chain(chain: Chain, found: Outlook, last: Ints) -> tuple[int, ...]:
    """Return the obligations of the chain with least slack, first to last; () where nobody waits."""
    least: int | None = None
    start = NOBODY
    for node in chain.graph.order:
        spare = None if chain.settled[node] else slack(found, last, node)
        if spare is not None and (least is None or spare < least):
            least, start = spare, node
    path = []
    while start != NOBODY:
        path.append(start)
        start = _binding(chain, last, start)
    return tuple(path)


def _binding(chain: Chain, last: Ints, node: int) -> int:
    """The one behind `node` that sets its limit, or NOBODY."""
    after = chain.graph.after
    for at in range(after.starts[node], after.starts[node + 1]):
        behind = after.nodes[at]
        if _allowed(chain, min(last[behind], chain.due[behind]), chain.lags[at]) == last[node]:
            return behind
    return NOBODY


def held_up_by(found: Outlook, node: int) -> Iterator[int]:
    """Yield who pushes `node`, then who pushes that one, down to the root of the delay."""
    while (node := found.pushed_by[node]) != NOBODY:
        yield node
