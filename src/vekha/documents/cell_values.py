"""What a cell of a clerk's file may hold: closed words, times, days and mailboxes. Errors are Russian."""

import re
from collections.abc import Mapping
from datetime import date, time
from difflib import get_close_matches
from typing import TypeVar

from vekha.documents.csv_columns import folded

Value = TypeVar("Value")
ADDRESS_CHARS = 254  # RFC 5321, 4.5.3.1.3, less the brackets
LOCAL_CHARS = 64  # RFC 5321, 4.5.3.1.1
_TIME = re.compile(r"(\d{1,2})(?:[:.\-](\d{2}))?(?:[:.]00)?")
_DATE = re.compile(r"(?:(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\s*г)?|(\d{4})-(\d{2})-(\d{2}))")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


class CellError(ValueError):
    """A cell that cannot be taken; `what` and `advice` are Russian."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(f"{what} {advice}")
        self.what = what
        self.advice = advice


def one_of(text: str, words: Mapping[str, Value]) -> Value:
    """Return what the word of a closed list stands for."""
    found = words.get(folded(text))
    if found is not None:
        return found
    near = get_close_matches(folded(text), list(words), n=1)
    advice = f"Может быть, «{near[0]}»?" if near else f"Можно: {', '.join(filter(None, words))}."
    raise CellError(f"«{text}» — неизвестное значение." if text else "не заполнено.", advice)


def time_of_day(text: str) -> time | None:
    """Return the local time, None for an empty cell. «9», «9:00», «09.30» are read."""
    if not text:
        return None
    found = _TIME.fullmatch(text)
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    raise CellError(f"«{text}» — не время.", "Напишите, например, 09:00.")


def day(text: str) -> date | None:
    """Return the day, None for an empty cell. 01.09.2025 and 2025-09-01 are read."""
    if not text:
        return None
    found = _DATE.fullmatch(text.rstrip("."))
    if found:
        parts = (found[3], found[2], found[1]) if found[3] else (found[4], found[5], found[6])
        try:
            return date(*(int(part) for part in parts))
        except ValueError:
            pass
    raise CellError(f"«{text}» — не дата.", "Напишите, например, 01.09.2025.")


def mailbox(text: str) -> str | None:
    """Return the address with its domain in ASCII (IDNA), None for an empty cell.

    A local part that needs SMTPUTF8 is refused: most servers of departments do not take such mail.
    """
    if not text:
        return None
    if re.search(r"[,;]|\s|[<>]", text.strip()):
        raise CellError(f"«{text}» — не один адрес.", "Оставьте один адрес без имени, скобок и пробелов.")
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        raise CellError(f"«{text}» — не адрес почты.", "Нужен адрес вида school1@example.ru.")
    if not local.isascii():
        advice = "Такие адреса (SMTPUTF8) почта ведомств не принимает; нужен адрес латиницей до знака @."
        raise CellError(f"в адресе «{text}» до знака @ стоят не латинские буквы.", advice)
    if not _LOCAL.fullmatch(local) or len(local) > LOCAL_CHARS:
        raise CellError(f"адрес «{text}» написан с ошибкой до знака @.", "Проверьте точки и лишние знаки.")
    address = f"{local}@{_ascii_domain(domain, text)}"
    if len(address) > ADDRESS_CHARS:
        raise CellError(f"адрес «{text}» длиннее {ADDRESS_CHARS} знаков.", "Нужен более короткий адрес.")
    return address


def _ascii_domain(domain: str, text: str) -> str:
    wrong = CellError(f"адрес «{text}» написан с ошибкой после знака @.", "Проверьте имя почтового сервера.")
    try:
        ascii_form = domain.lower().encode("idna").decode("ascii")
    except UnicodeError as error:
        raise wrong from error
    labels = ascii_form.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        raise wrong
    return ascii_form
