"""What the words of a cell look like: a deadline, an executor, a number, a header."""

import re

from vekha.documents.vocabulary import (
    DEADLINE_SEEDS,
    DEADLINE_WORDS,
    EXECUTOR_NOUNS,
    HEADER_STEMS,
    HEADER_WORDS,
    LITTLE_WORDS,
    PAPER_NOUNS,
    RESULT_NOUNS,
    SHORT_DEADLINE_WORDS,
    Column,
)

NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,5}[.)]?|[IVXLC]{1,6}[.)]?")
LEADING_NUMBER = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}\.?|[IVX]{1,5}\.)(?:(?<=\.)|\)|(?=\s))\s*(?P<text>[A-ZА-ЯЁ«].*)",
    re.DOTALL,
)
WORD = re.compile(r"п/п|[\w№]+(?:[.-]\w+)*")
DATE = re.compile(r"\d{1,2}[.]\s?\d{1,2}|\b(?:19|20)\d\d")
PERSON = re.compile(
    r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.?|[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё]+"
)
HEADER_CHARS = 70
EXECUTOR_CHARS = 300


def words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


def one_line(text: str) -> str:
    return " ".join(text.split())


def is_number(text: str) -> bool:
    return NUMBER.fullmatch(one_line(text)) is not None


def is_column_numbers(texts: list[str]) -> bool:
    """«1 2 3 4 5» under the header, in any order of columns."""
    plain = sorted(one_line(text).rstrip(".") for text in texts)
    return len(plain) >= 3 and plain == sorted(str(count) for count in range(1, len(plain) + 1))


def number_parts(number: str | None) -> tuple[int, ...]:
    """Return «2.10.» as (2, 10); () for no number or a Roman one."""
    return tuple(int(part) for part in re.findall(r"\d+", number or ""))


def header_role(text: str) -> Column | None:
    """Return what a header cell announces, None for text that is no header."""
    plain = one_line(text).lower().strip("*: .")
    if not plain or len(plain) > HEADER_CHARS:
        return None
    found = words(plain)
    known = sum(word in LITTLE_WORDS or word.startswith(HEADER_WORDS) for word in found)
    if not found or known < 0.7 * len(found) or any(word.isdigit() for word in found):
        return None
    roles = [role for role, stems in HEADER_STEMS if _holds(plain, found, stems)]
    if {Column.DEADLINE, Column.EXECUTOR} <= set(roles) and roles[0] in {Column.DEADLINE, Column.EXECUTOR}:
        return Column.DEADLINE_EXECUTOR
    return next(iter(roles), None)


def _holds(plain: str, found: list[str], stems: tuple[str, ...]) -> bool:
    return any((stem in plain) if " " in stem or "/" in stem or stem == "№" else _starts(found, stem)
               for stem in stems)  # fmt: skip


def _starts(found: list[str], stem: str) -> bool:
    return any(word.startswith(stem) for word in found)


def deadline_likeness(text: str) -> float:
    """Return from 0 to 1 how much of the text are words a deadline is made of."""
    found = words(text)
    if not found or len(found) > 40:
        return 0.0
    seeded = any(word.startswith(DEADLINE_SEEDS) for word in found) or DATE.search(text) is not None
    known = sum(word[0].isdigit() or _tells_time(word) for word in found)
    return known / len(found) if seeded else 0.0


def _tells_time(word: str) -> bool:
    return word in SHORT_DEADLINE_WORDS or word.startswith(DEADLINE_WORDS)


def is_post(word: str) -> bool:
    """Whether a word names a post or an office and is no word of a deadline («отдельный», «рабочий день»)."""
    return len(word) > 3 and word.startswith(EXECUTOR_NOUNS) and not _tells_time(word)


def executor_likeness(text: str) -> float:
    """Return from 0 to 1 how much the text looks like a list of posts, organisations and persons."""
    plain = one_line(text)
    found = words(plain)
    if not found or len(plain) > EXECUTOR_CHARS:
        return 0.0
    if PERSON.match(plain):
        return 1.0
    if found[0].startswith(RESULT_NOUNS) or (len(found) > 1 and found[1].startswith(PAPER_NOUNS)):
        return 0.0
    if found[0].startswith(EXECUTOR_NOUNS):
        return 1.0 if len(found) <= 12 else 0.6
    return 0.7 if plain[0].isupper() and plain.split(",")[0].isupper() and len(found) <= 4 else 0.0


def starts_like_a_continuation(text: str) -> bool:
    """Whether a fragment goes on with something: small letter, bracket, dash, separator."""
    first = text.lstrip()[:1]
    return first.islower() or first in "(),;:-–—%"
