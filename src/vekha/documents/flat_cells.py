"""Cells of one row of a text flow: where the deadline lies, where the executor ends. A proposal."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from vekha.documents.plan_period import SCHOOL_YEAR
from vekha.documents.vocabulary import DEADLINE_SEEDS, RESULT_NOUNS, Column
from vekha.documents.wording import deadline_likeness, executor_likeness
from vekha.domain.deadlines import Confidence, Span
from vekha.rules.deadlines import read_deadline

ANY_PLAN = Span(date(2000, 1, 1), date(2049, 12, 31))
"""Here only whether a phrase is a deadline is asked, not its dates."""
FULL_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
LONGEST_DEADLINE = 14
LONGEST_EXECUTOR = 16
LONGEST_ROW = 800
"""Words of a row that are searched for its deadline; no row of a plan is longer."""
PREPOSITIONS = frozenset(
    {"в", "на", "по", "с", "со", "к", "о", "об", "от", "для", "и", "из", "за", "при", "до", "не"}
)
STARTS = tuple(seed for seed in DEADLINE_SEEDS if len(seed) > 3)
SHORT_STARTS = frozenset({"до", "с", "со", "в", "во", "по", "не", "раз", "один", "мая", "май", "мае", "весь"})
VERBAL_NOUNS = ("ние", "ния", "ция", "ции", "ка", "ки")
READABLE = (Column.NUMBER, Column.TITLE, Column.DEADLINE, Column.EXECUTOR, Column.RESULT)


@dataclass(frozen=True, slots=True)
class FlatLine:
    number: int
    text: str
    after_page: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    line: int
    opens_line: bool
    after_page: bool


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Words [first, last) that read as a deadline."""

    first: int
    last: int


def cells_of(
    lines: Sequence[FlatLine], order: tuple[Column, ...], openings: Counter[str]
) -> dict[Column, str]:
    """Return the fields of a row. Without a deadline, or with columns in another order, all is title."""
    found = list(_words(lines))
    stretch = _deadline(found) if tuple(role for role in READABLE if role in order) == order else None
    if stretch is None:
        return {Column.TITLE: _text(found)}
    after = found[stretch.last :]
    cut = _executor_end(after, openings)
    executor, result = after[:cut], after[cut:]
    result, title_again = _title_goes_on(found, result)
    fields = {
        Column.TITLE: "\n".join(filter(None, [_text(found[: stretch.first]), _text(title_again)])),
        Column.DEADLINE: _text(found[stretch.first : stretch.last]),
        Column.EXECUTOR: _text(executor),
        Column.RESULT: _text(result),
    }
    return {column: text for column, text in fields.items() if text}


def _words(lines: Sequence[FlatLine]) -> Iterator[_Word]:
    for at, line in enumerate(lines):
        for position, text in enumerate(line.text.split()):
            yield _Word(text, at, position == 0, line.after_page)


def _text(found: list[_Word]) -> str:
    """Join words; list points keep their own lines, a hyphen at a line's end joins the halves."""
    text = ""
    for word in found:
        if word.opens_line and word.text.startswith(("-", "–", "•")) and text:
            text += f"\n{word.text}"
        elif word.opens_line and text.endswith("-") and not text.endswith(" -"):
            text += word.text
        else:
            text += f" {word.text}" if text else word.text
    return text


def _deadline(found: list[_Word]) -> _Stretch | None:
    """Return the stretch that reads as a deadline and is best placed: an executor follows, a line starts."""
    searched = found[:LONGEST_ROW]
    stretches = [stretch for first in range(1, len(searched)) for stretch in _from(searched, first)]
    return max(stretches, key=lambda one: _placed(searched, one), default=None)


def _from(found: list[_Word], first: int) -> Iterator[_Stretch]:
    """Every reading that starts at a word."""
    word = found[first].text.lower().lstrip("(«")
    if not (word in SHORT_STARTS or word.startswith(STARTS) or word[:1].isdigit()):
        return
    for last in range(first + 1, min(len(found), first + LONGEST_DEADLINE) + 1):
        phrase = " ".join(one.text for one in found[first:last])
        if read_deadline(phrase, ANY_PLAN).confidence is not Confidence.UNREADABLE:
            yield _Stretch(first, last)


