"""Russian as papers and letters need it: plurals, dates in words. Pure text, no law."""

import re
from collections.abc import Sequence
from datetime import date

MONTHS_OF = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_ON_WEEKDAYS = ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье")
_WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")


POINT = "п. "
"""The number of a duty in the order's own points begins so; a row's number never does."""


def plural(count: int, one: str, few: str, many: str) -> str:
    """Return the form that goes with `count`: 1 срок, 2 срока, 5 сроков, 11 сроков, 21 срок."""
    tail, tens = abs(count) % 10, abs(count) % 100
    if tail == 1 and tens != 11:
        return one
    if tail in {2, 3, 4} and tens not in {12, 13, 14}:
        return few
    return many


def counted(count: int, one: str, few: str, many: str) -> str:
    """Return the count with its noun: «2 рабочих дня»."""
    return f"{count} {plural(count, one, few, many)}"


def workdays(count: int) -> str:
    """Return «1 рабочий день», «2 рабочих дня», «5 рабочих дней»."""
    return counted(count, "рабочий день", "рабочих дня", "рабочих дней")


def short_date(day: date) -> str:
    """Return 05.03.2026."""
    return f"{day:%d.%m.%Y}"


def long_date(day: date) -> str:
    """Return «5 марта 2026 года»."""
    return f"{day.day} {MONTHS_OF[day.month - 1]} {day.year} года"


def weekday(day: date) -> str:
    """Return «четверг»."""
    return _WEEKDAYS[day.weekday()]


def on_weekday(day: date) -> str:
    """Return the accusative, as in «состояние на пятницу»."""
    return _ON_WEEKDAYS[day.weekday()]


def order_title(number: str | None, day: date | None) -> str:
    """Return how a paper names the order: «приказ № 14 от 20.01.2026», or that it has no number."""
    if not number:
        return "дорожная карта без номера"
    return f"приказ № {number}" + (f" от {short_date(day)}" if day else "")


def either(names: Sequence[str]) -> str:
    """Return names as a choice: «А, Б или В»."""
    return " или ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def sentence(text: str) -> str:
    """Return the text ended by one full stop, also after initials."""
    return text.rstrip(" .") + "."


def natural_key(text: str) -> tuple[tuple[int, int | str], ...]:
    """Return a key that sorts as people do: «школа № 2» before «школа № 10»."""
    parts = re.split(r"(\d+)", text.casefold())
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in parts if part)


def numbered(number: str) -> str:
    """Return how a sentence calls an item: «п. 2.3» of the plan, «п. 3 приказа» of the order."""
    return f"{number} приказа" if number.startswith(POINT) else f"п. {number.rstrip('.')}"
