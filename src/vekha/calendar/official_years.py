"""The Government's yearly acts: which day off moved where, and the President's non-working days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from vekha.calendar.days import YearStatus
from vekha.calendar.errors import LayerError
from vekha.calendar.toml_lines import entry_lines, key_line, parse_toml

_KEYS = {"year", "status", "decree", "source", "transfers", "presidential"}


@dataclass(frozen=True, slots=True)
class Transfer:
    """The day off of `taken` is given on `given`. A weekend `taken` is worked then, a holiday is not."""

    taken: date
    given: date


@dataclass(frozen=True, slots=True)
class Presidential:
    """Non-working days with pay, `first` and `last` inclusive; they concern the days that would be worked."""

    first: date
    last: date
    basis: str

    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True)
class OfficialYear:
    """One year's act. `decree` is empty while the act itself is not at hand."""

    year: int
    status: YearStatus
    decree: str
    source: str
    transfers: tuple[Transfer, ...]
    presidential: tuple[Presidential, ...]


def parse_official_year(text: str, file: str) -> OfficialYear:
    """Return the year; raises LayerError naming file, line and reason."""
    table = parse_toml(text, file)
    for key in table.keys() - _KEYS:
        raise LayerError(file, key_line(text, key), f"неизвестное поле «{key}».")
    year, status = _year(table, text, file), _status(table, text, file)
    decree = str(table.get("decree", ""))
    if status is YearStatus.DECREED and not decree:
        raise LayerError(file, key_line(text, "status"), "статус decreed без акта: заполните поле decree.")
    refuse = _refusal(file, entry_lines(text, "transfers"))
    transfers = tuple(_transfer(row, year, refuse(n)) for n, row in enumerate(table.get("transfers", ())))
    _refuse_doubles(transfers, refuse)
    refuse = _refusal(file, entry_lines(text, "presidential"))
    rows = enumerate(table.get("presidential", ()))
    presidential = tuple(_presidential(row, year, refuse(n)) for n, row in rows)
    return OfficialYear(year, status, decree, str(table.get("source", "")), transfers, presidential)


Refuse = Callable[[str], LayerError]


def _refusal(file: str, lines: list[int]) -> Callable[[int], Refuse]:
    return lambda n: lambda reason: LayerError(file, lines[n] if n < len(lines) else 1, reason)


def _year(table: dict[str, Any], text: str, file: str) -> int:
    year = table.get("year")
    if not isinstance(year, int):
        raise LayerError(file, key_line(text, "year"), "нет года: нужно year = 2026.")
    return year


def _status(table: dict[str, Any], text: str, file: str) -> YearStatus:
    if "status" not in table:
        raise LayerError(file, key_line(text, "year"), "у года нет статуса: нужен decreed или provisional.")
    try:
        return YearStatus(table["status"])
    except ValueError as error:
        reason = f"неизвестный статус «{table['status']}»: нужен decreed или provisional."
        raise LayerError(file, key_line(text, "status"), reason) from error


def _transfer(row: dict[str, Any], year: int, refuse: Refuse) -> Transfer:
    if "from" not in row or "to" not in row:
        raise refuse("перенос без пары: нужны обе даты, from и to.")
    return Transfer(_day(row, "from", year, refuse), _day(row, "to", year, refuse))


def _presidential(row: dict[str, Any], year: int, refuse: Refuse) -> Presidential:
    if not row.get("basis"):
        raise refuse("нерабочие дни без указа: заполните basis.")
    first, last = _day(row, "first", year, refuse), _day(row, "last", year, refuse)
    if last < first:
        raise refuse(f"последний день {last:%d.%m.%Y} раньше первого {first:%d.%m.%Y}.")
    return Presidential(first, last, str(row["basis"]))


def _day(row: dict[str, Any], key: str, year: int, refuse: Refuse) -> date:
    day = row.get(key)
    if not isinstance(day, date) or isinstance(day, datetime):
        raise refuse(f"поле {key} должно быть датой вида 2026-01-03.")
    if day.year != year:
        raise refuse(f"день {day:%d.%m.%Y} не относится к {year} году.")
    return day


def _refuse_doubles(transfers: tuple[Transfer, ...], refuse: Callable[[int], Refuse]) -> None:
    seen: set[date] = set()
    for n, transfer in enumerate(transfers):
        for day in (transfer.taken, transfer.given):
            if day in seen:
                raise refuse(n)(f"день {day:%d.%m.%Y} назван в двух переносах.")
            seen.add(day)
