"""Public holidays of ст. 112 ТК РФ by the edition in force, and what follows from the law alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from vekha.calendar.toml_lines import entries_of, parse_toml

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """`carry`: a day off that coincides with it moves to the next working day (ч. 2 ст. 112 ТК РФ)."""

    month: int
    day: int
    name: str
    carry: bool


@dataclass(frozen=True, slots=True)
class Edition:
    """The list in force from 1 January of `since`."""

    since: int
    basis: str
    holidays: tuple[Holiday, ...]


def parse_editions(text: str, file: str) -> tuple[Edition, ...]:
    """Return the editions in order of years; raises LayerError."""
    editions = []
    for entry in entries_of(parse_toml(text, file), "editions", text, file):
        try:
            holidays = tuple(_holiday(row) for row in entry.row["days"])
            editions.append(Edition(int(entry.row["since"]), str(entry.row["basis"]), holidays))
        except (KeyError, TypeError, ValueError) as error:
            raise entry.refuse(f"редакция закона записана неверно ({error}).") from error
    return tuple(sorted(editions, key=lambda edition: edition.since))


def _holiday(row: dict[str, object]) -> Holiday:
    month, day = str(row["day"]).split("-")
    return Holiday(int(month), int(day), str(row["name"]), bool(row["carry"]))


def edition_of(year: int, editions: Iterable[Edition]) -> Edition:
    """The edition in force that year; the earliest for a year before all of them."""
    ordered = tuple(editions)
    past = tuple(takewhile(lambda edition: edition.since <= year, ordered))
    return past[-1] if past else ordered[0]


def holidays_of(year: int, editions: Iterable[Edition]) -> dict[date, Holiday]:
    edition = edition_of(year, editions)
    return {date(year, holiday.month, holiday.day): holiday for holiday in edition.holidays}


def is_weekend(day: date, week: int) -> bool:
    """Five-day week: Saturday and Sunday are off; six-day week: Sunday only (ст. 111 ТК РФ)."""
    return day.weekday() >= week


def carried_days(holidays: dict[date, Holiday], week: int, kept: Iterable[date]) -> dict[date, date]:
    """Where each weekend holiday's day off goes by ч. 2 ст. 112: {working day: holiday}.

    `kept` are holidays whose day off an act has moved elsewhere. A day that would leave the year is dropped.
    """
    elsewhere = frozenset(kept)
    carried: dict[date, date] = {}
    for day in sorted(holidays):
        if not holidays[day].carry or not is_weekend(day, week) or day in elsewhere:
            continue
        target = day + ONE_DAY
        while target in holidays or target in carried or is_weekend(target, week):
            target += ONE_DAY
        if target.year == day.year:
            carried[target] = day
    return carried
