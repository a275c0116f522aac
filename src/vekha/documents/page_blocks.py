"""Pages taken apart, put together to one document: tables over page breaks, lines, and no letter lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from vekha.documents.blocks import Blocks
from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits
from vekha.documents.pdf_cuts import cut_parts
from vekha.documents.pdf_pages import Page, PagePart, PageReader, PageText
from vekha.documents.pdf_stitching import Stitched, stitched
from vekha.documents.pdf_text import letters_in
from vekha.documents.tables import GridRow, SourceDocument
from vekha.domain.places import Place


@dataclass(frozen=True, slots=True)
class Pages:
    """What was found on the pages; `recognised`: numbers of those whose words were read off a picture."""

    file: str
    pages: Sequence[Page]
    recognised: frozenset[int] = frozenset()
    unread: Sequence[str] = ()
    doubts: list[tuple[str, str]] = field(default_factory=list)


def document_of(found: Pages, limits: Limits) -> SourceDocument:
    """Return the tables and lines of the pages. Raises DocumentError past a limit and on a lost letter."""
    reader = PageReader()
    parts = cut_parts(found.pages, [reader.parts(page) for page in found.pages], reader)
    _check_letters(found, parts)
    blocks = Blocks(found.file, limits)
    whole = stitched([part for page_parts in parts for part in page_parts])
    for part in whole:
        _add(part, blocks, found.recognised)
    clipped = any(isinstance(part, Stitched) and part.clipped for part in whole)
    pages = ", ".join(map(str, sorted(found.recognised)))
    return SourceDocument(
        file=found.file,
        blocks=tuple(blocks.found),
        raw_text="\n".join(_texts([part for page_parts in parts for part in page_parts])),
        unread=tuple(found.unread),
        doubts=(
            *([("clipped_table", "")] if clipped else []),
            *([("ocr", f"стр. {pages}")] if pages else []),
            *found.doubts,
        ),
    )


def _texts(parts: list[PagePart]) -> Iterator[str]:
    """Each text once: a merged cell is printed once."""
    for part in parts:
        if isinstance(part, PageText):
            yield part.text
            continue
        seen: set[int] = set()
        for cell in (cell for row in part.rows for cell in row):
            if cell.span is None or cell.span not in seen:
                yield cell.text
            if cell.span is not None:
                seen.add(cell.span)


def _check_letters(found: Pages, parts: list[list[PagePart]]) -> None:
    """Every letter of the page is in one cell or one line. Raises DocumentError where one is not."""
    for page, page_parts in zip(found.pages, parts, strict=True):
        printed = letters_in(glyph.text for glyph in page.glyphs)
        if printed != letters_in(_texts(page_parts)):
            what = f"страница {page.number} прочитана не полностью."
            raise DocumentError(what, "Пришлите этот файл разработчику.", found.file)


def _add(part: Stitched | PageText, blocks: Blocks, recognised: frozenset[int]) -> None:
    if isinstance(part, PageText):
        blocks.add_text(part.text, page=part.page)
        blocks.add_text("")
        return
    common = (*(["clipped_table"] if part.clipped else []), *(["columns_by_cuts"] if part.by_cuts else []))
    blocks.add_table(
        [
            GridRow(
                Place(blocks.file, page=row.page),
                tuple(row.cells),
                after_gap=row.after_gap,
                anomalies=(*row.anomalies, *common, *(["ocr"] if row.page in recognised else [])),
            )
            for row in part.rows
        ]
    )
    for text in part.aside:
        blocks.add_text(text.text, page=text.page)
