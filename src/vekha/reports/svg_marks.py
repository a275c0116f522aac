"""A few SVG marks as text: what the pictures of a plan are drawn with, readable in black and white."""

import textwrap
from collections.abc import Iterable
from html import escape

from vekha.reports.xml_text import printable

FONT = "DejaVu Sans, Arial, sans-serif"
# Patterns tell the states apart where colours are off: late is black, blocked is hatched, done is grey.
_DEFINITIONS = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto"><path d="M0 0L8 4L0 8z"/></marker>'
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#fff"/><rect width="2.4" height="6"/></pattern></defs>'
)


def picture(width: int, height: int, title: str, marks: Iterable[str]) -> str:
    """Return a whole SVG file; `title` is read out by a screen reader."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" font-family="{FONT}" font-size="12">'
    )
    ground = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    return "\n".join([head, f"<title>{told(title)}</title>", _DEFINITIONS, ground, *marks, "</svg>", ""])


def told(text: str) -> str:
    """Return the text as XML may hold it."""
    return escape(printable(text), quote=True)


def words(x: float, y: float, text: str, *, bold: bool = False, anchor: str = "start", size: int = 12) -> str:
    """Return one line of text with its baseline at y."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{weight}>{told(text)}</text>'
    )


def box(x: float, y: float, width: float, height: float, fill: str = "#fff", *, edge: str = "#000") -> str:
    """Return a rectangle."""
    at = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {at} fill="{fill}" stroke="{edge}"/>'


def way(path: str, *, dashed: bool = False, tip: bool = False, edge: str = "#000") -> str:
    """Return a line along `path`, with an arrow at its end where `tip`."""
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    mark = ' marker-end="url(#tip)"' if tip else ""
    return f'<path d="{path}" fill="none" stroke="{edge}"{dash}{mark}/>'


def wrapped(text: str, letters: int, lines: int) -> list[str]:
    """Return the text in at most so many lines of at most so many letters; what is left out ends in «…»."""
    return textwrap.wrap(printable(text), letters, max_lines=lines, placeholder="…") or [""]
