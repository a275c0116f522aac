"""Pictures of pages as tesseract likes them: grey, upright by their own mark, of one resolution."""

import io
from collections.abc import Iterator

from PIL import Image, ImageFilter, ImageOps, ImageSequence

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits, past
from vekha.documents.scan_pages import WORKING_DPI, Picture
from vekha.domain.places import Place

FORMATS = ("PNG", "JPEG", "TIFF")
SCREEN_DPI = 96
"""What cameras and programs write who do not know: the sheet is taken for A4 then."""
A4_INCHES = 297 / 25.4
SMOOTHING = 1.0
"""Points of blur that take the blocks of JPEG out of letters drawn larger."""
BROKEN = "картинка повреждена."
ADVICE = "Отсканируйте документ заново (PDF, 300 dpi) или попросите исходный файл."
# What Pillow raises on broken bytes.
PILLOW_ERRORS = (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, IndexError, OverflowError)


def pictures_of(content: bytes, file: str, limits: Limits) -> Iterator[Picture]:
    """Yield the pages of a PNG, JPG or TIFF. Raises DocumentError on a broken one and one past a limit."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            for number, frame in enumerate(ImageSequence.Iterator(opened), start=1):
                place = Place(file, page=number)
                if number > limits.ocr_pages:
                    raise past("ocr_pages", limits, file)
                check_pixels(frame.size, limits, place)
                dpi = _dpi(frame)
                check_dpi(dpi, limits, place)
                yield Picture(number, working(ImageOps.exif_transpose(frame), dpi))
    except Image.DecompressionBombError as error:
        raise past("ocr_pixels", limits, file) from error
    except PILLOW_ERRORS as error:
        raise DocumentError(BROKEN, ADVICE, file) from error


def check_pixels(size: tuple[int, int], limits: Limits, place: Place) -> None:
    if size[0] * size[1] > limits.ocr_pixels:
        raise past("ocr_pixels", limits, place)


def check_dpi(dpi: float, limits: Limits, place: Place) -> None:
    if round(dpi) < limits.ocr_dpi:
        what = f"разрешение скана {dpi:.0f} точек на дюйм, а нужно не меньше {{}}."
        raise past("ocr_dpi", limits, place, what)


def working(picture: Image.Image, dpi: float) -> Image.Image:
    """Return the picture in grey at WORKING_DPI, on white where it lets light through."""
    if "A" in picture.getbands() or "transparency" in picture.info:
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    grey = picture.convert("L")
    scale = WORKING_DPI / dpi
    if scale == 1:
        return grey
    size = max(1, round(grey.width * scale)), max(1, round(grey.height * scale))
    resized = grey.resize(size, Image.Resampling.LANCZOS)
    return resized.filter(ImageFilter.GaussianBlur(SMOOTHING)) if scale > 1 else resized


def _dpi(picture: Image.Image) -> float:
    told = float(picture.info.get("dpi", (0, 0))[0])
    return told if told > SCREEN_DPI else max(picture.size) / A4_INCHES
