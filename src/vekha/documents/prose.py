"""The lines around the plan: where the order begins, ends, and where the appendix stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vekha.documents.columns import columns_of, distinct
from vekha.documents.tables import GridRow, SourceDocument, TextLine, TextTable
from vekha.documents.vocabulary import PLAN_WORDS
from vekha.documents.wording import one_line
from vekha.domain.places import Place
from vekha.domain.roadmaps import ActKind

ACTS = {
    "приказ": ActKind.ORDER, "распоряжение": ActKind.DIRECTIVE, "постановление": ActKind.DECREE,
    "решение": ActKind.DECISION, "информационноеписьмо": ActKind.LETTER, "письмо": ActKind.LETTER,
}  # fmt: skip
PREAMBLE = ("в соответствии", "на основании", "во исполнение", "в целях", "с целью", "в связи", "в рамках",
            "руководствуясь", "согласно", "по итогам", "приказываю", "обязываю")  # fmt: skip
ORDERING_WORDS = ("приказываю", "постановляю", "постановляет", "обязываю", "решил", "решила", "решило")
ORDERING = re.compile(
    "(?:" + "|".join(r"\s*".join(word) for word in ORDERING_WORDS) + r")\s*:",
    re.IGNORECASE,
)
POINT = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s*[А-ЯЁа-яё«]")
APPROVED = re.compile(r"\W*утвержд", re.IGNORECASE)
APPENDIX = re.compile(r"\W*приложение\b", re.IGNORECASE)
STAMP_LINES = 10
BLOCK_LINES = 6
SIDE_BY_SIDE = re.compile(r"\S\s{3,}утвержд", re.IGNORECASE)
COLUMN_GAP = re.compile(r"\s{3,}")
OUTGOING = re.compile(
    r"(?:исх\.?\s*)?(?:от\s+\S+.*№|№\s*\S+\s+от\s|\d{1,2}\.\d{1,2}\.\d{4}.*№)", re.IGNORECASE
)
LETTER_WORDS = re.compile(r"\bна\s+№|\bуважаем(?:ый|ая|ые)\b|\bнаправля(?:ем|ет|ю)\b", re.IGNORECASE)
LETTER_HEAD_LINES = 16
DOUBLE_SPACED = 0.7
TELLING_WORDS = 4
"""«Дорожная карта» alone over a table says less than the title printed before it."""
LONGEST_WRAPPED = 200
"""Wrapped lines are cut at one width; a longer line is a whole paragraph."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines before the plan's table, single-spaced, with the place of each.

    `act`: index of the line «ПРИКАЗ», in a letter of the line with its number; None for a plan alone.
    """

    lines: tuple[str, ...]
    act: int | None
    places: tuple[Place, ...]
    kind: ActKind = ActKind.PLAN

    @property
    def head(self) -> tuple[str, ...]:
        """Lines above «ПРИКАЗ»: the letterhead."""
        return self.lines[: self.act] if self.act is not None else ()

    @property
    def body(self) -> tuple[str, ...]:
        """Lines after «ПРИКАЗ» up to the appendix."""
        return tuple(line for line, _ in self.body_placed)

    @property
    def body_placed(self) -> list[tuple[str, Place]]:
        """The lines of the body, each with its place."""
        if self.act is None:
            return []
        after = list(zip(self.lines, self.places, strict=True))[self.act + 1 :]
        end = next((at for at, (line, _) in enumerate(after) if APPENDIX.match(line)), len(after))
        return after[:end]

    def place_of(self, text: str) -> Place | None:
        """Where the line stands that `text` is or begins with; the longest such line."""
        plain = one_line(text)
        fits = [
            (len(line), place)
            for line, place in zip(self.lines, self.places, strict=True)
            if line and (plain.startswith(one_line(line)) or (plain and plain in one_line(line)))
        ]
        return max(fits, key=lambda fit: fit[0])[1] if fits else None

    @property
    def stamp(self) -> str:
        """The approval stamp of the appendix, or of a plan that was approved without an order."""
        for at, line in enumerate(self.lines):
            stamped = APPENDIX.match(line) or (self.act is None and APPROVED.match(line))
            if stamped and (self.act is None or at > self.act) and len(line) < 80:
                return one_line(" ".join(self.lines[at : at + STAMP_LINES]))
        return ""


def prose_before(source: SourceDocument, plan_tables: list[int], flat_start: int | None) -> Prose:
    """Return the lines before the first plan table (or before the line where a flat plan starts)."""
    found = list(_lines_before(source, plan_tables, flat_start))
    plain = [(line.replace("**", "").strip(), place) for line, place in _one_column(found)]
    if is_double_spaced([line.text for line in source.lines()]):
        plain = single_spaced(plain)
    lines = tuple(line for line, _ in plain)
    act, kind = _act_of(lines)
    return Prose(lines, act, tuple(place for _, place in plain), kind)


def _lines_before(
    source: SourceDocument, plan_tables: list[int], flat_start: int | None
) -> Iterator[tuple[str, Place]]:
    for block in source.blocks:
        if isinstance(block, TextLine):
            if flat_start is not None and block.place.line == flat_start:
                return
            yield block.text, block.place
            continue
        plan = block.number in plan_tables
        for row in _above_header(block) if plan else block.rows:
            for text in distinct(row):
                yield from ((line, row.place) for line in [*text.split("\n"), ""])
        if plan:
            return


def _above_header(table: TextTable) -> tuple[GridRow, ...]:
    """The rows of a sheet that stand over its plan: a stamp, a title."""
    columns = columns_of(table, None)
    return tuple(table.rows[: min(columns.header, default=0)]) if columns else ()


def _one_column(found: list[tuple[str, Place]]) -> list[tuple[str, Place]]:
    """«Согласовано      Утверждаю» typed side by side: the right column moves below the left one."""
    start = next((at for at, (line, _) in enumerate(found) if SIDE_BY_SIDE.search(line)), None)
    if start is None:
        return found
    end = start
    left: list[tuple[str, Place]] = []
    right: list[tuple[str, Place]] = []
    while end < len(found) and found[end][0].strip() and end < start + BLOCK_LINES:
        line, place = found[end]
        *before, last = COLUMN_GAP.split(line.rstrip())
        left += [(" ".join(before).strip(), place)] if before else [(last, place)]
        right += [(last, place)] if before else []
        end += 1
    blank = [("", found[start][1])]
    return [*found[:start], *left, *blank, *right, *blank, *found[end:]]


def is_double_spaced(lines: list[str]) -> bool:
    """Whether a blank line stands after nearly every line: then it parts nothing."""
    plain = [line.strip() for line in lines]
    filled = [at for at, line in enumerate(plain) if line]
    followed = sum(at + 1 < len(plain) and not plain[at + 1] for at in filled)
    whole_paragraphs = any(len(line) > LONGEST_WRAPPED for line in plain)
    return len(filled) >= 10 and followed >= DOUBLE_SPACED * len(filled) and not whole_paragraphs


def single_spaced(lines: list[tuple[str, Place]]) -> list[tuple[str, Place]]:
    """Drop one blank line after each line, keep those that remain."""
    return [
        (line, place) for at, (line, place) in enumerate(lines) if line or (at > 0 and not lines[at - 1][0])
    ]


def _act_of(lines: tuple[str, ...]) -> tuple[int | None, ActKind]:
    """Return the line that names the act and its kind; a letter seldom calls itself one."""
    for at, line in enumerate(lines):
        kind = _act_named(line)
        if kind and not _in_stamp(lines, at):
            return at, kind
    top = [at for at, line in enumerate(lines) if line][:LETTER_HEAD_LINES]
    outgoing = next((at for at in top if OUTGOING.match(lines[at]) and not _in_stamp(lines, at)), None)
    if outgoing is not None and any(LETTER_WORDS.search(line) for line in lines):
        return outgoing, ActKind.LETTER
    return None, ActKind.PLAN


def _act_named(line: str) -> ActKind | None:
    squeezed = re.sub(r"[\s*_]", "", line)
    found = re.fullmatch(r"(?P<act>[А-Яа-яЁё]+?)(?:(?:№|[Оо][Тт])[^а-яё].*)?", squeezed)
    return ACTS.get(found["act"].lower()) if found and squeezed[:1].isupper() else None


def _in_stamp(lines: tuple[str, ...], at: int) -> bool:
    """«УТВЕРЖДАЮ ... Приказ от 29.08.2025 № 201» approves a plan, it does not open an order."""
    block = lines[max(0, at - BLOCK_LINES) : at]
    return any(APPROVED.match(line) or APPENDIX.match(line) for line in block)


def plan_title(lines: tuple[str, ...]) -> str | None:
    """Return the plan's own heading: the last lines that open like a plan, and what follows."""
    starts = [at for at, line in enumerate(lines) if _opens_plan(line)]
    titles = [_title_from(lines, start) for start in reversed(starts)]
    telling = (title for title in titles if len(title.split()) >= TELLING_WORDS)
    return next(telling, titles[0] if titles else None) or None


def _title_from(lines: tuple[str, ...], start: int) -> str:
    while start > 0 and _opens_plan(lines[start - 1]):
        start -= 1
    end = start
    while end < len(lines) and lines[end] and not (end > start and _ends_heading(lines[end])):
        end += 1
    return one_line(" ".join(lines[start:end]))


def _opens_plan(line: str) -> bool:
    return line.lower().lstrip("«\"'( ").startswith(PLAN_WORDS) and not line.endswith(":")


def _ends_heading(line: str) -> bool:
    return line.endswith(":") or line.startswith(("-", "№")) or bool(POINT.match(line))
