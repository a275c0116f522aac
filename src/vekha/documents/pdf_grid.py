"""Ruled lines of a page put together to grids; where a wall is missing, cells are merged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

NEAR = 3.0
"""Points by which lines of one wall may stand apart."""
WALL_SHARE = 0.5
OPEN_SIDE = 10.0
SHORTEST = 2.0
MOST_POSITIONS = 20_000
"""More crossings on one page are a drawing."""
MOST_RULES = 5_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line. `at`: its place across its direction; it runs from `start` to `end`."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Walls of a table. `owner[row][column]`: which cell a position belongs to, counted over the grid."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owner: tuple[tuple[int, ...], ...]

    @property
    def rows(self) -> int:
        return len(self.ys) - 1

    @property
    def columns(self) -> int:
        return len(self.xs) - 1

    def position(self, x: float, y: float) -> tuple[int, int] | None:
        """Return (row, column) of a point, None outside the table."""
        row, column = _slot(self.ys, y), _slot(self.xs, x)
        return (row, column) if row is not None and column is not None else None

    def sides(self, name: int) -> tuple[float, float]:
        """Return where a cell begins and ends from left to right."""
        columns = [at for row in self.owner for at, owner in enumerate(row) if owner == name]
        return self.xs[min(columns)], self.xs[max(columns) + 1]


def _slot(walls: Sequence[float], value: float) -> int | None:
    for at, (start, end) in enumerate(pairwise(walls)):
        if start <= value < end:
            return at
    return None


def grids_of(rules: Iterable[Rule]) -> list[Grid]:
    """Return the grids on a page from top to bottom: connected rules with two walls each way at least."""
    merged = _merged(rules)
    if len(merged) > MOST_RULES:
        return []
    grids = [grid for grid in map(_grid, _connected(merged)) if grid is not None]
    outer = [grid for grid in grids if not any(_inside(grid, other) for other in grids)]
    return sorted(outer, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _inside(grid: Grid, other: Grid) -> bool:
    """Whether a grid lies in a cell of another; its text belongs to that cell."""
    return (
        grid is not other
        and other.xs[0] < grid.xs[0]
        and grid.xs[-1] < other.xs[-1]
        and other.ys[0] < grid.ys[0]
        and grid.ys[-1] < other.ys[-1]
    )


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Join pieces of one wall: dashes, a border drawn cell by cell, both sides of a thin box."""
    merged: list[Rule] = []
    for rule in sorted(rules, key=lambda one: (one.upright, round(one.at / NEAR), one.start)):
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.upright == rule.upright
            and abs(last.at - rule.at) <= NEAR
            and rule.start <= last.end + NEAR
        ):
            merged[-1] = Rule(last.upright, last.at, last.start, max(last.end, rule.end))
        else:
            merged.append(rule)
    return [rule for rule in merged if rule.end - rule.start > SHORTEST]


class _Groups:
    """Numbers from 0 that are put together; a group is named by its least number."""

    def __init__(self, count: int) -> None:
        self.leaders = list(range(count))

    def head(self, at: int) -> int:
        while self.leaders[at] != at:
            self.leaders[at] = self.leaders[self.leaders[at]]
            at = self.leaders[at]
        return at

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.head(one), self.head(other)))
        self.leaders[high] = low


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Part the rules into groups that touch each other."""
    groups = _Groups(len(rules))
    level = [(at, rule) for at, rule in enumerate(rules) if not rule.upright]
    for at, rule in enumerate(rules):
        for other_at, other in level if rule.upright else ():
            if _touch(rule, other):
                groups.join(at, other_at)
    found: dict[int, list[Rule]] = {}
    for at, rule in enumerate(rules):
        found.setdefault(groups.head(at), []).append(rule)
    return list(found.values())


def _touch(upright: Rule, level: Rule) -> bool:
    return (
        level.start - NEAR <= upright.at <= level.end + NEAR
        and upright.start - NEAR <= level.at <= upright.end + NEAR
    )


def _grid(rules: Sequence[Rule]) -> Grid | None:
    uprights, levels = [one for one in rules if one.upright], [one for one in rules if not one.upright]
    if not uprights or not levels:
        return None
    xs = _with_open_sides(_walls(uprights), levels)
    ys = _with_open_sides(_walls(levels), uprights)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > MOST_POSITIONS:
        return None
    grid = _without_idle_walls(xs, ys, _owners(xs, ys, uprights, levels))
    return grid if grid.rows > 1 or grid.columns > 1 else None


def _walls(rules: Sequence[Rule]) -> list[float]:
    walls: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not walls or at - walls[-1] > NEAR:
            walls.append(at)
    return walls


def _with_open_sides(walls: list[float], across: Sequence[Rule]) -> list[float]:
    """A table without its outer walls ends where the rules across them end."""
    start, end = min(one.start for one in across), max(one.end for one in across)
    before = [start] if start < walls[0] - OPEN_SIDE else []
    after = [end] if end > walls[-1] + OPEN_SIDE else []
    return [*before, *walls, *after]


def _owners(
    xs: Sequence[float], ys: Sequence[float], uprights: Sequence[Rule], levels: Sequence[Rule]
) -> list[list[int]]:
    """Join neighbours that no wall parts; a cell is named by its first position."""
    columns, rows = len(xs) - 1, len(ys) - 1
    groups = _Groups(columns * rows)
    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not _parted(uprights, xs[column + 1], ys[row], ys[row + 1]):
                groups.join(here, here + 1)
            if row + 1 < rows and not _parted(levels, ys[row + 1], xs[column], xs[column + 1]):
                groups.join(here, here + columns)
    return [[groups.head(row * columns + column) for column in range(columns)] for row in range(rows)]


def _without_idle_walls(xs: list[float], ys: list[float], owner: list[list[int]]) -> Grid:
    """Leave out walls that part no cells: an underline, a stroke of a drawing."""
    rows = [at for at in range(len(owner)) if at == 0 or owner[at] != owner[at - 1]]
    kept = [owner[at] for at in rows]
    columns = [at for at in range(len(kept[0])) if at == 0 or any(row[at] != row[at - 1] for row in kept)]
    return Grid(
        (*(xs[at] for at in columns), xs[-1]),
        (*(ys[at] for at in rows), ys[-1]),
        tuple(tuple(row[at] for at in columns) for row in kept),
    )


def _parted(rules: Sequence[Rule], at: float, start: float, end: float) -> bool:
    """Whether a wall stands over half of the way at least."""
    covered = sum(
        max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules if abs(rule.at - at) <= NEAR
    )
    return covered >= WALL_SHARE * (end - start)
