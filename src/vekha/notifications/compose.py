"""From a sheet of rows to the words of a letter: subject, plain text, HTML. Pure; templates are data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from vekha.domain.letters import ExecutorGroup, LetterRow, Part, Sheet
from vekha.domain.life import RequestKind
from vekha.rules.letter_rows import PART_ORDER
from vekha.rules.russian import (
    counted,
    long_date,
    numbered,
    on_weekday,
    plural,
    short_date,
    weekday,
    workdays,
)

NAMES_AT_MOST = 60
LONGEST_TEXT = 400

_TITLES = {
    Part.OVERDUE: ("Просрочено", "просрочено", "#8a1f11"),
    Part.DUE_TODAY: ("Срок сегодня", "срок сегодня", "#8a4b00"),
    Part.RETURNED: ("Возвращено на доработку", "на доработке", "#8a4b00"),
    Part.REQUESTED: ("Ждёт вашего решения", "ждёт решения", "#8a4b00"),
    Part.REVIEW: ("Ждёт вашей проверки", "ждёт проверки", "#1a4f8b"),
    Part.DUE_SOON: ("Срок приближается", "срок приближается", "#1a4f8b"),
    Part.ASKED: ("Просим назначить дату", "просим назначить дату", "#1a4f8b"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A letter in words, before it becomes a message."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Block:
    """A part of the letter: `size` says how many items it has, those behind the link included."""

    title: str
    subject: str
    size: str
    colour: str
    rows: tuple[LetterRow, ...]


def item_label(row: LetterRow) -> str:
    """Return «п. 2.3», «п. 3 приказа» or «пункт без номера»."""
    return numbered(row.item_number) if row.item_number else "пункт без номера"


def titled(row: LetterRow) -> str:
    """Return the item with its title on one line."""
    title = whole(row.item_title)
    return f"{item_label(row)} {title}" if row.item_number else f"{title} ({item_label(row)})"


def whole(text: str) -> str:
    """Return a printed text on one line; a very long one is cut at a word."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_TEXT:
        return line
    return f"{line[:LONGEST_TEXT].rpartition(' ')[0] or line[:LONGEST_TEXT]}…"


def term_short(row: LetterRow) -> str:
    """Return the stem of a subject: «срок 30.10.2026 — осталось 7 рабочих дней»."""
    if row.part is Part.ASKED:
        return "просим назначить дату"
    if row.part is Part.REQUESTED:
        return f"{wish(row)} — ждёт вашего решения"
    if row.part is Part.REVIEW:
        return f"ждёт вашей проверки — {_left(row.workdays or 0)}"
    if row.part is Part.RETURNED:
        until = f"доработать до {short_date(row.mend_by)} — " if row.mend_by else "на доработке"
        return until + (_left(row.workdays or 0) if row.mend_by else "")
    count = row.executor_count
    executors = f" — {counted(count, 'исполнитель', 'исполнителя', 'исполнителей')}" if count > 1 else ""
    left = "сегодня последний день" if row.part is Part.DUE_TODAY else _left(row.workdays or 0)
    return f"срок {short_date(row.due)} — {left}{executors}" if row.due else f"{left}{executors}"


def _left(workdays_left: int) -> str:
    if workdays_left < 0:
        return f"просрочено на {workdays(-workdays_left)}"
    if not workdays_left:
        return "рабочих дней до срока не осталось"
    return f"{plural(workdays_left, 'остался', 'осталось', 'осталось')} {workdays(workdays_left)}"


def _in_words(day: date) -> str:
    return f"{weekday(day)}, {long_date(day)}"


def lines_of(row: LetterRow) -> tuple[tuple[str, str], ...]:
    """Return what stands below a row's title: (heading, text), the terms first."""
    lines = [*_term_lines(row), *_executor_lines(row)]
    if row.result_text and row.part not in {Part.ASKED, Part.REQUESTED}:
        lines.append(("Что представить", whole(row.result_text)))
    return tuple(lines)


def wish(row: LetterRow) -> str:
    """Return what is asked for: «просят продлить до 10.04.2026»."""
    plea = row.plea
    if plea is None or plea.kind is RequestKind.NOT_APPLICABLE:
        return "сообщают «не касается»"
    return f"просят продлить до {short_date(plea.wanted_due)}" if plea.wanted_due else "просят продлить"


def _wish_lines(row: LetterRow) -> Iterator[tuple[str, str]]:
    plea = row.plea
    yield "Просьба", wish(row)
    if plea and plea.reason:
        yield "Причина", whole(plea.reason)
    if row.due:
        yield "Действующий срок", _in_words(row.due)
    if plea and plea.extensions:
        yield "Уже продлевалось", counted(plea.extensions, "раз", "раза", "раз")
    if row.answer_by:
        yield "Ответить", _until(row.answer_by, None, row.workdays or 0)


def _review_lines(row: LetterRow) -> Iterator[tuple[str, str]]:
    if row.answer_by:
        yield "Проверить", _until(row.answer_by, None, row.workdays or 0)
    if row.sent_on:
        yield "Сдано", _in_words(row.sent_on)
    if row.due:
        yield "Срок пункта", _in_words(row.due)


