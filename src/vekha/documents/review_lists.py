"""The sheets beside the rows: the order with what is settled for all of it, remarks, what is in no row."""

from collections.abc import Iterator, Mapping, Sequence

from vekha.documents.dependencies import Dependencies, dependencies_of
from vekha.documents.review import CONTROLLERS, REST_KINDS, spot
from vekha.documents.review_book import Book, listing
from vekha.documents.review_sheet import CHOICES, ORDER_SHEET, PLAN_CELLS, Group
from vekha.documents.review_words import plan_cells, what_was_read
from vekha.domain.places import Weight
from vekha.domain.roadmaps import Roadmap

ANSWER_COLUMN = 1
WAITING_TITLES = ("Сначала", "Потом", "Почему (предложение: связывает человек)")
WEIGHTS = {Weight.NOTE: "к сведению", Weight.DOUBT: "сомнение", Weight.ERROR: "ошибка"}


def listed(key: str) -> Mapping[str, object]:
    """Return the rule of a cell that takes one of our choices."""
    return {
        "validate": "list",
        "source": [*CHOICES[key].values()],
        "error_title": "Нет такого ответа",
        "error_message": "Выберите ответ из списка.",
    }


def write_order(book: Book, roadmap: Roadmap) -> None:
    """The order as it was read, and below it what a person settles for the whole document."""
    lines = listing(book, ORDER_SHEET, (34, 60, 70))
    lines.titles(("Приказ", "прочитано", "откуда"))
    for read in what_was_read(roadmap):
        lines.add(read)
    for one in roadmap.body.controllers:
        who = ", ".join(filter(None, (one.name, one.role)))
        lines.add((CONTROLLERS.get(one.kind, one.kind), who, f"«{one.quote}»"))
    lines.line += 1
    lines.titles(("Решите", "ответ", "пояснение"), Group.FILLED)
    for key, answer, note in plan_cells(roadmap):
        if key in CHOICES:
            cell = (lines.line, ANSWER_COLUMN, lines.line, ANSWER_COLUMN)
            lines.sheet.data_validation(*cell, listed(key))
        lines.add((PLAN_CELLS[key], answer, note), filled=ANSWER_COLUMN)


def write_lists(book: Book, roadmap: Roadmap) -> None:
    """Write a sheet each for the remarks, the rest, what is unread, and where the words went."""
    for name, widths, titles, rows in _lists(roadmap):
        lines = listing(book, name, widths)
        lines.titles(titles)
        for row in rows:
            lines.add(row)
        lines.sheet.freeze_panes(1, 0)
        lines.sheet.autofilter(0, 0, max(lines.line - 1, 1), len(titles) - 1)
        lines.sheet.repeat_rows(0)


_List = tuple[str, Sequence[int], Sequence[str], Sequence[Sequence[str]]]


def _lists(roadmap: Roadmap) -> Iterator[_List]:
    waiting = dependencies_of(roadmap)
    remarks = [
        (WEIGHTS[one.weight], spot(one.place), one.text, one.advice, one.code)
        for one in (*roadmap.remarks, *waiting.remarks)
    ]
    titles = ("Что это", "Место", "Замечание", "Что сделать", "Код")
    yield "Замечания", (14, 32, 70, 50, 24), titles, remarks
    yield "Кто кого ждёт", (12, 12, 110), WAITING_TITLES, waiting_lines(roadmap, waiting)
    rest = [(spot(one.place), REST_KINDS.get(one.kind, one.kind), one.text) for one in roadmap.rest]
    yield "Вне плана", (32, 28, 100), ("Место", "Что это", "Текст"), rest
    unread = [(one,) for one in roadmap.unread]
    yield "Не прочитано", (100,), ("Части документа, которые не читаются",), unread
    yield "Счёт слов", (30, 14), ("Куда попали слова", "Сколько"), counted_words(roadmap)


def waiting_lines(roadmap: Roadmap, waiting: Dependencies) -> list[tuple[str, str, str]]:
    """Return (earlier, later, why) of each proposed link, rows by their number or their place in the plan."""
    called = {item.ordinal: item.number or f"строка {item.ordinal}" for item in roadmap.items}
    return [(called[link.before], called[link.after], link.why) for link in waiting.links]


def counted_words(roadmap: Roadmap) -> list[tuple[str, str]]:
    """Return where the words of the document went: the proof that none is lost."""
    count = roadmap.coverage
    return [
        ("Слов в документе", str(count.source_words)),
        ("в строках плана", str(count.in_rows)),
        ("в разделах", str(count.in_sections)),
        ("вне плана", str(count.in_rest)),
        ("потеряно", str(count.lost)),
    ]
