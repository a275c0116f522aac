"""The lines around the plan: where the order begins, ends, and where the appendix stands."""

import re
from dataclasses import dataclass

from vekha.documents.columns import distinct
from vekha.documents.tables import SourceDocument, TextLine
from vekha.documents.vocabulary import PLAN_WORDS
from vekha.documents.wording import one_line

ACTS = ("приказ", "распоряжение", "постановление")
PREAMBLE = ("в соответствии", "на основании", "во исполнение", "в целях", "с целью", "в связи", "в рамках",
            "руководствуясь", "согласно", "по итогам", "приказываю", "обязываю")  # fmt: skip
ORDERING_WORDS = ("приказываю", "постановляю", "постановляет", "обязываю")
ORDERING = re.compile(
    "(?:" + "|".join(r"\s*".join(word) for word in ORDERING_WORDS) + r")\s*:",
    re.IGNORECASE,
)
POINT = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s*[А-ЯЁа-яё«]")
APPROVED = re.compile(r"\W*утвержд", re.IGNORECASE)
APPENDIX = re.compile(r"\W*приложение\b", re.IGNORECASE)
STAMP_LINES = 10
DOUBLE_SPACED = 0.7
TELLING_WORDS = 4
"""«Дорожная карта» alone over a table says less than the title printed before it."""
LONGEST_WRAPPED = 200
"""Wrapped lines are cut at one width; a longer line is a whole paragraph."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines before the plan's table, single-spaced. `act`: index of the line «ПРИКАЗ», None without."""

    lines: tuple[str, ...]
    act: int | None

    @property
    def head(self) -> tuple[str, ...]:
        """Lines above «ПРИКАЗ»: the letterhead."""
        return self.lines[: self.act] if self.act is not None else ()

    @property
    def body(self) -> tuple[str, ...]:
        """Lines after «ПРИКАЗ» up to the appendix."""
        if self.act is None:
            return ()
        after = self.lines[self.act + 1 :]
        end = next((at for at, line in enumerate(after) if APPENDIX.match(line)), len(after))
        return after[:end]

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
    lines: list[str] = []
    for block in source.blocks:
        if isinstance(block, TextLine):
            if flat_start is not None and block.place.line == flat_start:
                break
            lines.append(block.text)
            continue
        if block.number in plan_tables:
            break
        for row in block.rows:
            for text in distinct(row):
                lines += [*text.split("\n"), ""]
    plain = tuple(line.replace("**", "").strip() for line in lines)
    if is_double_spaced([line.text for line in source.lines()]):
        plain = single_spaced(plain)
    return Prose(plain, _act_line(plain))


def is_double_spaced(lines: list[str]) -> bool:
    """Whether a blank line stands after nearly every line: then it parts nothing."""
    plain = [line.strip() for line in lines]
    filled = [at for at, line in enumerate(plain) if line]
    followed = sum(at + 1 < len(plain) and not plain[at + 1] for at in filled)
    whole_paragraphs = any(len(line) > LONGEST_WRAPPED for line in plain)
    return len(filled) >= 10 and followed >= DOUBLE_SPACED * len(filled) and not whole_paragraphs


def single_spaced(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Drop one blank line after each line, keep those that remain."""
    return tuple(line for at, line in enumerate(lines) if line or (at > 0 and not lines[at - 1]))


def _act_line(lines: tuple[str, ...]) -> int | None:
    for at, line in enumerate(lines):
        squeezed = re.sub(r"[\s*_]", "", line).lower()
        if squeezed.startswith(ACTS) and re.fullmatch(r"[а-я]+(?:№?[\w./-]*|от.*)?", squeezed):
            return at
    return None


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
