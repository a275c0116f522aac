"""HTML as Word, LibreOffice and sites write it: tables with spans, innermost blocks, no network."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from vekha.documents.blocks import Blocks, Spanned
from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits, past
from vekha.documents.sniffing import decoded
from vekha.documents.tables import GridRow, SourceDocument
from vekha.documents.zip_package import DEEPEST_XML, depth_of
from vekha.domain.places import Place

ADVICE = "Откройте страницу в браузере, скопируйте её в Word и сохраните как DOCX."
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
HEAD_BYTES = 4096
SKIPPED = frozenset({"head", "script", "style", "template", "title", "del", "noscript", "iframe", "object",
                     "embed", "select", "textarea", "svg"})  # fmt: skip
BLOCK_TAGS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt",
    "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "li", "main", "nav", "ol", "p", "pre", "section", "ul", "table", "thead", "tbody", "tfoot", "tr", "td",
    "th",
})  # fmt: skip
GROUPS = frozenset({"thead", "tbody", "tfoot"})
HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
BLANKS = re.compile(r"[\s\u00a0]+")
JOINT = "\x00"
"""Stands between the label of a list item and its text, which may be a block of its own."""
WIDE_COLUMNS, SEVERAL_ROWS = 3, 2


def read_html(content: bytes, file: str, limits: Limits) -> SourceDocument:
    """Return the grids and lines of a page. Raises DocumentError on what is no page or passes a limit."""
    if len(content) > limits.text_bytes:
        raise past("text_bytes", limits, file, "страница больше {}.")
    text, encoding = _text(content, file)
    text = text.replace(JOINT, "")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise past("xml_depth", limits, file, "вложенность страницы больше {}.")
    if root is None:
        raise DocumentError("на странице нет текста.", ADVICE, file)
    if limits.xml_depth < DEEPEST_XML and depth_of(root) > limits.xml_depth:
        raise past("xml_depth", limits, file, "вложенность страницы больше {}.")
    blocks = Blocks(file, limits)
    _Walker(blocks).walk(root)
    hidden = sum(1 for one in root.iter() if _is_hidden(one) and _has_words(one))
    frames = sum(1 for _ in root.iter("iframe", "object", "embed"))
    return SourceDocument(
        file=file,
        blocks=tuple(blocks.found),
        raw_text="".join(_raw(root)),
        encoding=encoding,
        unread=(
            *([f"скрытый текст страницы: {hidden}"] if hidden else []),
            *([f"вложенные страницы и объекты: {frames}"] if frames else []),
        ),
        tracked_changes=sum(1 for _ in root.iter("ins", "del")),
    )


def _text(content: bytes, file: str) -> tuple[str, str]:
    """Decode by the mark at the start, by what the page declares, then as UTF-8 and cp1251."""
    declared = CHARSET.search(content[:HEAD_BYTES])
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"))
    if declared and not marked:
        name = declared[1].decode("ascii").lower()
        try:
            text = content.decode(name)
        except (LookupError, UnicodeError):
            pass
        else:
            return text, "cp1251" if name in {"windows-1251", "cp1251"} else name
    found = decoded(content)
    if found is None:
        raise DocumentError("кодировка страницы не распознана.", ADVICE, file)
    return found


def _is_hidden(element: etree._Element) -> bool:
    return HIDDEN.search(element.get("style") or "") is not None


def _is_skipped(element: etree._Element) -> bool:
    return element.tag in SKIPPED or _is_hidden(element)


def _raw(element: etree._Element) -> Iterator[str]:
    """All visible text by a plain walk, without a look at tables."""
    if not _is_skipped(element):
        yield from (" " if element.tag in BLOCK_TAGS or element.tag == "br" else "", element.text or "")
        for child in element:
            yield from _raw(child)
        yield " " if element.tag in BLOCK_TAGS else ""
    yield element.tail or ""


@dataclass(slots=True)
class _Walker:
    """Gathers inline text until a block begins or ends; a table of a plan's width becomes a grid."""

    blocks: Blocks
    inline: list[str] = field(default_factory=list)

    def walk(self, element: etree._Element) -> None:
        if element.tag == "table" and not _is_layout(element):
            self._flush()
            self._table(element)
            return
        breaks = element.tag in BLOCK_TAGS
        if breaks and self.inline[-1:] != [JOINT]:
            self._flush()
        label = _label(element)
        self.inline += [label, JOINT] if label else []
        self._add(element.text, as_is=element.tag == "pre")
        for child in element:
            if child.tag == "br":
                self._flush()
            elif not _is_skipped(child):
                self.walk(child)
            self._add(child.tail, as_is=element.tag == "pre")
        if breaks:
            self._flush()
            if element.tag in {"p", "h1", "h2", "h3", "h4"} and not _has_words(element):
                self.blocks.add_text("")

    def _add(self, text: str | None, *, as_is: bool) -> None:
        lines = (text or "").split("\n") if as_is else [BLANKS.sub(" ", text or "")]
        if self.inline[-1:] == [JOINT] and not "".join(lines).strip():
            return
        for count, line in enumerate(lines):
            if count:
                self._flush()
            self.inline.append(line)

    def _flush(self) -> None:
        line = "".join(self.inline).replace(JOINT, "").strip()
        self.inline = []
        if line:
            self.blocks.add_text(line)

    def _table(self, table: etree._Element) -> None:
        rows, anomalies = [], []
        for row in _rows(table):
            rows.append([_spanned(cell) for cell in row if cell.tag in {"td", "th"}])
            changed = next(row.iter("ins", "del"), None) is not None
            anomalies.append(("tracked_changes",) if changed else ())
        for caption in table.iterchildren("caption"):
            self.blocks.add_text(cell_text(caption))
        place = Place(self.blocks.file)
        grid = self.blocks.spread(rows)
        self.blocks.add_table(
            [GridRow(place, cells, anomalies=codes) for cells, codes in zip(grid, anomalies, strict=True)]
        )


