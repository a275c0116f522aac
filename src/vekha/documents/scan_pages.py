"""The picture of a page recognised: letters with their places and ruled lines, as a PDF gives them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from vekha.documents.limits import Limits
from vekha.documents.pdf_grid import NEAR, Grid, Rule, grids_of
from vekha.documents.pdf_pages import Page
from vekha.documents.pdf_text import Glyph
from vekha.documents.scan_rules import WHITE, ink_of, strokes_of, upright, walls_of, without
from vekha.documents.tesseract import BLOCK, COLUMN, Seen, seen_in

WORKING_DPI = 300
POINT = 72 / WORKING_DPI
MARGIN = 24
INSET = 4
LONGEST_STRIP = 12_000
LEAST_INK = 12
"""Points of ink a speck may have."""
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Crop:
    """Where a piece of the page stands on the strip given to tesseract."""

    box: Box
    top: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a grey picture of WORKING_DPI, and its number in the document."""

    number: int
    image: Image.Image


def recognised(picture: Picture, limits: Limits, file: str) -> Page:
    """Return what is printed on the page. Raises DocumentError where tesseract is missing or fails."""
    image = upright(picture.image)
    strokes = strokes_of(ink_of(image))
    rules = tuple(one.rule(POINT) for one in walls_of(strokes))
    grids = grids_of(rules)
    clear = without(image, [one for one in strokes if _is_wall(one.rule(POINT), grids)])
    ink = ink_of(clear)
    seen = [*_in_cells(grids, clear, ink, limits, file), *_around(grids, clear, limits, file)]
    glyphs = tuple(glyph for word in seen for glyph in _glyphs(word))
    return Page(picture.number, image.width * POINT, image.height * POINT, glyphs, _inner(rules, grids))


def _is_wall(rule: Rule, grids: list[Grid]) -> bool:
    """Whether the stroke is of a wall: the feet of letters run together to strokes as well."""
    walls = (wall for grid in grids for wall in (grid.xs if rule.upright else grid.ys))
    return any(abs(wall - rule.at) <= NEAR for wall in walls)


def _inner(rules: tuple[Rule, ...], grids: list[Grid]) -> tuple[Rule, ...]:
    """A page without a table has no rules: strokes of a stamp or of a signature part nothing."""
    return rules if grids else ()


def _in_cells(
    grids: list[Grid], clear: Image.Image, ink: Image.Image, limits: Limits, file: str
) -> Iterator[Seen]:
    """Cells under each other on a strip: tesseract never reads across a wall, and is started once a page."""
    boxes = [box for grid in grids for box in _boxes(grid, ink)]
    while boxes:
        crops, strip = _strip(boxes, clear)
        boxes = boxes[len(crops) :]
        for word in seen_in(strip, BLOCK, limits, file):
            crop = _crop_of(word, crops)
            left, down = crop.box[0] - MARGIN, crop.box[1] - crop.top
            yield replace(
                word,
                left=word.left + left,
                right=word.right + left,
                top=word.top + down,
                bottom=word.bottom + down,
            )


def _boxes(grid: Grid, ink: Image.Image) -> Iterator[Box]:
    """Yield where the ink of each cell is; empty cells have none."""
    sizes: dict[int, list[tuple[int, int]]] = {}
    for row, names in enumerate(grid.owner):
        for column, name in enumerate(names):
            sizes.setdefault(name, []).append((row, column))
    for spots in sizes.values():
        rows, columns = {row for row, _ in spots}, {column for _, column in spots}
        left, right = grid.xs[min(columns)], grid.xs[max(columns) + 1]
        top, bottom = grid.ys[min(rows)], grid.ys[max(rows) + 1]
        cell = tuple(round(side / POINT) for side in (left, top, right, bottom))
        box = (cell[0] + INSET, cell[1] + INSET, cell[2] - INSET, cell[3] - INSET)
        if box[0] < box[2] and box[1] < box[3]:
            piece = ink.crop(box)
            inked = piece.getbbox()
            if inked and piece.histogram()[WHITE] > LEAST_INK:
                yield box[0] + inked[0], box[1] + inked[1], box[0] + inked[2], box[1] + inked[3]


def _strip(boxes: list[Box], clear: Image.Image) -> tuple[list[Crop], Image.Image]:
    crops: list[Crop] = []
    down = MARGIN
    for box in boxes:
        if crops and down > LONGEST_STRIP:
            break
        crops.append(Crop(box, down))
        down += box[3] - box[1] + 2 * MARGIN
    width = max(crop.box[2] - crop.box[0] for crop in crops) + 2 * MARGIN
    strip = Image.new("L", (width, down), WHITE)
    for crop in crops:
        strip.paste(clear.crop(crop.box), (MARGIN, crop.top))
    return crops, strip


def _crop_of(word: Seen, crops: list[Crop]) -> Crop:
    middle = (word.top + word.bottom) / 2
    return [crop for crop in crops if crop is crops[0] or crop.top - MARGIN <= middle][-1]


def _around(grids: list[Grid], clear: Image.Image, limits: Limits, file: str) -> list[Seen]:
    """Words outside the tables; a page without tables may be one without lines."""
    rest = clear.copy()
    pen = ImageDraw.Draw(rest)
    for grid in grids:
        pen.rectangle(
            [grid.xs[0] / POINT, grid.ys[0] / POINT, grid.xs[-1] / POINT, grid.ys[-1] / POINT], fill=WHITE
        )
    if ink_of(rest).histogram()[WHITE] <= LEAST_INK:
        return []
    return seen_in(rest, COLUMN, limits, file)


def _glyphs(word: Seen) -> Iterator[Glyph]:
    """Letters of a word share its box evenly; a blank after them parts it from the next."""
    width = (word.right - word.left) / len(word.text)
    top, bottom = word.top * POINT, word.bottom * POINT
    for at, letter in enumerate(word.text):
        start = (word.left + at * width) * POINT
        yield Glyph(letter, start, start + width * POINT, top, bottom)
    yield Glyph(" ", word.right * POINT, word.right * POINT, top, bottom)
