"""A slip through 300,000 links, all obligations and one, beside rustworkx and networkx on the same graph."""

import random
import time
import tracemalloc
from array import array
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from statistics import median, quantiles
from typing import TypeVar

import networkx as nx
import rustworkx

from benchmarks.figures import Figure
from vekha.calendar.days import DaySet
from vekha.calendar.shipped import calendar_for
from vekha.domain.dependencies import Lag, LagUnit
from vekha.rules.critical_chain import (
    Chain,
    ChainLink,
    Outlook,
    Standing,
    chain_of,
    limits,
    outlook,
    slipped,
)
from vekha.rules.day_line import day_line

OBLIGATIONS = 100_000
LINKS = 300_000
NEAR = 2_000
SLIPS = 400
BUDGET_MS = 50
SLIP_WORKDAYS = 5
TODAY = date(2026, 1, 12)
Result = TypeVar("Result")


def measure() -> Iterator[Figure]:
    """Yield seconds of the whole pass, and milliseconds of one slip, ours and the opponents'."""
    standings, links = _plan()
    line = day_line(date(2025, 12, 1), date(2027, 12, 31), calendar_for("", 5, DaySet.LABOUR))
    tracemalloc.start()
    chain_of(standings, links, line, TODAY)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    built, chain = _timed(lambda: chain_of(standings, links, line, TODAY))
    passed, found = _timed(lambda: outlook(chain))
    backed, _ = _timed(lambda: limits(chain))
    size = f"N={OBLIGATIONS} obligations, {LINKS} links"
    yield Figure("dependency_graph_built", built, "s", note=f"{size}; {peak:.0f} MB at its peak")
    yield from _opponents(chain, found, links, built + passed, size)
    yield Figure("dependency_pass", passed, "s", note=f"{size}; the graph stands")
    yield Figure("dependency_slack", backed, "s", note=size)
    yield from _slips(chain, found, passed)


def _plan() -> tuple[list[Standing], list[ChainLink]]:
    chosen = random.Random(1)
    first = date(2026, 2, 2)
    standings = [
        Standing(first + timedelta(days=each * 300 // OBLIGATIONS + chosen.randrange(20)))
        for each in range(OBLIGATIONS)
    ]
    links = []
    for _ in range(LINKS):
        before = chosen.randrange(OBLIGATIONS - 1)
        after = min(OBLIGATIONS - 1, before + 1 + chosen.randrange(NEAR))
        lag = Lag(chosen.randrange(1, 6), LagUnit.WORKING_DAY) if chosen.random() < 0.2 else None
        links.append(ChainLink(before, after, lag))
    return standings, links


def _opponents(
    chain: Chain, found: Outlook, links: list[ChainLink], ours: float, size: str
) -> Iterator[Figure]:
    """The same expected days: the longest way from a source whose arcs are the own dates."""
    source = OBLIGATIONS
    arcs = [(link.before, link.after, float(-link.lag.count if link.lag else 0)) for link in links]
    arcs += [(source, node, float(-own)) for node, own in enumerate(chain.own)]

    def rust() -> array:
        graph = rustworkx.PyDiGraph(multigraph=True)
        graph.add_nodes_from(range(OBLIGATIONS + 1))
        graph.add_edges_from(arcs)
        ways = rustworkx.bellman_ford_shortest_path_lengths(graph, source, float)
        return array("i", (int(-ways[node]) for node in range(OBLIGATIONS)))

    def python() -> array:
        graph = nx.MultiDiGraph()
        graph.add_weighted_edges_from(arcs)
        days = dict.fromkeys(graph, 0.0)
        for node in nx.topological_sort(graph):
            for _, after, weight in graph.out_edges(node, data="weight"):
                days[after] = max(days[after], days[node] - weight)
        return array("i", (int(days[node]) for node in range(OBLIGATIONS)))

    for name, opponent in (("rustworkx", rust), ("networkx", python)):
        theirs, days = _timed(opponent)
        differ = sum(one != other for one, other in zip(days, found.expected, strict=True))
        note = f"{size}; of the opponent's answers {differ} differ; building the graph included on both sides"
        yield Figure(f"dependency_expected_beside_{name}", ours, "s", theirs / ours, name, note)


def _slips(chain: Chain, found: Outlook, whole: float) -> Iterator[Figure]:
    chosen = random.Random(2)
    nodes = [chosen.randrange(OBLIGATIONS) for _ in range(SLIPS)]
    spent, moved = [], []
    for node in nodes:
        seconds, moves = _timed(lambda node=node: slipped(chain, found, node, SLIP_WORKDAYS))
        spent.append(seconds * 1000)
        moved.append(len(moves))
    within = sum(each < BUDGET_MS for each in spent)
    count = f"N={SLIPS} slips of {SLIP_WORKDAYS} working days, {within} of them under {BUDGET_MS} ms"
    note = f"{count}; {median(moved):.0f} obligations move in the middle, {max(moved)} at most"
    middle = median(spent)
    yield Figure("dependency_slip", middle, "ms", whole * 1000 / middle, "whole pass", note)
    yield Figure("dependency_slip_95", quantiles(spent, n=20)[-1], "ms", note=note)
    yield Figure("dependency_slip_longest", max(spent), "ms", note=note)


def _timed(call: Callable[[], Result]) -> tuple[float, Result]:
    began = time.perf_counter()
    found = call()
    return time.perf_counter() - began, found
