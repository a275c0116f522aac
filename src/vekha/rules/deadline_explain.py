"""The reading of a phrase in Russian sentences: its parts by name, the rule, the dates."""

from typing import NamedTuple

from vekha.domain.deadlines import DeadlineKind, Occurrence
from vekha.rules.deadline_dates import written
from vekha.rules.deadline_lexer import Lexed
from vekha.rules.deadline_parts import Part, Ruling

_ROLES = {
    "when": "когда",
    "inside": "когда",
    "limit": "предел, включительно",
    "edge_limit": "предел",
    "since": "начало",
    "until": "конец, включительно",
    "starting": "начиная с",
    "year_of_report": "первый отчет",
    "frequency": "как часто",
    "throughout": "весь период",
    "term": "длительность",
    "within": "срок от события",
    "before_by": "до события",
    "after_by": "после события",
    "after": "событие",
    "by_measure": "событие",
    "from_event": "событие",
    "at_once": "сразу",
    "by_paper": "другой документ",
    "established": "другой документ",
    "deadline_word": "слово «срок»",
    "in_period": "в период",
    "reporting": "отчетный период",
    "of_unit": "какого периода",
    "that_unit": "месяц квартала",
    "school_year": "учебный год",
    "stage": "этап",
    "clock": "время дня",
    "approximately": "приблизительно",
    "then": "далее",
    "but": "оговорка",
    "word": "кто или что",
    "vacation": "каникулы",
    "school_term": "учебная четверть",
    "school_edge": "край четверти или каникул",
    "edge_inside": "начало или конец периода",
    "on_day": "в день",
    "inclusive": "включительно",
    "action_of_unit": "событие",
    "weekday": "день недели",
    "period_elsewhere": "период",
}
_KINDS = {
    DeadlineKind.DATE: "одна дата",
    DeadlineKind.WINDOW: "период работы",
    DeadlineKind.RECURRING: "повторяющийся срок",
    DeadlineKind.CONTINUOUS: "весь период",
    DeadlineKind.EXTERNAL: "даты даст другой документ",
    DeadlineKind.EVENT: "срок от события",
    DeadlineKind.UNSPECIFIED: "срок не прочитан",
}


class Read(NamedTuple):
    """What the steps of reading made of one phrase: its tokens, its named parts, the ruling, notes."""

    lexed: Lexed
    parts: tuple[Part, ...]
    ruling: Ruling
    notes: tuple[str, ...] = ()


def lines_of(text: str, read: Read, occurrences: tuple[Occurrence, ...]) -> tuple[str, ...]:
    """Return the explanation: the phrase with each part named, what was mended, the rule, the raw dates."""
    ruling = read.ruling
    named = [f"«{part.text}» — {_ROLES[part.role]}" for part in read.parts if part.role != "sep"]
    lines = [f"Фраза: «{' '.join(text.split())}».", f"Части: {'; '.join(named)}."]
    lines += [f"Исправлено в чтении: {note}." for note in read.lexed.mended]
    lines += read.notes
    lines.append(f"Правило: {ruling.rule} ({_KINDS[ruling.kind]}).")
    if occurrences:
        lines.append(f"Даты по тексту: {'; '.join([_date(one) for one in occurrences])}.")
    if ruling.offset:
        side = "до события" if ruling.offset.before else "после события"
        event = f" «{ruling.offset.event}»" if ruling.offset.event else ""
        lines.append(f"Отсчет: {ruling.offset.count} {_UNITS[ruling.offset.unit]} {side}{event}.")
    if ruling.last_day:
        lines.append(f"Последний день: {written(ruling.last_day)}, включительно.")
    return tuple(lines)


_UNITS = {"day": "календ. дн.", "working_day": "раб. дн.", "week": "нед.", "month": "мес."}


def _date(one: Occurrence) -> str:
    due = written(one.raw_due)
    return due if one.start is None else f"{written(one.start)}–{due}"
