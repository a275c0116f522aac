"""Deadlines a table spreads over columns: «Начало» and «Окончание», quarters or months marked with «х»."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from vekha.domain.deadlines import Confidence, Deadline, DeadlineKind, Occurrence
from vekha.rules.deadline_parts import Setting
from vekha.rules.deadlines import read_in
from vekha.rules.normalise import plain

_DATED = frozenset({DeadlineKind.DATE, DeadlineKind.WINDOW, DeadlineKind.RECURRING})
_NO_END = "окончание не названо: взято начало"
_DIFFER = "столбцы начала и окончания не сходятся"
_NEIGHBOURS = "отмечены соседние столбцы: один период или каждый отдельно, не сказано"
_MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь",
           "ноябрь", "декабрь")  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SINCE = re.compile(r"со?\s|не\s+ранее", re.IGNORECASE)
_UNTIL = re.compile(r"(?:до|по|не\s+поз\w+)\s", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def read_columns(start: str, end: str, setting: Setting) -> Deadline:
    """Return the deadline of a row with a start and an end column. Never raises.

    Two texts are one stretch «с … по …»; dates in pairs are stretches of their own; two events or two
    references to another document are what the end column says. Columns that do not fit are unreadable.
    """
    begun, ended = start.strip(), end.strip()
    phrase = " – ".join(text for text in (begun, ended) if text)
    if not ended or not begun or plain(begun) == plain(ended):
        read = read_in(ended or begun, setting)
        lacks_end = begun and not ended and read.kind is not DeadlineKind.UNSPECIFIED
        return replace(_doubted(read, _NO_END) if lacks_end else read, phrase=phrase)
    opening = begun if _SINCE.match(begun) else f"с {begun}"
    closing = ended if _UNTIL.match(ended) else f"по {ended}"
    whole = read_in(f"{opening} {closing}", setting)
    if whole.confidence is not Confidence.UNREADABLE and len(whole.occurrences) == 1:
        return replace(whole, phrase=phrase)
    return replace(_paired(read_in(begun, setting), read_in(ended, setting)), phrase=phrase)


def _doubted(deadline: Deadline, why: str) -> Deadline:
    if deadline.confidence is Confidence.UNREADABLE:
        return deadline
    return replace(deadline, confidence=Confidence.PROPOSED, doubts=(*deadline.doubts, why))


def _paired(begun: Deadline, ended: Deadline) -> Deadline:
    """Return the stretches between the dates of two columns, the n-th with the n-th."""
    unread = next((one for one in (begun, ended) if one.confidence is Confidence.UNREADABLE), None)
    if unread is not None:
        return unread
    doubts = tuple(dict.fromkeys((*begun.doubts, *ended.doubts)))
    if {begun.kind, ended.kind} <= _DATED and len(begun.occurrences) == len(ended.occurrences):
        pairs = zip(begun.occurrences, ended.occurrences, strict=True)
        found = tuple(Occurrence(b.key, a.start or a.raw_due, b.raw_due) for a, b in pairs)
        if all(one.start and one.start <= one.raw_due for one in found):
            kind = DeadlineKind.WINDOW if len(found) == 1 else DeadlineKind.RECURRING
            sure = Confidence.PROPOSED if doubts else Confidence.READ
            explain = (*begun.explain, *ended.explain, "Столбцы «начало» и «окончание» прочитаны вместе.")
            return Deadline(ended.phrase, kind, found, sure, None, explain, doubts)
    if begun.kind is ended.kind and not ended.occurrences:
        return _doubted(replace(ended, explain=(*begun.explain, *ended.explain)), "назван конец по событию")
    explain = (*begun.explain, *ended.explain, f"{_DIFFER.capitalize()}.")
    return Deadline(
        ended.phrase, DeadlineKind.UNSPECIFIED, (), Confidence.UNREADABLE, None, explain, (_DIFFER,)
    )


def read_marks(marked: Sequence[str], setting: Setting, *, over: str = "") -> Deadline:
    """Return the deadline of a row marked under these headings («I квартал», «март»). Never raises.

    `over` is the heading above them («Кварталы», «2026 год»): it names what bare numbers count, and the year.
    Each mark is a window of its own; neighbours are doubtful, for they may be one stretch.
    """
    numbers = [_named(heading, over) for heading in marked]
    year = _YEAR.search(over)
    phrase = ", ".join(numbers) + (f" {year.group(1)}" if year and numbers else "")
    read = read_in(phrase, setting)
    return _doubted(read, _NEIGHBOURS) if _touching(read.occurrences) else read


def _named(heading: str, over: str) -> str:
    """Return the heading with the unit of a bare number: «I» under «Кварталы» is «I квартал»."""
    bare = plain(heading).strip(" .")
    number = _ROMAN.get(bare) or (int(bare) if bare.isdecimal() and len(bare) <= 2 else 0)
    above = plain(over)
    if "месяц" in above and 1 <= number <= len(_MONTHS):
        return _MONTHS[number - 1]
    if "квартал" in above and 1 <= number <= len(_ROMAN):
        return f"{number} квартал"
    if "полугод" in above and number in (1, 2):
        return f"{number} полугодие"
    return heading.strip()


def _touching(occurrences: tuple[Occurrence, ...]) -> bool:
    return any(
        (b.start or b.raw_due).toordinal() - a.raw_due.toordinal() == 1 for a, b in pairwise(occurrences)
    )