def _placed(found: list[_Word], stretch: _Stretch) -> tuple[float, int]:
    before, inside, after = (
        found[stretch.first - 1], found[stretch.first : stretch.last], found[stretch.last :]
    )  # fmt: skip
    score = 2.0 if inside[0].opens_line else 0.0
    if after:
        capital = after[0].text[:1].isupper()
        score += (3.0 if capital and _executor_like(after[:3]) else 0.0) + (1.0 if capital else -2.0)
    else:
        score += 1.0
    score -= 3.0 if before.text.lower() in PREPOSITIONS or _is_cut(before, inside[0]) else 0.0
    score -= 5.0 if inside[-1].text.lower() in PREPOSITIONS else 0.0
    phrase = " ".join(word.text for word in inside)
    score -= 2.0 * (1.0 - deadline_likeness(phrase))
    score -= 4.0 if SCHOOL_YEAR.search(phrase) and FULL_DATE.search(phrase) else 0.0
    return score - _strangers(inside), stretch.last - stretch.first


def _is_cut(before: _Word, first: _Word) -> bool:
    """Whether the word before belongs to the deadline too: «октябрь-декабрь» before «2020»."""
    whole = FULL_DATE.match(first.text) or first.text.lower() in SHORT_STARTS
    return not whole and (deadline_likeness(before.text) > 0 or before.text[:1].isdigit())


def _strangers(inside: list[_Word]) -> float:
    """Capital letters inside a deadline are other cells' words, unless a preposition leads to them."""
    weight = 0.0
    for before, word in pairwise(inside):
        if word.text[:1].isupper() and before.text.lower() not in PREPOSITIONS and len(word.text) > 1:
            weight += 3.0 if _executor_like([word]) and not word.text.isupper() else 0.5
    return weight


def _executor_like(found: list[_Word]) -> bool:
    return executor_likeness(" ".join(word.text for word in found)) > 0


def _executor_end(after: list[_Word], openings: Counter[str]) -> int:
    """Return how many words are the executor's: up to a capital letter that opens the result."""
    scores = {
        at: _boundary(after, at, openings)
        for at in range(1, min(len(after), LONGEST_EXECUTOR) + 1)
        if at == len(after) or after[at].text.lstrip("(«")[:1].isupper()
    }
    return max(scores, key=lambda at: scores[at], default=len(after))


def _boundary(after: list[_Word], at: int, openings: Counter[str]) -> float:
    text = " ".join(word.text for word in after[:at])
    if text.count("(") != text.count(")"):
        return -10.0
    score = 2.0 * executor_likeness(text) - (
        4.0 if after[at - 1].text.lower() in {*PREPOSITIONS, "г."} else 0.0
    )
    score -= 2.0 if text.endswith(",") else 0.0
    if at == len(after):
        return score
    opening = after[at].text.lower()
    score += 1.0 if after[at].opens_line else 0.0
    score += 3.0 if opening.startswith(RESULT_NOUNS) else 0.0
    score += 1.5 if opening.endswith(VERBAL_NOUNS) else 0.0
    score -= 3.0 if after[at].text.strip(",.").isupper() else 0.0
    score -= 2.0 if _executor_like(after[at : at + 2]) else 0.0
    pair = " ".join(word.text for word in after[:2]).lower()
    return score + (0.5 if openings[pair] > 1 and at <= 2 else 0.0)


def _title_goes_on(found: list[_Word], result: list[_Word]) -> tuple[list[_Word], list[_Word]]:
    """A row whose other cells all ended on its first line goes on, over the page, with the title alone."""
    if not found or not result or result[0].line != 0:
        return result, []
    first_line = [word for word in result if word.line == 0]
    return first_line, result[len(first_line) :]
