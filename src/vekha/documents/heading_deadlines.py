"""Deadlines printed in a heading: months as sections, «Подготовительный этап (до 1 марта 2026 г.)»."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from vekha.documents.drafts import Draft, PlanRows
from vekha.documents.vocabulary import Column
from vekha.documents.wording import deadline_likeness, number_parts, one_line
from vekha.domain.deadlines import Confidence, Deadline, Span
from vekha.domain.roadmaps import Rest, Section
from vekha.rules.deadlines import read_deadline

INHERITED = "deadline_inherited"
DOUBT = "срок в строке не напечатан: взят из заголовка над нею"
ANY_PLAN = Span(date(2000, 1, 1), date(2049, 12, 31))
"""Here only whether a phrase is a deadline is asked, not its dates."""
ALL_TIME = 0.99
MONTH = (
    r"(?:январ[ья]|феврал[ья]|марта?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|августа?|сентябр[ья]|октябр[ья]"
    r"|ноябр[ья]|декабр[ья])"
)
_MONTH = re.compile(rf"{MONTH}(?:\s+(?:19|20)\d\d(?:\s*г(?:\.|ода)?)?)?", re.IGNORECASE)
_FOR_MONTH = re.compile(rf"\bна\s+(?P<phrase>{_MONTH.pattern})\W*$", re.IGNORECASE)
_BRACKETED = re.compile(r"\((?P<phrase>[^()]+)\)\W*$")
_STOPS = re.compile(r"\s[-–—]\s|[:;.,]\s+")
_WHOLE_MONTH = re.compile(r"(?:в\s+течение\s+(?:всего\s+)?|весь\s+)?месяца?", re.IGNORECASE)
_PART_OF_MONTH = re.compile(
    r"(?:до|с|к|не\s+позднее)?\s*\d{1,2}(?:\s*[-–—,]\s*\d{1,2})*(?:-?го)?(?:\s+числ\w+)?"
    r"|(?:\w+|\d(?:-\w+)?)(?:\s*[-–—,и]\s*\d(?:-\w+)?)*\s+(?:недел\w+|декад\w+|половин\w+)"
    r"|(?:начал|середин|кон)\w+",
    re.IGNORECASE,
)
_OF_MONTH = re.compile(r"\s+(?:текущего\s+)?месяца$", re.IGNORECASE)


def with_inherited(rows: PlanRows) -> None:
    """Give rows without a deadline of their own the one of the heading they stand under, for review."""
    for at, draft in enumerate(rows.drafts):
        if draft.marks is None and draft.section is not None and not _holds_columns(draft):
            rows.drafts[at] = _inheriting(draft, rows)


def as_inherited(read: Deadline) -> Deadline:
    """Return a reading that rests on a heading as what it is: a proposal."""
    if read.confidence is Confidence.UNREADABLE:
        return read
    return replace(read, confidence=Confidence.PROPOSED, doubts=(*read.doubts, DOUBT))


def _holds_columns(draft: Draft) -> bool:
    return bool(draft.text(Column.DEADLINE_START) or draft.text(Column.DEADLINE_END))


def _inheriting(draft: Draft, rows: PlanRows) -> Draft:
    own = one_line(draft.text(Column.DEADLINE)).strip(" -–—")
    if not own:
        phrase = next(_phrases_over(rows.sections, draft.section), "")
        return _with(draft, phrase, draft.shared | {Column.DEADLINE}) if phrase else draft
    months = (one for one in _phrases_over(rows.sections, draft.section) if _MONTH.fullmatch(one))
    month = next(months, "")
    if month and _WHOLE_MONTH.fullmatch(own):
        rows.rest.append(Rest(draft.place, "fragment", own))
        return _with(draft, month, draft.shared | {Column.DEADLINE})
    placed = f"{_OF_MONTH.sub('', own)} {month}"
    if month and _PART_OF_MONTH.fullmatch(_OF_MONTH.sub("", own)) and _is_deadline(placed):
        if placed != f"{own} {month}":
            rows.rest.append(Rest(draft.place, "fragment", own))
        return _with(draft, placed, draft.shared)
    return draft


def _with(draft: Draft, phrase: str, shared: frozenset[Column]) -> Draft:
    fields = draft.fields | {Column.DEADLINE: phrase}
    anomalies = (*draft.anomalies, INHERITED)
    return replace(draft, fields=fields, shared=shared, anomalies=anomalies, under_heading=True)


def _phrases_over(sections: Sequence[Section], index: int | None) -> Iterator[str]:
    """Yield the deadlines of the heading and of those over it, the nearest first."""
    if index is None:
        return
    own = sections[index]
    for section in reversed(sections[: index + 1]):
        if section is not own and _are_beside(section, own):
            continue
        phrase = deadline_in(section.title)
        if phrase:
            yield phrase
            return


def _are_beside(other: Section, own: Section) -> bool:
    """Whether a heading cannot stand over another: it is numbered as deep, or is no month."""
    if own.number and other.number:
        return len(number_parts(other.number)) >= len(number_parts(own.number))
    return _MONTH.fullmatch(other.title.strip(" .:")) is None


def deadline_in(title: str) -> str:
    """Return the deadline a heading tells: all of it, its brackets, a side of its dash or colon; or ""."""
    return next((one for one in _candidates(one_line(title)) if _is_deadline(one)), "")


def _candidates(title: str) -> Iterator[str]:
    yield title.strip(" .:;")
    for pattern in (_BRACKETED, _FOR_MONTH):
        found = pattern.search(title)
        if found is not None:
            yield found["phrase"].strip()
    for stop in _STOPS.finditer(title):
        yield title[stop.end() :].strip(" .:;")
        yield title[: stop.start()].strip(" .:;")


def _is_deadline(phrase: str) -> bool:
    return deadline_likeness(phrase) >= ALL_TIME and (
        read_deadline(phrase, ANY_PLAN).confidence is not Confidence.UNREADABLE
    )
