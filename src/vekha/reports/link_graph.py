"""Who waits for whom as a graph in SVG: layers from left to right, one box a row."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vekha.reports.plan_picture import FILLS, MEANINGS, Look, PictureLink, PictureRow
from vekha.reports.svg_marks import box, picture, way, words, wrapped
from vekha.rules.dependency_graph import Graph, graph_of

WIDTH = 200
HEIGHT = 74
ACROSS = 70
DOWN = 22
EDGE = 16
FLAG = 10
LEGEND = 58
SWEEPS = 4


@dataclass(frozen=True, slots=True)
class _Spot:
    x: float
    y: float


@dataclass(slots=True)
class _Drawing:
    """ways: for each link the nodes it passes; one that skips a layer has a free place of its own in it."""

    layers: list[list[int]]
    ways: list[list[int]]


def link_graph(rows: Sequence[PictureRow], links: Sequence[PictureLink]) -> str:
    """Return the graph; the same rows and links give the same text. Raises CircularPlanError.

    Rows without a link are listed below it.
    """
    graph = graph_of(len(rows), [link.before for link in links], [link.after for link in links])
    drawing = _drawing(graph, links)
    spots = {
        node: _Spot(EDGE + column * (WIDTH + ACROSS), EDGE + place * (HEIGHT + DOWN))
        for column, layer in enumerate(drawing.layers)
        for place, node in enumerate(layer)
    }
    width = max(760, EDGE * 2 + len(drawing.layers) * (WIDTH + ACROSS) - ACROSS)
    alone = ", ".join(row.label for at, row in enumerate(rows) if at not in spots)
    notes = wrapped(f"Без связей: {alone}.", width // 7, 4) if alone else []
    depth = max((len(layer) for layer in drawing.layers), default=0)
    height = EDGE * 2 + depth * (HEIGHT + DOWN) + LEGEND + 16 * len(notes)
    marks = [
        *(_arrow(link, way_of, spots) for link, way_of in zip(links, drawing.ways, strict=True)),
        *(mark for node in sorted(spots) if node < len(rows) for mark in _box(rows[node], spots[node])),
        *_below(notes, height),
    ]
    return picture(width, height, "Связи пунктов плана", marks)


def _drawing(graph: Graph, links: Sequence[PictureLink]) -> _Drawing:
    """Each row stands one layer behind the last of those it waits for."""
    depth = [0] * graph.size
    for node in graph.order:
        for at in range(graph.before.starts[node], graph.before.starts[node + 1]):
            depth[node] = max(depth[node], depth[graph.before.nodes[at]] + 1)
    tied = sorted({node for link in links for node in (link.before, link.after)})
    layers: list[list[int]] = [[] for _ in range(max(depth, default=0) + 1)]
    for node in tied:
        layers[depth[node]].append(node)
    ways = []
    free = graph.size
    for link in links:
        between = range(depth[link.before] + 1, depth[link.after])
        ways.append([link.before, *range(free, free + len(between)), link.after])
        for at, layer in enumerate(between):
            layers[layer].append(free + at)
        free += len(between)
    _untangle(layers, ways)
    return _Drawing([layer for layer in layers if layer], ways)


def _untangle(layers: list[list[int]], ways: Sequence[Sequence[int]]) -> None:
    """Order each layer by the middle of what its nodes are tied to, from the left and the right in turns."""
    pairs = [pair for each in ways for pair in pairwise(each)]
    sides: tuple[dict[int, list[int]], dict[int, list[int]]] = (defaultdict(list), defaultdict(list))
    for before, after in pairs:
        sides[0][after].append(before)
        sides[1][before].append(after)
    for sweep in range(SWEEPS):
        near = sides[sweep % 2]
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            place = {node: at for each in layers for at, node in enumerate(each)}
            centres = {node: _centre(near[node], place[node], place) for node in layer}
            layer.sort(key=centres.__getitem__)


def _centre(near: Sequence[int], own: int, place: Mapping[int, int]) -> float:
    return sum(place[each] for each in near) / len(near) if near else own


def _box(row: PictureRow, spot: _Spot) -> Iterator[str]:
    """The standing is a flag at the left edge, so that words are never printed over a pattern."""
    yield box(spot.x, spot.y, WIDTH, HEIGHT)
    yield box(spot.x, spot.y, FLAG, HEIGHT, FILLS[row.look])
    yield words(spot.x + FLAG + 6, spot.y + 16, row.label, bold=True)
    for at, line in enumerate(wrapped(row.title, 29, 4)):
        yield words(spot.x + FLAG + 6, spot.y + 30 + at * 12.5, line, size=10)


def _arrow(link: PictureLink, passed: Sequence[int], spots: Mapping[int, _Spot]) -> str:
    """A curve through the free places on its way, straight where it passes one."""
    first = spots[passed[0]]
    path = f"M{first.x + WIDTH:.1f} {first.y + HEIGHT / 2:.1f}"
    for before, after in pairwise(passed):
        x, y = spots[before].x + WIDTH, spots[before].y + HEIGHT / 2
        to_x, to_y = spots[after].x, spots[after].y + HEIGHT / 2
        bend = ACROSS * 0.6
        path += f"L{x:.1f} {y:.1f}C{x + bend:.1f} {y:.1f} {to_x - bend:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
    return way(path, dashed=link.begun, tip=True)


def _below(notes: Sequence[str], height: int) -> Iterator[str]:
    top = height - LEGEND - 16 * len(notes) + 14
    for at, note in enumerate(notes):
        yield words(EDGE, top + 16 * at, note, size=11)
    x, y = float(EDGE), height - 24.0
    for look in Look:
        yield box(x, y - 10, FLAG, 14, FILLS[look])
        yield words(x + FLAG + 6, y + 2, MEANINGS[look], size=10)
        x += FLAG + 26 + 7 * len(MEANINGS[look])
    yield words(x + 6, y + 2, "стрелка: ждёт конца, пунктир: ждёт начала", size=10)
