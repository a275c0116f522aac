"""A paper as one HTML file that prints as the DOCX does: no script, nothing from elsewhere."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from vekha.reports.pages import turned
from vekha.reports.paper import Blank, Bullets, Heading, Paper, Paragraph, Table
from vekha.reports.xml_text import printable


def html_paper(paper: Paper) -> bytes:
    """Return the paper as UTF-8 HTML; the same paper gives the same bytes."""
    pages = [
        (run.wide, [(_KINDS[type(block)], block) for block in run.blocks]) for run in turned(paper.blocks)
    ]
    return _template().render(title=paper.title, pages=pages).encode()


_KINDS = {
    Heading: "heading",
    Paragraph: "paragraph",
    Bullets: "bullets",
    Blank: "blank",
    Table: "table",
}


def _clean(value: object) -> object:
    return printable(value) if type(value) is str else value


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("vekha.reports"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_clean,
    )
    return environment.get_template("paper.html.j2")
