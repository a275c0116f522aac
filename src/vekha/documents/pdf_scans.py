"""Pages of a PDF that are pictures: how much of a page they cover, and the page as one picture."""

from typing import Any

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits
from vekha.documents.scan_pages import WORKING_DPI, Picture
from vekha.documents.scan_pictures import ADVICE, BROKEN, check_dpi, check_pixels, working
from vekha.domain.places import Place

SHARE_OF_A_SCAN = 0.7
POINTS_PER_INCH = 72


def picture_share(page: Any) -> float:
    """Return how much of the page its pictures cover; some scanners cut a page into strips."""
    whole = float(page.width) * float(page.height)
    return sum(float(one["width"]) * float(one["height"]) for one in page.images) / whole


def picture_of(page: Any, file: str, limits: Limits) -> Picture:
    """Return the page drawn as its picture was scanned. Raises DocumentError past a limit of OCR."""
    place = Place(file, page=page.page_number)
    dpi = _dpi(page, limits, place)
    inches = float(page.width) / POINTS_PER_INCH, float(page.height) / POINTS_PER_INCH
    check_pixels((round(inches[0] * dpi), round(inches[1] * dpi)), limits, place)
    try:
        drawn = page.to_image(resolution=dpi, antialias=True).original
    except RuntimeError as error:  # of pdfium, which draws the page
        raise DocumentError(BROKEN, ADVICE, place) from error
    return Picture(page.page_number, working(drawn, dpi))


def _dpi(page: Any, limits: Limits, place: Place) -> float:
    """Return the resolution of the largest picture on the page; letters without names are drawn finely."""
    largest = max(page.images, key=lambda one: float(one["width"]) * float(one["height"]), default=None)
    if largest is None or picture_share(page) <= SHARE_OF_A_SCAN:
        return WORKING_DPI
    width, height = (int(side) for side in largest["srcsize"])
    check_pixels((width, height), limits, place)
    dpi = min(width / float(largest["width"]), height / float(largest["height"])) * POINTS_PER_INCH
    check_dpi(dpi, limits, place)
    return dpi
