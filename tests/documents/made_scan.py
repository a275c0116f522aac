"""Scans made for one test: a plan drawn as a picture, as a scanner or a camera would give it."""

import io
import shutil
from functools import cache

import pytest
from PIL import Image, ImageDraw, ImageFont
from tests.documents.made_docx import HEADER, ROWS
from tests.documents.made_pdf import wrapped

DPI = 200
A4_LANDSCAPE = (2339, 1654)
WIDTHS = (150, 640, 420, 480, 480)
LEFT, TOP, SIZE, LEADING, PADDING = 80, 90, 34, 46, 14
FONT = "DejaVuSerif.ttf"

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="tesseract (tesseract-ocr, tesseract-ocr-rus) не установлен"
)


@cache
def font():
    try:
        return ImageFont.truetype(FONT, SIZE)
    except OSError:
        pytest.skip("шрифт DejaVu (fonts-dejavu-core) не установлен")


def page(*rows, ruled=True, tilt=0.0, header=HEADER):
    """A grey picture of a page at DPI: a title and the plan; `tilt` in degrees."""
    picture = Image.new("L", A4_LANDSCAPE, 255)
    pen = ImageDraw.Draw(picture)
    pen.text((LEFT, 20), "План на 2026 год", font=font(), fill=0)
    y = TOP
    for row in (header, *(rows or ROWS)):
        cells = [wrapped(text, width / 4) for text, width in zip(row, WIDTHS, strict=True)]
        height = max(map(len, cells)) * LEADING + 2 * PADDING
        x = LEFT
        for width, lines in zip(WIDTHS, cells, strict=True):
            for at, line in enumerate(lines):
                pen.text((x + PADDING, y + PADDING + at * LEADING), line, font=font(), fill=0)
            if ruled:
                pen.rectangle([x, y, x + width, y + height], outline=0, width=2)
            x += width
        y += height + (0 if ruled else LEADING)
    return picture.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=255) if tilt else picture


def saved(*pictures, kind="PNG", dpi=DPI):
    """The pictures as a file: PNG, JPEG, TIFF of several pages or PDF."""
    packed = io.BytesIO()
    told = {"resolution": dpi} if kind == "PDF" else {"dpi": (dpi, dpi)}
    more = {"save_all": True, "append_images": pictures[1:]} if kind in {"PDF", "TIFF"} else {}
    pictures[0].save(packed, kind, **told, **more)
    return packed.getvalue()


def blank(size=A4_LANDSCAPE):
    return Image.new("L", size, 255)
