"""The text of an item: HTML remnants set apart, list points joined, indicators seen. No word is changed."""

import re
from dataclasses import dataclass

from vekha.documents.wording import one_line

TAG = re.compile(
    r"</?(?:p|ul|ol|li|br|b|i|u|em|strong|span|div|font|sup|sub|table|tr|td)\b[^<>]*/?>", re.IGNORECASE
)
ENTITY = re.compile(r"&(?:nbsp|quot|amp|laquo|raquo|ndash|mdash|#160);")
BULLET = re.compile(r"(?:^|(?<=[;:\n])\s*|\n\s*)[-–—•·]\s*(?=\S)")
INDICATOR_END = re.compile(r"(?<=%)\s*(\([^()]*\))?[;,]?\s+(?=[А-ЯЁ])")
TARGET = re.compile(r"\d\s*%|\b(?:не\s+)?(?:менее|более|ниже|выше)\s+(?:чем\s+)?(?:на\s+)?\d", re.IGNORECASE)
PARTICIPLE = re.compile(r"\w+(?:нн|вш|ющ|ящ|ем|им)(?:ый|ая|ое|ые|ых|ой|ого|ие|ий|их)\b")


@dataclass(frozen=True, slots=True)
class ItemText:
    """A title as one line. `tags`: the HTML that was taken out of it, for the rest."""

    title: str
    points: tuple[str, ...]
    indicators: tuple[str, ...]
    tags: str


def item_text(raw: str) -> ItemText:
    """Return the title with its list points after the colon, parted by semicolons."""
    tags = " ".join([*TAG.findall(raw), *ENTITY.findall(raw)])
    text = ENTITY.sub(" ", TAG.sub(" ", raw))
    indicators = _indicator_list(text)
    if indicators:
        return ItemText("; ".join(indicators), indicators, indicators, tags)
    head, points = list_points(text)
    if not points:
        return ItemText(one_line(text), (), (), tags)
    title = f"{_closed(head, ':')} {'; '.join(points)}" if head else "; ".join(points)
    return ItemText(title, points, (), tags)


def list_points(text: str) -> tuple[str, tuple[str, ...]]:
    """Part a text into what stands before its list and the points of the list; no list, no points.

    A list is two dashes or more after a colon or a semicolon, or on lines of their own.
    """
    colon = re.search(r":\s*(?=[-–—•·])", text)
    dashed_lines = re.search(r"\n\s*(?=[-–—•·])", text)
    start = min((found.end() for found in (colon, dashed_lines) if found), default=None)
    if start is None:
        return text, ()
    points: list[str] = []
    for part in BULLET.split(text[start:]):
        points += [one_line(piece).strip(" ;") for piece in re.split(r";\s", part)]
    points = [point for point in points if point]
    if len(points) < 2:
        return text, ()
    points[-1] = points[-1].removesuffix(".")
    return one_line(text[:start]), tuple(points)


def _closed(head: str, mark: str) -> str:
    return head if head.endswith(mark) else f"{head.rstrip(' .;,')}{mark}"


def _indicator_list(text: str) -> tuple[str, ...]:
    """Several indicators in one cell have no separator but their «%»."""
    flat = one_line(text)
    marked = INDICATOR_END.sub(lambda found: f" {found.group(1) or ''}\x00", flat)
    parts = [one_line(part).strip(" ;") for part in marked.split("\x00")]
    return tuple(parts) if len(parts) > 1 and all("%" in part for part in parts) else ()


def targets(text: str) -> tuple[str, ...]:
    """Return the clauses of a result that name a figure to reach («участие приняло не менее 90 %»)."""
    clauses: list[str] = []
    for clause in re.split(r"[,;]\s+", one_line(text)):
        if clauses and PARTICIPLE.match(clause):
            clauses[-1] += f", {clause}"
        else:
            clauses.append(clause)
    return tuple(clause for clause in clauses if TARGET.search(clause))
