"""Broken bytes of each format: our own refusal, or a document; nothing else comes out of a reader."""

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress

import pytest
from tests.documents.made_doc import doc
from tests.documents.made_pdf import plan as pdf_plan
from tests.documents.made_scan import blank, saved
from tests.documents.material import EXAMPLES, REAL, needs_office, needs_real

from vekha.documents.errors import DocumentError
from vekha.documents.limits import LIMITS, Limits
from vekha.documents.process_limits import POSIX, limit_this_process
from vekha.documents.readers import read_source
from vekha.documents.reading import read_apart
from vekha.documents.scan_pictures import pictures_of

ENDINGS = ("docx", "xlsx", "odt", "html", "txt")
PICTURES = ("PNG", "JPEG", "TIFF")
SHORT = 24
LONG = 200
THROUGH_OFFICE = 12
"""LibreOffice takes a second to start."""
CPU_SECONDS, WALL_SECONDS = 10, 60
READ, REFUSED, BROKE_OFF = 0, 1, 2


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
    read_all(pdf_plan(), SHORT // 8, read_apart)


@pytest.mark.system
@pytest.mark.parametrize("ending", ENDINGS)
def test_two_hundred_breaks_of_each_format(ending):
    read_all(example(ending), LONG, read_source)


@pytest.mark.system
@pytest.mark.parametrize("kind", PICTURES)
def test_two_hundred_breaks_of_each_picture(kind):
    look_all(saved(blank((1654, 300)), kind=kind), LONG)


def ending_of(content):
    """How a process with the bounds of a reading child ends; forked, for pdfplumber is imported once only."""
    child = os.fork()
    if child == 0:
        limit_this_process(LIMITS.reading_memory_bytes, CPU_SECONDS)
        try:
            read_source(content, "f")
        except DocumentError:
            os._exit(REFUSED)
        except BaseException:  # noqa: BLE001 -- what is not ours must not reach the code of the parent
            os._exit(BROKE_OFF)
        os._exit(READ)
    started = time.monotonic()
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() - started > WALL_SECONDS:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        time.sleep(0.002)
    return os.waitstatus_to_exitcode(ended[1])


@needs_real
@pytest.mark.system
@pytest.mark.skipif(not POSIX, reason="fork есть только в POSIX")
def test_two_hundred_breaks_of_a_pdf():
    """pdfminer breaks off in ways of its own; each ends its process within the bounds, which is a refusal."""
    content = (REAL / "formats" / "kogalym.pdf").read_bytes()

    endings = Counter(ending_of(each) for each in broken(content, LONG))

    assert set(endings) <= {READ, REFUSED, BROKE_OFF}
    assert endings[READ] + endings[REFUSED] > LONG / 2


@pytest.mark.system
@needs_office
def test_breaks_of_a_doc_and_an_rtf():
    rtf = b"{\\rtf1\\ansi \\trowd\\cellx2000\\cellx4000 \\intbl a\\cell b\\cell\\row \\pard text\\par}"
    for content in (doc("План на 2026 год\rПроверка столовых"), rtf):
        read_all(content, THROUGH_OFFICE, read_apart)
