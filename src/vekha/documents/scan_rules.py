"""The ruled lines on the picture of a page, and the picture set upright and cleared of them."""

import re
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from vekha.documents.pdf_grid import Rule

THUMBNAIL = 1200
COARSE = tuple(step / 2 for step in range(-8, 9))
FINE = tuple(step / 10 for step in range(-5, 6))
STRAIGHT = 0.1
"""Degrees; a page that leans less is left as it is: turning blurs."""
NEIGHBOURHOOD = 25
INK = 40
"""A point so much darker than what lies around it is ink."""
STRETCH = 24
FULL = 240
"""Of 255: so dark is a stretch that a line runs along, with one point of white in it at most."""
SHORTEST_LEVEL, SHORTEST_UPRIGHT = 80, 48
"""Points of the picture, at 300 an inch: longer than the strokes of letters."""
WIDTH = 3
JOG, GAP = 5, 12
"""Points by which a line of a scan steps aside, and by which it is broken."""
WHITE = 255


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line on a picture, in its points; `upright`: it runs down."""

    upright: bool
    at: int
    start: int
    end: int

    def rule(self, scale: float) -> Rule:
        return Rule(self.upright, self.at * scale, self.start * scale, self.end * scale)


def upright(picture: Image.Image) -> Image.Image:
    """Return the picture turned so that its lines lie level."""
    small = picture.resize(
        (THUMBNAIL, max(1, THUMBNAIL * picture.height // picture.width)), Image.Resampling.BOX
    )
    coarse = max(COARSE, key=lambda angle: _levelness(small, angle))
    angle = max((coarse + step for step in FINE), key=lambda one: _levelness(small, one))
    if abs(angle) < STRAIGHT:
        return picture
    return picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=WHITE)


def _levelness(small: Image.Image, angle: float) -> int:
    """Return how sharply rows of ink and rows of paper part where the picture is turned by `angle`."""
    turned = small.rotate(angle, Image.Resampling.BILINEAR, fillcolor=WHITE)
    rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return sum((above - below) ** 2 for above, below in pairwise(rows))


def ink_of(picture: Image.Image) -> Image.Image:
    """Return where there is ink: 255, else 0. Shading and shadows are paper."""
    paper = picture.filter(ImageFilter.BoxBlur(NEIGHBOURHOOD))
    return ImageChops.subtract(paper, picture).point([WHITE * (level > INK) for level in range(256)])


def strokes_of(ink: Image.Image) -> list[Stroke]:
    """Return the pieces of straight lines; a thick line is several of them."""
    level = [Stroke(False, *found) for found in _runs(ink, SHORTEST_LEVEL)]
    turned = ink.transpose(Image.Transpose.TRANSPOSE)
    return [*level, *(Stroke(True, *found) for found in _runs(turned, SHORTEST_UPRIGHT))]


def _runs(ink: Image.Image, shortest: int) -> list[tuple[int, int, int]]:
    """Return (row, start, end) of the long runs of ink along the rows."""
    stretches = ink.reduce((STRETCH, 1)).point([WHITE * (level >= FULL) for level in range(256)])
    across, width = stretches.width, ink.width
    dark, points = stretches.tobytes(), ink.tobytes()
    found = []
    for row in range(ink.height):
        for run in re.finditer(rb"\xff+", dark[row * across : (row + 1) * across]):
            first, last = row * width, (row + 1) * width
            start, end = first + run.start() * STRETCH, min(first + run.end() * STRETCH, last)
            before = points.rfind(b"\x00", first, start)
            after = points.find(b"\x00", end, last)
            start, end = (before + 1 if before >= 0 else first), (after if after >= 0 else last)
            if end - start >= shortest:
                found.append((row, start - first, end - first))
    return found


def walls_of(strokes: list[Stroke]) -> list[Stroke]:
    """Return the lines the strokes are pieces of: each as thin as one, from its first end to its last."""
    ended: list[list[Stroke]] = []
    growing: list[list[Stroke]] = []
    for one in sorted(strokes, key=lambda stroke: (stroke.upright, stroke.at, stroke.start)):
        ended += [group for group in growing if not _may_grow(group, one)]
        growing = [group for group in growing if _may_grow(group, one)]
        near = [group for group in growing if any(_goes_on(piece, one) for piece in group)]
        growing = [group for group in growing if group not in near]
        growing.append([*(piece for group in near for piece in group), one])
    return [_wall(group) for group in (*ended, *growing)]


def _may_grow(group: list[Stroke], one: Stroke) -> bool:
    """Whether strokes from `one` on may belong to the group; its last piece is the nearest to them."""
    last = max(group, key=lambda piece: piece.at)
    return last.upright == one.upright and one.at - last.at <= JOG


def _goes_on(one: Stroke, other: Stroke) -> bool:
    return (
        one.upright == other.upright
        and abs(one.at - other.at) <= JOG
        and one.start - GAP <= other.end
        and other.start - GAP <= one.end
    )


def _wall(pieces: list[Stroke]) -> Stroke:
    lengths = [piece.end - piece.start for piece in pieces]
    middle = sum(piece.at * length for piece, length in zip(pieces, lengths, strict=True)) / sum(lengths)
    start, end = min(piece.start for piece in pieces), max(piece.end for piece in pieces)
    return Stroke(pieces[0].upright, round(middle), start, end)


def without(picture: Image.Image, strokes: list[Stroke]) -> Image.Image:
    """Return a copy of the picture with the strokes painted over."""
    clear = picture.copy()
    pen = ImageDraw.Draw(clear)
    for one in strokes:
        ends = [(one.start, one.at), (one.end, one.at)]
        pen.line([(y, x) for x, y in ends] if one.upright else ends, fill=WHITE, width=WIDTH)
    return clear
