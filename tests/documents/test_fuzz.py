"""Broken bytes of each format: our own refusal, or a document; nothing else comes out of a reader."""

import random
from contextlib import suppress

import pytest
from tests.documents.made_pdf import plan as pdf_plan
from tests.documents.material import EXAMPLES, REAL, needs_real

from vekha.documents.errors import DocumentError
from vekha.documents.limits import LIMITS
from vekha.documents.readers import read_source
from vekha.documents.reading import read_apart

ENDINGS = ("docx", "xlsx", "odt", "html", "txt")
SHORT = 24
LONG = 200


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


@pytest.mark.parametrize("ending", ENDINGS)
def test_broken_bytes_are_a_refusal_or_a_document(ending):
    content = (EXAMPLES / "roadmaps" / f"zarechny_municipality.{ending}").read_bytes()

    for each in broken(content, SHORT):
        with suppress(DocumentError):
            assert read_source(each, f"f.{ending}", LIMITS).raw_text is not None


def test_a_broken_pdf_ends_its_child_at_most():
    for each in broken(pdf_plan(), SHORT // 4):
        with suppress(DocumentError):
            assert read_apart(each, "f.pdf").raw_text is not None


@pytest.mark.system
@pytest.mark.parametrize("ending", ENDINGS)
def test_two_hundred_breaks_of_each_format(ending):
    content = (EXAMPLES / "roadmaps" / f"zarechny_municipality.{ending}").read_bytes()

    for each in broken(content, LONG):
        with suppress(DocumentError):
            assert read_source(each, f"f.{ending}", LIMITS).raw_text is not None


@needs_real
@pytest.mark.system
def test_two_hundred_breaks_of_a_pdf():
    content = (REAL / "formats" / "kogalym.pdf").read_bytes()

    for each in broken(content, LONG):
        with suppress(DocumentError):
            assert read_apart(each, "f.pdf").raw_text is not None
