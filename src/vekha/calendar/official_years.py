"""The Government's yearly acts: which day off moved where, and the President's non-working days."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from vekha.calendar.days import YearStatus
from vekha.calendar.errors import LayerError
from vekha.calendar.toml_lines import Entry, entries_of, key_line, parse_toml

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
    moves = entries_of(table, "transfers", text, file)
    transfers = tuple(_transfer(entry, year) for entry in moves)
    _refuse_doubles(transfers, moves)
    stretches = entries_of(table, "presidential", text, file)
    presidential = tuple(_presidential(entry, year) for entry in stretches)
    return OfficialYear(year, status, decree, str(table.get("source", "")), transfers, presidential)


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


def _transfer(entry: Entry, year: int) -> Transfer:
    if "from" not in entry.row or "to" not in entry.row:
        raise entry.refuse("перенос без пары: нужны обе даты, from и to.")
    return Transfer(_day(entry, "from", year), _day(entry, "to", year))


def _presidential(entry: Entry, year: int) -> Presidential:
    if not entry.row.get("basis"):
        raise entry.refuse("нерабочие дни без указа: заполните basis.")
    first, last = _day(entry, "first", year), _day(entry, "last", year)
    if last < first:
        raise entry.refuse(f"последний день {last:%d.%m.%Y} раньше первого {first:%d.%m.%Y}.")
    return Presidential(first, last, str(entry.row["basis"]))


def _day(entry: Entry, key: str, year: int) -> date:
    day = entry.day(key)
    if day is None:
        raise entry.refuse(f"нет даты {key}.")
    if day.year != year:
        raise entry.refuse(f"день {day:%d.%m.%Y} не относится к {year} году.")
    return day


def _refuse_doubles(transfers: tuple[Transfer, ...], entries: list[Entry]) -> None:
    seen: set[date] = set()
    for transfer, entry in zip(transfers, entries, strict=True):
        for day in (transfer.taken, transfer.given):
            if day in seen:
                raise entry.refuse(f"день {day:%d.%m.%Y} назван в двух переносах.")
            seen.add(day)