def _has_words(element: etree._Element) -> bool:
    return any(str(text).strip() for text in element.itertext())


def _is_layout(table: etree._Element) -> bool:
    """Whether a table only places other tables on the page: it is narrow and holds a wide one."""
    rows = list(_rows(table))
    width = max((sum(cell.tag in {"td", "th"} for cell in row) for row in rows), default=0)
    if width >= WIDE_COLUMNS and len(rows) >= SEVERAL_ROWS:
        return False
    for inner in table.iter("table"):
        wide = [row for row in _rows(inner) if len(row) >= WIDE_COLUMNS] if inner is not table else []
        if len(wide) >= SEVERAL_ROWS:
            return True
    return False


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in GROUPS:
            yield from (row for row in child if row.tag == "tr")


def _spanned(cell: etree._Element) -> Spanned:
    return Spanned(cell_text(cell), _count(cell.get("colspan")), _count(cell.get("rowspan")))


def _count(value: str | None) -> int:
    """Return a span as browsers read it; a number too long to be a span is a thousand."""
    found = re.match(r"\s*(\d+)", value or "")
    if found is None:
        return 1
    return max(int(found[1]), 1) if len(found[1]) < 4 else 1000


def cell_text(element: etree._Element) -> str:
    """Return the text of a cell, a line for each innermost block and each line break."""
    lines = re.sub(rf"{JOINT}\s*", "", "".join(_pieces(element))).split("\n")
    return "\n".join(line for line in (BLANKS.sub(" ", one).strip() for one in lines) if line)


def _pieces(element: etree._Element) -> Iterator[str]:
    breaks = "\n" if element.tag in BLOCK_TAGS else ""
    label = _label(element)
    yield breaks + (label + JOINT if label else "") + BLANKS.sub(" ", element.text or "")
    for child in element:
        if child.tag == "br":
            yield "\n"
        elif not _is_skipped(child):
            yield from _pieces(child)
        yield BLANKS.sub(" ", child.tail or "")
    yield breaks


def _label(element: etree._Element) -> str:
    """Return what a browser prints before a list item: its number, a dash for a bullet."""
    parent = element.getparent()
    if element.tag != "li" or parent is None or parent.tag not in {"ol", "ul"}:
        return ""
    if parent.tag == "ul":
        return "- " if _has_words(element) else ""
    start = _count(parent.get("start"))
    before = sum(1 for one in element.itersiblings("li", preceding=True))
    return f"{start + before}. "
