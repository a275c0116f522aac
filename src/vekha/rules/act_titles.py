"""The number and date of an act as people write them: «приказ № 5 от 01.02.2026», «от 1 февраля 2026 г.»."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from vekha.rules.russian import MONTHS_OF

_DATED = r"\s+от\s+(?P<day>\S.*?)\s*(?:г\.?|года)?"
_FORMS = (
    re.compile(
        r"(?P<words>[^№]*?)\s*(?:№|No?\.?(?=[\s\d]))\s*(?P<number>[^\s№][^№]*?)" + _DATED, re.IGNORECASE
    ),
    re.compile(r"(?P<words>[^№\d]*?)\s*(?P<number>[^\s№]*\d\S*|б/н)" + _DATED, re.IGNORECASE),
)
_DAY_IN_WORDS = re.compile(r"(?P<day>\d{1,2}) (?P<month>[а-я]+) (?P<year>\d{4})")


@dataclass(frozen=True, slots=True)
class ActTitle:
    """An act as written. words: what stands before the number, "" for nothing; day: as written, unchecked."""

    words: str
    number: str
    day: str


def act_title(text: str) -> ActTitle | None:
    """Return the parts of the title, None where the text has no number and day."""
    tidy = " ".join(text.split())
    for form in _FORMS:
        if found := form.fullmatch(tidy):
            return ActTitle(found["words"].strip(" ,"), found["number"].strip("«»\"'"), found["day"])
    return None


def act_day(text: str) -> date | None:
    """Return the day of «01.02.2026», «2026-02-01» or «1 февраля 2026», None where there is no such day."""
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    words = _DAY_IN_WORDS.fullmatch(text.casefold())
    if words is None or words["month"] not in MONTHS_OF:
        return None
    try:
        return date(int(words["year"]), MONTHS_OF.index(words["month"]) + 1, int(words["day"]))
    except ValueError:
        return None  # 31 февраля
