"""What `vekha read` prints: the order, every row with its reading and doubts, where the words went."""

import unicodedata
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from vekha.cli.dependency_lines import dependency_lines
from vekha.cli.order_lines import order_lines
from vekha.documents.review import ReviewRow, of_the_row, review_rows
from vekha.domain.places import Place
from vekha.domain.roadmaps import Roadmap
from vekha.rules.russian import counted, short_date

WIDE_FROM = 140
"""Columns of a terminal from which a table shows whole words in its cells."""
DOUBT = "yellow"
MARK = "?"
"""Marks what is in doubt where colours are off, as in a file or a pipe."""


def print_roadmap(roadmap: Roadmap, console: Console) -> None:
    """Print the reading for a person; no word of the document is cut, none can steer the terminal."""
    rows = review_rows(roadmap)
    for line in _head(roadmap):
        console.print(plain(line))
    console.print(_table(rows) if console.width >= WIDE_FROM else Group(*map(_block, rows)))
    for line in _end(roadmap, rows):
        console.print(plain(line))


def plain(text: str) -> Text:
    """Return the text without what moves a cursor, turns the direction of writing or is markup of ours."""
    return Text("".join(" " if _steers(letter) else letter for letter in text))


def _steers(letter: str) -> bool:
    return letter != "\n" and unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"}


def _head(roadmap: Roadmap) -> Iterator[str]:
    body = roadmap.body
    number = f"№ {body.order_number}" if body.order_number else "без номера"
    dated = f" от {short_date(body.order_date)}" if body.order_date else ""
    yield body.title
    yield f"{number}{dated}, {body.issuer or 'издатель не назван'}"
    yield f"Период: {body.period_basis}"
    yield from order_lines(body)


def _table(rows: tuple[ReviewRow, ...]) -> Table:
    table = Table("пункт", "мероприятие", "срок", "прочитано", "исполнитель", "сомнения", show_lines=True)
    for row in rows:
        item = row.item
        texts = (_number(row), item.title, item.deadline_text, row.deadline, item.executor_text, _doubts(row))
        table.add_row(*(plain(text or "—") for text in texts), style=DOUBT if row.needs_review else None)
    return table


def _block(row: ReviewRow) -> RenderableType:
    """One row of the plan on a narrow screen: a line each, indented under its number."""
    item = row.item
    lines = [
        f"срок: {item.deadline_text or '—'}",
        f"   → {row.deadline}",
        f"исполнитель: {item.executor_text or '—'}",
        *(f"{MARK} {doubt.text}" for doubt in row.doubts),
    ]
    style = DOUBT if row.needs_review else ""
    heading = plain(f"{_number(row)} {item.title}")
    heading.stylize(f"bold {style}".strip())
    return Group(heading, *(Padding(plain(line), (0, 0, 0, 4), style=style, expand=False) for line in lines))


def _number(row: ReviewRow) -> str:
    number = row.item.number or f"строка {row.item.ordinal}"
    return f"{MARK} {number}" if row.needs_review else number


def _doubts(row: ReviewRow) -> str:
    return "; ".join(doubt.text for doubt in row.doubts)


def _end(roadmap: Roadmap, rows: tuple[ReviewRow, ...]) -> Iterator[str]:
    count = roadmap.coverage
    anomalies: dict[Place | None, tuple[str, ...]] = {row.item.place: row.item.anomalies for row in rows}
    doubtful = sum(row.needs_review for row in rows)
    yield (
        f"Найдено: {counted(len(rows), 'строка', 'строки', 'строк')}, нужен человек: {doubtful}"
        f"{f' (отмечены «{MARK}»)' if doubtful else ''}, вне плана фрагментов: {len(roadmap.rest)}."
    )
    yield (
        f"Слов в документе {count.source_words}: в строках {count.in_rows}, в разделах {count.in_sections}, "
        f"вне плана {count.in_rest}, потеряно {count.lost}."
    )
    yield from dependency_lines(roadmap)
    told = {one for row in rows for one in of_the_row(row.item, roadmap)}
    told |= {one for one in roadmap.remarks if one.code in anomalies.get(one.place, ())}
    for part in roadmap.unread:
        yield f"Не прочитано: {part}."
    for remark in roadmap.remarks:
        if remark not in told and remark.code != "part_unread":
            yield f"Замечание: {remark}"
