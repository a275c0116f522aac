"""From a sheet of rows to the words of a letter: subject, plain text, HTML. Pure; templates are data."""

from dataclasses import dataclass
from functools import cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from vekha.domain.letters import LetterRow, Part, Sheet
from vekha.rules.letter_rows import PART_ORDER
from vekha.rules.russian import counted, long_date, on_weekday, short_date, weekday, workdays

_TITLES = {
    Part.OVERDUE: ("Просрочено", "просрочено", "#8a1f11"),
    Part.DUE_TODAY: ("Срок сегодня", "срок сегодня", "#8a4b00"),
    Part.RETURNED: ("Возвращено на доработку", "на доработке", "#8a4b00"),
    Part.DUE_SOON: ("Срок на днях", "срок на днях", "#1a4f8b"),
    Part.ASKED: ("Просим сообщить", "просим сообщить", "#1a4f8b"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A letter in words, before it becomes a message."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Block:
    title: str
    count_line: str
    colour: str
    rows: tuple[LetterRow, ...]


def item_label(row: LetterRow) -> str:
    """Return «п. 2.3», or «пункт без номера»."""
    return f"п. {row.item_number.rstrip('.')}" if row.item_number else "пункт без номера"


def term_short(row: LetterRow) -> str:
    """Return the stem of a subject: «срок 30.10.2026 — осталось 7 рабочих дней»."""
    if row.due is None or row.workdays is None:
        return "нужны даты"
    return f"срок {short_date(row.due)} — {_left(row)}"


def term(row: LetterRow) -> str:
    """Return the term in words with its weekday, or what the phrase says where there is no date yet."""
    if row.due is None or row.workdays is None:
        return f"в документе «{row.deadline_text or 'не указан'}», даты ещё нет"
    return f"{weekday(row.due)}, {long_date(row.due)}, включительно ({_left(row)})"


def _left(row: LetterRow) -> str:
    left = row.workdays or 0
    if row.part is Part.DUE_TODAY:
        return "сегодня последний день"
    if row.part is Part.OVERDUE:
        return f"просрочено на {workdays(-left)}" if left else "срок прошёл"
    return f"осталось {workdays(left)}" if left else "рабочих дней до срока не осталось"


def notes_of(row: LetterRow) -> tuple[str, ...]:
    """Return the lines below a row, in Russian."""
    found = []
    if row.inner_date_passed:
        found.append("Внутренний срок прошёл: тому, кто сводит сведения, нужно время до общего срока.")
    if row.opens_on is not None:
        found.append(f"Сведения принимаются с {long_date(row.opens_on)}: отчётный период ещё идёт.")
    if row.executor_missing:
        found.append("В документе исполнитель не назван: просим назначить ответственного.")
    if row.appoint:
        found.append(row.appoint)
    if row.part is Part.ASKED:
        found.append("Просим прислать график или сообщить о наступлении события: без них срок не считается.")
    return tuple(found)


def _blocks(rows: tuple[LetterRow, ...]) -> tuple[_Block, ...]:
    ordered = sorted(rows, key=lambda row: PART_ORDER.index(row.part))
    blocks = []
    for part, found in groupby(ordered, key=lambda row: row.part):
        title, counting, colour = _TITLES[part]
        part_rows = tuple(found)
        blocks.append(_Block(title, f"{counting}: {len(part_rows)}", colour, part_rows))
    return tuple(blocks)


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
        "term": term,
        "term_short": term_short,
        "notes": notes_of,
        "long_date": long_date,
        "on_weekday": on_weekday,
        "rows_more": lambda count: counted(count, "пункт", "пункта", "пунктов"),
    }
    return environment


def words_of(sheet: Sheet) -> Words:
    """Return the service letter's subject (one line), text and HTML."""
    environment = _environment()
    blocks = _blocks(sheet.rows)
    subject = environment.get_template("service/subject.txt").render(sheet=sheet, parts=blocks)
    one_line = " ".join(subject.split())
    text = environment.get_template("service/text.txt").render(sheet=sheet, parts=blocks)
    html = environment.get_template("service/html.html").render(sheet=sheet, parts=blocks, subject=one_line)
    return Words(one_line, text, html)
