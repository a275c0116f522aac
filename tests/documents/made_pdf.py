"""PDF files made for one test, by hand: text at its place, lines, a font with letters half as wide."""

import textwrap
import zlib
from dataclasses import dataclass, field

from tests.documents.made_docx import HEADER, ROWS

WIDTHS = (40, 190, 110, 130, 120)
SIZE, LEADING, PADDING, LEFT = 10, 12, 3, 100
TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin begincmap /CMapName /I def "
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange "
    b"1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end"
)

FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [4 0 R]"
    b" /ToUnicode 5 0 R >>"
)
LETTERS = (
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /DW 500 /CIDSystemInfo << /Registry (Adobe)"
    b" /Ordering (Identity) /Supplement 0 >> /FontDescriptor << /Type /FontDescriptor /FontName /F"
    b" /Flags 4 /Ascent 800 /Descent -200 /FontBBox [0 -200 500 800] >> >>"
)


@dataclass
class Paper:
    """A page being drawn; y runs down from the upper edge."""

    width: float = 842
    height: float = 595
    marks: list = field(default_factory=list)

    def text(self, x, y, words, size=SIZE):
        code = words.encode("utf-16-be").hex()
        self.marks.append(f"BT /F {size} Tf {x} {self.height - y - size} Td <{code}> Tj ET")
        return self

    def line(self, x0, y0, x1, y1):
        self.marks.append(f"{x0} {self.height - y0} m {x1} {self.height - y1} l S")
        return self

    def picture(self):
        self.marks.append(f"q {self.width} 0 0 {self.height} 0 0 cm /I Do Q")
        return self


def wrapped(text, width):
    lines = []
    for part in text.split("\n"):
        lines += textwrap.wrap(part, int((width - 2 * PADDING) / (SIZE / 2)), break_long_words=False) or [""]
    return lines


def grid(paper, rows, top, *, ruled=True, gap=0, merged=(), left=LEFT):  # noqa: PLR0913 -- a drawing
    """Draw rows from `top` down; return where they end. `merged`: (row, column) without a line above it."""
    y = top
    for at, row in enumerate(rows):
        columns = WIDTHS if len(row) > 1 else (sum(WIDTHS),)
        pieces = [wrapped(text, width) for text, width in zip(row, columns, strict=True)]
        height = max(map(len, pieces)) * LEADING + 2 * PADDING
        x = left
        for column, (width, lines) in enumerate(zip(columns, pieces, strict=True)):
            for count, line in enumerate(lines):
                if line:
                    paper.text(x + PADDING, y + PADDING + count * LEADING, line)
            if ruled:
                paper.line(x, y, x, y + height)
                if (at, column) not in merged:
                    paper.line(x, y, x + width, y)
            x += width
        if ruled:
            paper.line(x, y, x, y + height)
        y += height + gap
    if ruled:
        paper.line(left, y, left + sum(WIDTHS), y)
    return y


def pdf(*papers, catalog="", trailer=""):
    """The bytes of a document of these pages."""
    kids = " ".join(f"{6 + 2 * at} 0 R" for at in range(len(papers)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(papers)} >>".encode(),
        FONT,
        LETTERS,
        _stream(TO_UNICODE),
    ]
    used = f"/Resources << /Font << /F 3 0 R >> /XObject << /I {6 + 2 * len(papers)} 0 R >> >>"
    for at, paper in enumerate(papers):
        box = f"/MediaBox [0 0 {paper.width} {paper.height}]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {7 + 2 * at} 0 R {used} >>".encode())
        objects.append(_stream("\n".join(paper.marks).encode()))
    objects.append(_stream(b"\x00", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8"
                           " /ColorSpace /DeviceGray"))  # fmt: skip
    return _file(objects, trailer)


def _stream(content, more=""):
    packed = zlib.compress(content)
    return (
        f"<< /Length {len(packed)} /Filter /FlateDecode {more} >> stream\n".encode() + packed + b"\nendstream"
    )


def _file(objects, trailer):
    content = bytearray(b"%PDF-1.7\n")
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    start = len(content)
    content += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        content += f"{place:010} 00000 n \n".encode()
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF"
    return bytes(content + end.encode())


def tangled():
    """A drawing of forty thousand lines that cross: whoever orders them needs seconds."""
    paper = Paper()
    for at in range(20000):
        paper.line(at % 800, at % 590, at % 800 + 5 + at % 7, at % 590).line(at % 799, 5, at % 799, 500)
    return pdf(paper.text(10, 10, "слово"))


def plan_page(*rows, header=HEADER, **how):
    """A page with a plan."""
    paper = Paper().text(LEFT, 20, "План на 2026 год")
    grid(paper, [header, *(rows or ROWS)], 60, **how)
    return paper


def plan(*rows, header=HEADER, **how):
    """A plan on one page."""
    return pdf(plan_page(*rows, header=header, **how))
