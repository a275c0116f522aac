"""ODT by its XML: covered cells and repeats become a grid, lists get their numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from vekha.documents.blocks import Blocks, Spanned
from vekha.documents.errors import DocumentError
from vekha.documents.limits import RESAVE, Limits, past
from vekha.documents.odt_text import (
    DRAW,
    OFFICE,
    PARAGRAPHS,
    STYLE,
    TABLE,
    TEXT,
    Lists,
    count_of,
    has_words,
    read_lists,
    text_of,
)
from vekha.documents.tables import GridRow, SourceDocument
from vekha.documents.zip_package import Package, open_package
from vekha.domain.places import Place

ROW, CELL, COVERED = f"{TABLE}table-row", f"{TABLE}table-cell", f"{TABLE}covered-table-cell"
TABLE_TAG, LIST = f"{TABLE}table", f"{TEXT}list"
GROUPS = frozenset({f"{TABLE}table-header-rows", f"{TABLE}table-rows", f"{TABLE}table-row-group"})
WRAPPERS = frozenset({f"{TEXT}section", f"{TEXT}index-body", f"{TEXT}table-of-content", f"{TEXT}list-item",
                      f"{TEXT}list-header", f"{TEXT}numbered-paragraph"})  # fmt: skip
CHANGE_MARKS = (f"{TEXT}change", f"{TEXT}change-start", f"{TEXT}change-end")
NOT_READ = (
    (f"{DRAW}text-box", "надписи (text box)"),
    (f"{TEXT}note", "сноски"),
    (f"{OFFICE}annotation", "примечания"),
    (f"{DRAW}object", "вложенные объекты"),
)


def read_odt(content: bytes, file: str, limits: Limits) -> SourceDocument:
    """Return the grids and lines of an ODT. Raises DocumentError on a broken, hostile or oversized one."""
    package = open_package(content, file, limits)
    if b"encryption-data" in (package.part("META-INF/manifest.xml") or b""):
        raise DocumentError("документ зашифрован.", "Сохраните его без пароля.", file)
    root = package.xml("content.xml")
    body = None if root is None else root.find(f"{OFFICE}body/{OFFICE}text")
    if root is None or body is None:
        raise DocumentError("в файле нет текста OpenDocument.", RESAVE, file)
    styles = package.xml("styles.xml")
    blocks = Blocks(file, limits)
    _Walker(blocks, read_lists(styles, root)).walk(body)
    return SourceDocument(
        file=file,
        blocks=tuple(blocks.found),
        raw_text=text_of(body),
        unread=(*_unread(body), *_running_heads(styles), *_macros(package)),
        tracked_changes=sum(1 for _ in body.iter(f"{TEXT}changed-region")),
    )


def _unread(body: etree._Element) -> Iterator[str]:
    for tag, russian in NOT_READ:
        found = [one for one in body.iter(tag) if has_words(one) or tag == f"{DRAW}object"]
        if found:
            yield f"{russian}: {len(found)}"


def _running_heads(styles: etree._Element | None) -> Iterator[str]:
    for name, russian in (("header", "верхний колонтитул"), ("footer", "нижний колонтитул")):
        parts = () if styles is None else styles.iter(f"{STYLE}{name}")
        if any(has_words(part) for part in parts):
            yield russian


def _macros(package: Package) -> Iterator[str]:
    if any(name.startswith(("Basic/", "Scripts/")) for name in package.names()):
        yield "макросы (не исполняются)"


@dataclass(slots=True)
class _Walker:
    blocks: Blocks
    lists: Lists

    def walk(self, parent: etree._Element) -> None:
        for child in _entered(parent):
            if child.tag == TABLE_TAG:
                self._table(child)
            elif child.tag == LIST:
                for line in self._list_lines(child, "", 1):
                    self.blocks.add_text(line)
            else:
                self.blocks.add_text(text_of(child).strip())

    def _list_lines(self, element: etree._Element, style: str, depth: int) -> Iterator[str]:
        style = element.get(f"{TEXT}style-name") or style
        if depth == 1:
            self.lists.begin(style, element)
        for item in element:
            own = [child for child in item if child.tag in PARAGRAPHS]
            numbered = item.tag == f"{TEXT}list-item" and (bool(own) or not len(item))
            label = self.lists.label(style, depth, item) if numbered else ""
            for child in item:
                if child.tag == LIST:
                    yield from self._list_lines(child, style, depth + 1)
                elif child.tag in PARAGRAPHS:
                    yield label + text_of(child).strip()
                    label = ""
                elif child.tag == TABLE_TAG:
                    yield self._cell_text(child)

    def _table(self, table: etree._Element) -> None:
        rows: list[list[Spanned]] = []
        changed: list[bool] = []
        for row in _rows(table):
            cells = list(self._cells(row))
            repeated = count_of(row, f"{TABLE}number-rows-repeated")
            times = repeated if any(cell.text for cell in cells) else 1
            if len(rows) + times > self.blocks.limits.table_rows:
                raise past("table_rows", self.blocks.limits, self.blocks.file)
            rows += [cells] * times
            changed += [next(row.iter(*CHANGE_MARKS), None) is not None] * times
        place = Place(self.blocks.file)
        self.blocks.add_table(
            [
                GridRow(place, cells, anomalies=("tracked_changes",) if touched else ())
                for cells, touched in zip(self.blocks.spread(rows), changed, strict=True)
            ]
        )

    def _cells(self, row: etree._Element) -> Iterator[Spanned]:
        """Repeats of an empty cell stop at the width of a grid: they pad the row to the end of the sheet."""
        left = self.blocks.limits.grid_columns
        for cell in row:
            if cell.tag not in {CELL, COVERED}:
                continue
            text = self._cell_text(cell) if cell.tag == CELL else ""
            times = count_of(cell, f"{TABLE}number-columns-repeated")
            if text and times > left:
                raise past("grid_columns", self.blocks.limits, self.blocks.file)
            spanned = Spanned(
                text,
                count_of(cell, f"{TABLE}number-columns-spanned"),
                count_of(cell, f"{TABLE}number-rows-spanned"),
                covered=cell.tag == COVERED,
            )
            for _ in range(min(times, left)):
                yield spanned
            left = max(left - times, 0)

    def _cell_text(self, cell: etree._Element) -> str:
        """Paragraphs of the cell, of its lists and of tables nested in it, a line each."""
        parts: list[str] = []
        for child in _entered(cell):
            if child.tag == LIST:
                parts += self._list_lines(child, "", 1)
            elif child.tag == TABLE_TAG:
                cells = (inner for row in _rows(child) for inner in row if inner.tag == CELL)
                parts += map(self._cell_text, cells)
            else:
                parts.append(text_of(child))
        return "\n".join(part.strip() for part in parts if part.strip())


def _entered(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield paragraphs, lists and tables under `parent`, entering sections only."""
    for child in parent:
        if child.tag in PARAGRAPHS or child.tag in {TABLE_TAG, LIST}:
            yield child
        elif child.tag in WRAPPERS:
            yield from _entered(child)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == ROW:
            yield child
        elif child.tag in GROUPS:
            yield from _rows(child)
