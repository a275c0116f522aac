"""Words of a picture by tesseract, each with its box; started with bounds, no network and no shell."""

import csv
import io
import os
import shutil
from dataclasses import dataclass
from functools import cache

from PIL import Image

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits, past
from vekha.documents.process_limits import Ending, run_inside, without_network

PROGRAM, LANGUAGE = "tesseract", "rus"
NO_PROGRAM = "скан распознаёт программа tesseract, а на этом компьютере её нет (или нет её русского языка)."
ADVICE = "Установите её: apt-get install tesseract-ocr tesseract-ocr-rus. Или попросите исходный файл DOCX."
FAILED = "программа tesseract не смогла распознать страницу."
BLOCK, COLUMN = "6", "4"
"""How tesseract looks at a picture (--psm): one block of text, or lines of any size under each other."""
ASCENDING = frozenset("бёйфАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ0123456789IVX№«»()/|")
DESCENDING = frozenset("дрфуцщДЦЩ,;()/|")
ASCENT, DESCENT = 0.45, 0.35
"""Of the height of a small letter: how far others reach above it and below."""
LINE_LEVEL, WORD_LEVEL = "4", "5"


@dataclass(frozen=True, slots=True)
class Seen:
    """A word on a picture, in its points; `top` and `bottom` are those of a line with all its letters."""

    text: str
    left: int
    right: int
    top: int
    bottom: int


@cache
def command() -> tuple[str, ...] | None:
    """Return how tesseract is started here, None where it or its Russian is not installed."""
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    known = run_inside([program, "--list-langs"], b"", 20, _environment())
    if known.how is not Ending.DONE or LANGUAGE not in known.printed.decode().split():
        return None
    return tuple(without_network([program]) or [program])


def seen_in(picture: Image.Image, mode: str, limits: Limits, file: str) -> list[Seen]:
    """Return the words in reading order. Raises DocumentError without tesseract, and where it fails."""
    start = command()
    if start is None:
        raise DocumentError(NO_PROGRAM, ADVICE, file)
    given = io.BytesIO()
    picture.save(given, "PPM")
    asked = ["stdin", "stdout", "-l", LANGUAGE, "--psm", mode, "--dpi", "300", "tsv"]
    ended = run_inside([*start, *asked], given.getvalue(), limits.ocr_page_seconds, _environment())
    if ended.how in {Ending.LATE, Ending.PROCESSOR}:
        raise past("ocr_page_seconds", limits, file)
    if ended.how is not Ending.DONE:
        raise DocumentError(FAILED, "Отсканируйте документ заново или попросите исходный файл.", file)
    return _words(ended.printed.decode("utf-8", "replace"))


def _environment() -> dict[str, str]:
    """One thread: pages of several documents are recognised side by side."""
    kept = {
        name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX", "SYSTEMROOT") if name in os.environ
    }
    return {**kept, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}


def _words(printed: str) -> list[Seen]:
    rows = list(csv.DictReader(io.StringIO(printed), delimiter="\t", quoting=csv.QUOTE_NONE))
    words = [row for row in rows if row["level"] == WORD_LEVEL and (row["text"] or "").strip()]
    texts: dict[tuple[str, ...], str] = {}
    for row in words:
        texts[_line(row)] = texts.get(_line(row), "") + row["text"]
    lines = {_line(row): _reach(row, texts.get(_line(row), "")) for row in rows if row["level"] == LINE_LEVEL}
    return [_seen(row, *lines[_line(row)]) for row in words]


def _seen(row: dict[str, str], top: int, bottom: int) -> Seen:
    left = int(row["left"])
    return Seen(row["text"].strip(), left, left + int(row["width"]), top, bottom)


def _reach(row: dict[str, str], text: str) -> tuple[int, int]:
    """Return top and bottom of a line as if it held every letter: lines of one size are equally high."""
    top, height = int(row["top"]), int(row["height"])
    ascends, descends = bool(ASCENDING & set(text)), bool(DESCENDING & set(text))
    small = height / (1 + ASCENT * ascends + DESCENT * descends)
    above, below = round(ASCENT * small), round(DESCENT * small)
    return top - (0 if ascends else above), top + height + (0 if descends else below)


def _line(row: dict[str, str]) -> tuple[str, ...]:
    return row["page_num"], row["block_num"], row["par_num"], row["line_num"]
