"""Phrases that count from an event: the term, the event's own words, a fixed last day beside it."""

import re

from vekha.domain.deadlines import DeadlineKind, Offset, OffsetUnit
from vekha.rules.deadline_account import DATES, TERMS, effective
from vekha.rules.deadline_parts import NoMeaningError, Part, Phrase, Ruling, Setting
from vekha.rules.deadline_schedule import schedule

EVENTS = frozenset({"after", "by_measure", "from_event", "at_once", "on_day"})
_NAMING = frozenset(
    {"by_measure", "word", "action_of_unit", "period_elsewhere", "school_edge", "school_term", "vacation"}
)
_LEADING = frozenset({"DO", "BY_DAY", "AT_EVENT", "PO", "MEASURE_OF", "NOT", "LATER", "THAN", "DAY_WORD"})
_LAST_DAY = "рядом с событием названа дата: она станет последним днем, если человек подтвердит"
_MAX_COUNT = 999


def event_ruling(phrase: Phrase, setting: Setting, doubts: tuple[str, ...]) -> Ruling:
    """Return what an event phrase means. Raises NoMeaningError where the event or its term is not said."""
    offset = _offset(phrase)
    naming = phrase.having(
        "word", "action_of_unit", "school_year", "period_elsewhere", "school_term", "vacation"
    )
    lone = any(part.terminals[-1] in ("DAY_WORD", "DATE_WORD") for part in phrase.having("by_measure"))
    if (lone or phrase.roles & {"after", "from_event", "on_day"}) and not naming:
        raise NoMeaningError("событие, от которого считать, не названо")
    doubts = phrase.doubts + doubts
    named_day = any({"NEXT", "ZA"} <= set(part.terminals) for part in phrase.having("within"))
    if not phrase.roles & (EVENTS | {"school_edge"}) and not (named_day and naming):
        doubts += ("событие, от которого считать, не названо",)
    if "before_by" in phrase.roles and phrase.roles & {"after", "from_event"}:
        doubts += ("«за … до» и «после» стоят вместе",)
    if any("HOUR" in term.terminals for term in phrase.having(*TERMS)):
        doubts += ("срок назван в часах, а отсчет ведется в днях",)
    if len(phrase.having(*TERMS)) > 1:
        doubts += ("названо несколько сроков от события",)
    if not phrase.roles.isdisjoint(("school_edge", "school_term")):
        doubts += _idle_edges(phrase)
    if "vacation" in phrase.roles:
        doubts += ("рядом с событием названы каникулы: их даты дает учебный график",)
    last_day = None
    if phrase.slots:
        doubts += (_LAST_DAY,)
        kept = tuple(part for part in phrase.parts if part.role in DATES)
        dated = schedule(phrase._replace(parts=kept, roles=frozenset(p.role for p in kept)), setting).dated
        last_day = dated[0].due if len(dated) == 1 else None
    return Ruling(DeadlineKind.EVENT, (), "срок от события", doubts, offset=offset, last_day=last_day)


_UNITS = {
    "LONG_DAYS": (OffsetUnit.DAY, 1),
    "LONG_WEEKS": (OffsetUnit.WEEK, 1),
    "LONG_MONTHS": (OffsetUnit.MONTH, 1),
    "WEEK": (OffsetUnit.WEEK, 1),
    "MONTH_WORD": (OffsetUnit.MONTH, 1),
    "QUARTER": (OffsetUnit.MONTH, 3),
    "HALF_YEAR": (OffsetUnit.MONTH, 6),
    "YEAR_WORD": (OffsetUnit.MONTH, 12),
    "DAY_WORD": (OffsetUnit.DAY, 1),
}


def _offset(phrase: Phrase) -> Offset | None:
    term = effective(phrase)
    if term is None or "HOUR" in term.terminals:
        return None
    unit, factor = next((_UNITS[word] for word in term.terminals if word in _UNITS), (None, 0))
    if unit is None or (term.role == "within" and "LESS" in term.terminals):
        raise NoMeaningError(f"«{term.text}» не вяжется с событием")
    if unit is OffsetUnit.DAY and "WORKING" in term.terminals:
        unit = OffsetUnit.WORKING_DAY
    count = (term.number or 1) * factor
    if not 1 <= count <= _MAX_COUNT:
        raise NoMeaningError(f"«{term.text}»: столько не отсчитать")
    before = term.role == "before_by" or _stands_before(phrase, term)
    return Offset(count, unit, before=before, event=event_words(phrase))


_BOUNDARY = re.compile(r"окончан|завершен|итог|результат|начал")


def _idle_edges(phrase: Phrase) -> tuple[str, ...]:
    """«за 3 дня до начала каникул», «по окончании I четверти»: a term that stands apart is idle."""
    idle: list[str] = []
    before: Part | None = None
    for part in phrase.parts:
        edge = part.role == "school_edge" and before is not None and before.role in TERMS
        term = part.role == "school_term" and before is not None and _BOUNDARY.search(before.text)
        if part.role in ("school_edge", "school_term") and not (edge or term):
            idle.append(f"«{part.text}» стоит рядом, но срока не меняет")
        before = part
    return tuple(idle)


def event_words(phrase: Phrase) -> str:
    """Return the words that name the event, as the phrase has them: «подписания приказа»."""
    found: list[str] = []
    for part in phrase.parts:
        if part.role in _NAMING:
            words = part.text.split(" ")
            skipped = 0
            for terminal in part.terminals:
                if part.role == "word" or terminal not in _LEADING:
                    break
                skipped += 1
            found += words[skipped:]
    return " ".join(found)


def _stands_before(phrase: Phrase, term: Part) -> bool:
    """«не позднее 5 дней до начала»: the event the term is counted back from stands after «до»."""
    after = phrase.parts[phrase.parts.index(term) + 1 :]
    return bool(after) and after[0].role in ("by_measure", "school_edge") and after[0].terminals[0] == "DO"
