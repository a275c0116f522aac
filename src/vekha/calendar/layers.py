"""A layer: what a subject, a municipality or a school adds to the calendar below it, from its own TOML."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import EASTER_ORTHODOX, easter

from vekha.calendar.days import FIRST_YEAR, LAST_YEAR, Confidence, DayFact, DayKind, YearStatus
from vekha.calendar.errors import LayerError
from vekha.calendar.school_years import SchoolPlan, plan_in_layer
from vekha.calendar.toml_lines import Entry, entries_of, key_line, parse_toml

_KEYS = {"calendar", "title", "base", "years", "days", "rules", "school_year"}
_DAY_KEYS = {"date", "kind", "name", "basis", "confidence", "from", "carried_from", "applies"}
_RULE_KEYS = {"name", "day", "since", "until", "carry", "basis", "confidence"}


@dataclass(frozen=True, slots=True)
class DayRule:
    """A day off of each year. Either month and day, or `easter_offset` days after Orthodox Easter.

    `since` and `until` are inclusive years. `carry`: from a weekend to the next working day.
    """

    name: str
    month_day: tuple[int, int] | None
    easter_offset: int
    since: int
    until: int
    carry: bool
    basis: str

    def day_in(self, year: int) -> date | None:
        """The day of that year, None where the rule is not in force or the year lacks the date."""
        if not self.since <= year <= self.until:
            return None
        if self.month_day is None:
            return easter(year, EASTER_ORTHODOX) + timedelta(days=self.easter_offset)
        try:
            return date(year, *self.month_day)
        except ValueError:  # 29 February
            return None


@dataclass(frozen=True, slots=True)
class Layer:
    """`name` is the key («ru-23»), `title` what `explain` prints, `base` the layer it lies upon.

    `silent`: the status of a year it does not name: a subject's acts of that year are awaited.
    `school`: the terms and vacations in place of those below; None leaves them.
    """

    name: str
    title: str
    base: str
    years: Mapping[int, YearStatus]
    days: tuple[DayFact, ...]
    rules: tuple[DayRule, ...]
    school: SchoolPlan | None = None
    silent: YearStatus = YearStatus.PROVISIONAL


def parse_layer(text: str, file: str) -> Layer:
    """Return the layer; raises LayerError naming file, line and reason."""
    table = parse_toml(text, file)
    for key in table.keys() - _KEYS:
        raise LayerError(file, key_line(text, key), f"неизвестное поле «{key}».")
    if not isinstance(table.get("calendar"), str):
        raise LayerError(file, key_line(text, "calendar"), 'у слоя нет имени: нужно calendar = "ru-23".')
    years = _years(table.get("years", {}), text, file)
    entries = entries_of(table, "days", text, file)
    days = tuple(_day_fact(entry, years) for entry in entries)
    _refuse_doubles(days, entries)
    _refuse_unpaired(days, entries)
    rules = tuple(_rule(entry) for entry in entries_of(table, "rules", text, file))
    name = table["calendar"]
    title, below = str(table.get("title", name)), str(table.get("base", "ru"))
    return Layer(name, title, below, years, days, rules, plan_in_layer(table, text, file))


def _years(table: object, text: str, file: str) -> dict[int, YearStatus]:
    if not isinstance(table, dict):
        raise LayerError(file, key_line(text, "years"), "years должно быть таблицей: год и его статус.")
    years = {}
    for year, status in table.items():
        try:
            years[_year_between(year)] = YearStatus(status)
        except ValueError as error:
            reason = (
                f"год «{str(year)[:20]}» без верного статуса или вне {FIRST_YEAR}-{LAST_YEAR}: "
                "нужно, например, 2026 = decreed или provisional."
            )
            raise LayerError(file, key_line(text, year), reason) from error
    return years


def _year_between(written: str) -> int:
    year = int(written)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(written)
    return year


def _day_fact(entry: Entry, years: Mapping[int, YearStatus]) -> DayFact:
    _refuse_unknown_keys(entry, _DAY_KEYS)
    day = entry.day("date")
    if day is None:
        raise entry.refuse("у дня нет даты: нужно date = 2026-03-20.")
    if day.year not in years:
        raise entry.refuse(
            f"день {day:%d.%m.%Y} вне годов слоя: год {day.year} не назван в years со статусом."
        )
    return DayFact(
        day=day,
        kind=_kind(entry),
        name=str(entry.row.get("name", "")),
        basis=str(entry.row.get("basis", "")),
        confidence=_confidence(entry),
        swapped_with=entry.day("from"),
        carried_from=entry.day("carried_from"),
        applies=str(entry.row.get("applies", "")),
    )


def _refuse_unknown_keys(entry: Entry, known: set[str]) -> None:
    for key in sorted(entry.row.keys() - known):
        raise entry.refuse(f"неизвестное поле «{key}»; известны: {', '.join(sorted(known))}.")


def _kind(entry: Entry) -> DayKind:
    try:
        return DayKind(entry.row.get("kind", ""))
    except ValueError as error:
        known = ", ".join(DayKind)
        raise entry.refuse(
            f"неизвестный вид дня «{entry.row.get('kind', '')}»; известны: {known}."
        ) from error


def _confidence(entry: Entry) -> Confidence:
    try:
        return Confidence(entry.row.get("confidence", Confidence.HIGH))
    except ValueError as error:
        raise entry.refuse("неизвестная уверенность: нужно high, medium или low.") from error


def _refuse_doubles(days: tuple[DayFact, ...], entries: list[Entry]) -> None:
    times = Counter(fact.day for fact in days)
    for fact, entry in reversed(list(zip(days, entries, strict=True))):
        if times[fact.day] > 1:
            raise entry.refuse(f"день {fact.day:%d.%m.%Y} назван дважды: у дня в слое один вид.")


def _refuse_unpaired(days: tuple[DayFact, ...], entries: list[Entry]) -> None:
    worked = {fact.day for fact in days if fact.kind in {DayKind.WORKING, DayKind.SHORT}}
    for fact, entry in zip(days, entries, strict=True):
        if fact.swapped_with and fact.kind is DayKind.NONWORKING and fact.swapped_with not in worked:
            raise entry.refuse(
                f"перенос без пары: день {fact.swapped_with:%d.%m.%Y} должен быть в слое рабочим "
                "(kind working); если тот день остаётся выходным, пишите carried_from."
            )


def _rule(entry: Entry) -> DayRule:
    _refuse_unknown_keys(entry, _RULE_KEYS)
    row = entry.row
    month_day, offset = _rule_day(entry)
    if str(row.get("carry", "none")) not in {"none", "next"}:
        raise entry.refuse(f"неизвестный перенос «{row['carry']}»: нужно none или next.")
    since, until = row.get("since"), row.get("until", 9999)
    if not isinstance(since, int) or not isinstance(until, int):
        raise entry.refuse("у правила нет года, с которого оно действует: нужно since = 2024.")
    carry = row.get("carry") == "next"
    return DayRule(
        str(row.get("name", "")), month_day, offset, since, until, carry, str(row.get("basis", ""))
    )


def _rule_day(entry: Entry) -> tuple[tuple[int, int] | None, int]:
    written = str(entry.row.get("day", ""))
    try:
        if written.startswith("easter"):
            return None, _easter_offset(written)
        month, day = map(int, written.split("-"))
        date(2000, month, day)
    except ValueError as error:
        raise entry.refuse(f'день правила «{written}» не понят: нужно "09-01" или "easter+9".') from error
    return (month, day), 0


def _easter_offset(written: str) -> int:
    """Days after Easter, which is 4 April at the earliest; the day stays in Easter's own year."""
    offset = int(written.removeprefix("easter") or "0")
    if not -90 <= offset <= 200:
        raise ValueError(written)
    return offset