def _term_lines(row: LetterRow) -> Iterator[tuple[str, str]]:
    if row.part in _OWN_LINES:
        yield from _OWN_LINES[row.part](row)
        return
    if row.part is Part.RETURNED:
        if row.mend_by:
            yield "Срок доработки", _until(row.mend_by, None, row.workdays or 0)
        yield "Что исправить", whole(row.reason) or "причина не указана"
        if row.due and row.due != row.mend_by:
            yield "Срок пункта", _in_words(row.due)
        return
    if row.due:
        yield _own_term(row, row.due)
    if row.reason:
        yield "Возвращено на доработку", whole(row.reason)
    if row.mend_by:
        yield "Срок доработки истёк", _in_words(row.mend_by)


def _asked_lines(row: LetterRow) -> Iterator[tuple[str, str]]:
    printed = whole(row.deadline_text)
    yield "Срок в документе", f"«{printed}»" if printed else "не указан"
    if row.answer_by:
        yield "Срок ответа", _until(row.answer_by, None, row.workdays or 0)


_OWN_LINES = {Part.ASKED: _asked_lines, Part.REQUESTED: _wish_lines, Part.REVIEW: _review_lines}


def _own_term(row: LetterRow, due: date) -> tuple[str, str]:
    left = row.workdays or 0
    if row.part is Part.OVERDUE:
        return "Срок истёк", f"{_in_words(due)} ({_left(left) if left else 'срок прошёл'})"
    if row.part is Part.DUE_TODAY:
        return "Срок", f"сегодня, {_in_words(due)}" + (f", до {row.closes:%H:%M}" if row.closes else "")
    return "Срок", _until(due, row.closes, left)


def _until(day: date, closes: time | None, left: int) -> str:
    till = f"до {closes:%H:%M}" if closes else "включительно"
    return f"{_in_words(day)}, {till} ({_left(left)})"


def _executor_lines(row: LetterRow) -> Iterator[tuple[str, str]]:
    count = row.executor_count
    group = row.executors[0] if row.executors else ExecutorGroup("", ())
    if count == 1:
        yield "Исполнитель", group.names[0] + (f" ({group.parent})" if group.parent else "")
    elif len(row.executors) == 1:
        parent = f", {group.parent}" if group.parent else ""
        yield f"Исполнители ({count}){parent}", _names(group.names)
    elif count:
        yield "Исполнителей", str(count)
        for group in row.executors:
            yield _of_parent(group, count)


def _of_parent(group: ExecutorGroup, count: int) -> tuple[str, str]:
    """Return a municipality with its executors; only their number where all the names would fill pages."""
    name = group.parent or "Подведомственные напрямую"
    if count > NAMES_AT_MOST:
        return name, counted(len(group.names), "исполнитель", "исполнителя", "исполнителей")
    return f"{name} ({len(group.names)})", ", ".join(group.names)


def _names(names: Sequence[str]) -> str:
    more = len(names) - NAMES_AT_MOST
    return ", ".join(names[:NAMES_AT_MOST]) + (f" и ещё {more}" if more > 0 else "")


def notes_of(row: LetterRow) -> tuple[str, ...]:
    """Return the lines below a row, in Russian."""
    found = []
    if row.inner_date_passed:
        found.append("Внутренний срок прошёл: тому, кто сводит сведения, нужно время до общего срока.")
    if row.opens_on is not None:
        found.append(f"Сведения принимаются с {long_date(row.opens_on)}: отчётный период ещё идёт.")
    if row.executor_missing:
        found.append("В документе исполнитель не назван: просим назначить ответственного.")
    if row.plea and row.plea.too_late:
        found.append("Просьба подана позже, чем разрешено: согласовать её можно, только назвав причину.")
    if row.plea and row.plea.agreed:
        found.append("Контролёр согласен: ваше слово последнее, нужны номер и дата бумаги.")
    if row.part is Part.ASKED:
        found.append(
            "Назовите дату, пришлите график или сообщите, что событие наступило. До этого пункт ждёт: "
            "исполнителям о нём не напоминают, и опоздание по нему не считается."
        )
    return (*found, *row.appoint)


def _blocks(sheet: Sheet) -> tuple[_Block, ...]:
    ordered = sorted(sheet.rows, key=lambda row: PART_ORDER.index(row.part))
    shown = {part: tuple(found) for part, found in groupby(ordered, key=lambda row: row.part)}
    blocks = []
    for part in PART_ORDER:
        total = sheet.totals.get(part, 0)
        if total:
            title, counting, colour = _TITLES[part]
            size = counted(total, "пункт", "пункта", "пунктов")
            blocks.append(_Block(title, f"{counting}: {size}", size, colour, shown.get(part, ())))
    return tuple(blocks)


def common_order(sheet: Sheet) -> str:
    """Return the order every row stands on, "" where there are several orders or one row."""
    orders = {row.order for row in sheet.rows}
    return next(iter(orders)) if len(orders) == 1 and len(sheet.rows) > 1 else ""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("vekha.notifications"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html",), default_for_string=False, default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "item": item_label,
        "titled": titled,
        "term_short": term_short,
        "lines": lines_of,
        "notes": notes_of,
        "long_date": long_date,
        "on_weekday": on_weekday,
        "items": lambda count: counted(count, "пункт", "пункта", "пунктов"),
    }
    return environment


def words_of(sheet: Sheet) -> Words:
    """Return the service letter's subject (one line), text and HTML."""
    environment = _environment()
    facts = {"sheet": sheet, "parts": _blocks(sheet), "order": common_order(sheet)}
    subject = " ".join(environment.get_template("service/subject.txt").render(facts).split())
    text = environment.get_template("service/text.txt").render(facts)
    html = environment.get_template("service/html.html").render(facts, subject=subject)
    return Words(subject, text, html)
