"""A paper as DOCX: A4, heading styles, repeated header rows, «стр. X из Y», wide tables in landscape."""

import io
from collections.abc import Iterator

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.parfmt import ParagraphFormat

from vekha.reports.docx_table import append_table
from vekha.reports.fixed_zip import with_fixed_times
from vekha.reports.pages import turned
from vekha.reports.paper import Blank, Block, Bullets, Heading, Paper, Paragraph, Table
from vekha.reports.xml_text import printable

FONT = "Times New Roman"
MAX_PROPERTY = 255  # characters a property of the file may have
BLACK = RGBColor(0, 0, 0)
A4_SHORT, A4_LONG = Mm(210), Mm(297)
# ГОСТ Р 7.0.97-2016, 3.6: at least 20 mm left, 10 right, 20 top and bottom.
LEFT, RIGHT, EDGE = Mm(25), Mm(15), Mm(20)
TEXT_WIDTH = Mm(210 - 25 - 15)


def docx_paper(paper: Paper) -> bytes:
    """Return the paper as DOCX; the same paper gives the same bytes."""
    document = Document()
    _set_styles(document)
    _add_footer(document.sections[0])
    for number, run in enumerate(turned(paper.blocks)):
        section = document.add_section(WD_SECTION.NEW_PAGE) if number else document.sections[0]
        _set_page(section, landscape=run.wide)
        for block in run.blocks:
            _add(document, block)
    _set_properties(document, paper)
    packed = io.BytesIO()
    document.save(packed)
    return with_fixed_times(packed.getvalue())


def _set_styles(document: DocxDocument) -> None:
    sizes = {"Normal": 12, "Title": 16, "Heading 1": 13, "List Bullet": 12}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), BLACK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
        _set_spacing(style.paragraph_format, name)
    title = document.styles["Title"]
    title.font.bold = True
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    border = title.element.pPr.find(qn("w:pBdr"))
    if border is not None:
        title.element.pPr.remove(border)
    language = document.styles.element.find(f".//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), "ru-RU")


def _set_spacing(spacing: ParagraphFormat, name: str) -> None:
    heading = name == "Heading 1"
    spacing.space_before = Pt(14 if heading else 0)
    spacing.space_after = Pt(6 if name != "List Bullet" else 2)
    spacing.line_spacing = 1.0
    spacing.keep_with_next = heading


def _set_page(section: Section, *, landscape: bool) -> None:
    width, height = (A4_LONG, A4_SHORT) if landscape else (A4_SHORT, A4_LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin, section.right_margin = (EDGE, EDGE) if landscape else (LEFT, RIGHT)
    section.top_margin = section.bottom_margin = EDGE
    section.footer_distance = Mm(10)


def _add_footer(section: Section) -> None:
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for word, field in (("стр. ", "PAGE"), (" из ", "NUMPAGES")):
        line.add_run(word).font.size = Pt(9)
        _add_field(line, field)


def _add_field(line: DocxParagraph, name: str) -> None:
    for kind, text in (("begin", ""), ("", name), ("separate", ""), ("shown", "1"), ("end", "")):
        run = line.add_run(text if kind == "shown" else "")
        run.font.size = Pt(9)
        if kind in {"begin", "separate", "end"}:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run.font.element.append(mark)
        elif not kind:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {text} "
            run.font.element.append(code)


def _add(document: DocxDocument, block: Block) -> None:
    match block:
        case Heading():
            document.add_heading(printable(block.text), block.level)
        case Paragraph():
            _add_paragraph(document, block)
        case Bullets():
            document.paragraphs[-1].paragraph_format.keep_with_next = True
            for item in block.items:
                document.add_paragraph(printable(item), style="List Bullet")
        case Blank():
            _add_blank(document, block)
        case Table():
            append_table(document, block)


def _add_paragraph(document: DocxDocument, block: Paragraph) -> None:
    line = document.add_paragraph(printable(block.text))
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER if block.centred else WD_ALIGN_PARAGRAPH.LEFT
    if block.small:
        for run in line.runs:
            run.font.size = Pt(9)


def _add_blank(document: DocxDocument, block: Blank) -> None:
    label = document.add_paragraph(f"{printable(block.label)}: ")
    label.paragraph_format.keep_with_next = True
    for line in _ruled(document, label, block.lines):
        line.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
        line.add_run("\t")


def _ruled(document: DocxDocument, label: DocxParagraph, lines: int) -> Iterator[DocxParagraph]:
    """Yield the label, whose rest is ruled, and the further empty lines."""
    yield label
    for _ in range(lines - 1):
        yield document.add_paragraph()


def _set_properties(document: DocxDocument, paper: Paper) -> None:
    properties = document.core_properties
    made_at = paper.made_at.replace(microsecond=0, tzinfo=None)
    properties.created = properties.modified = made_at
    properties.author = properties.last_modified_by = "Веха"
    properties.title = printable(paper.title)[:MAX_PROPERTY]
    properties.language, properties.comments = "ru-RU", ""
    properties.revision = 1
