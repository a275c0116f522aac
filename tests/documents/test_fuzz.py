"""Broken bytes of each format: our own refusal, or a document; nothing else comes out of a reader."""

import random
import time
from contextlib import suppress

import pytest
from tests.documents.made_doc import doc
from tests.documents.made_pdf import plan as pdf_plan
from tests.documents.made_scan import blank, saved
from tests.documents.material import EXAMPLES, REAL, needs_office, needs_real

from vekha.documents.errors import DocumentError
from vekha.documents.limits import LIMITS, Limits
from vekha.documents.readers import read_source
from vekha.documents.reading import read_apart
from vekha.documents.scan_pictures import pictures_of

ENDINGS = ("docx", "xlsx", "odt", "html", "txt")
PICTURES = ("PNG", "JPEG", "TIFF")
SHORT = 24
LONG = 200
THROUGH_OFFICE = 25
"""LibreOffice takes a second to start."""
SHORT_TIME = Limits(reading_seconds=20, reading_cpu_seconds=10)


def broken(content, count):
    """The content cut short, with bits turned, or with a stretch overwritten; the same each time."""
    chance = random.Random(20)
    for _ in range(count):
        made = bytearray(content)
        kind = chance.randrange(3)
        at = chance.randrange(len(made))
        if kind == 0:
            del made[at:]
        elif kind == 1:
            for _ in range(chance.randrange(1, 9)):
                made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
        else:
            made[at : at + 8] = chance.randbytes(8)
        yield bytes(made)


def example(ending):
    return (EXAMPLES / "roadmaps" / f"zarechny_municipality.{ending}").read_bytes()


def read_all(content, count, read, limits=LIMITS):
    """Read every broken form; whatever is not DocumentError fails the test, and so does a read too long."""
    for each in broken(content, count):
        started = time.monotonic()
        with suppress(DocumentError):
            assert read(each, "f", limits).raw_text is not None
        assert time.monotonic() - started < limits.reading_seconds + 5


def look_all(content, count):
    for each in broken(content, count):
        with suppress(DocumentError):
            assert [picture.image.size for picture in pictures_of(each, "f", Limits(ocr=True))]


@pytest.mark.parametrize("ending", ENDINGS)
def test_broken_bytes_are_a_refusal_or_a_document(ending):
    read_all(example(ending), SHORT, read_source)


@pytest.mark.parametrize("kind", PICTURES)
def test_a_broken_picture_is_a_refusal_or_a_picture(kind):
    look_all(saved(blank((1654, 300)), kind=kind), SHORT)


def test_a_broken_pdf_ends_its_child_at_most():
    read_all(pdf_plan(), SHORT // 4, read_apart)


@pytest.mark.system
@pytest.mark.parametrize("ending", ENDINGS)
def test_two_hundred_breaks_of_each_format(ending):
    read_all(example(ending), LONG, read_source)


@pytest.mark.system
@pytest.mark.parametrize("kind", PICTURES)
def test_two_hundred_breaks_of_each_picture(kind):
    look_all(saved(blank((1654, 300)), kind=kind), LONG)


@needs_real
@pytest.mark.system
def test_two_hundred_breaks_of_a_pdf():
    read_all((REAL / "formats" / "kogalym.pdf").read_bytes(), LONG, read_apart, SHORT_TIME)


@pytest.mark.system
@needs_office
def test_breaks_of_a_doc_and_an_rtf():
    rtf = b"{\\rtf1\\ansi \\trowd\\cellx2000\\cellx4000 \\intbl a\\cell b\\cell\\row \\pard text\\par}"
    for content in (doc("План на 2026 год\rПроверка столовых"), rtf):
        read_all(content, THROUGH_OFFICE, read_apart)
