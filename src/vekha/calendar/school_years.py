"""The school year, its terms and vacations: a default that a region or a school overrides with a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from vekha.calendar.errors import LayerError
from vekha.calendar.periods import clip, school_year_of
from vekha.calendar.toml_lines import Entry, entries_of, entry_lines, parse_toml, table_line
from vekha.domain.deadlines import Span


@dataclass(frozen=True, slots=True)
class SchoolPeriod:
    """A term or a vacation of the default: month and day, both ends inclusive, in the given half of the year.

    `kind`: term, half (полугодие) or vacation. `number`: the ordinal of a term or half, 0 for a vacation.
    """

    kind: str
    number: int
    name: str
    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """The periods of one school year with their dates; `basis` says whose they are."""

    span: Span
    basis: str
    periods: tuple[tuple[SchoolPeriod, Span], ...]

    def term(self, number: int) -> Span | None:
        return self._find("term", number)

    def half(self, number: int) -> Span | None:
        return self._find("half", number)

    def vacation(self, name: str) -> Span | None:
        """By its name: осенние, зимние, весенние, летние."""
        return next((span for row, span in self.periods if row.kind == "vacation" and row.name == name), None)

    def _find(self, kind: str, number: int) -> Span | None:
        return next((span for row, span in self.periods if (row.kind, row.number) == (kind, number)), None)


@dataclass(frozen=True, slots=True)
class SchoolPlan:
    """What a file says for any year."""

    basis: str
    rows: tuple[SchoolPeriod, ...]


def parse_school_plan(text: str, file: str) -> SchoolPlan:
    """Return the plan; raises LayerError naming file, line and reason."""
    table = parse_toml(text, file)
    return _plan(Entry(table, file, 1), entries_of(table, "periods", text, file))


def plan_in_layer(table: Mapping[str, Any], text: str, file: str) -> SchoolPlan | None:
    """Return the plan a layer carries in its table `school_year`, None without one; raises LayerError."""
    if "school_year" not in table:
        return None
    found, line = table["school_year"], table_line(text, "school_year")
    if not isinstance(found, dict):
        raise LayerError(file, line, "school_year должно быть таблицей [school_year].")
    whole = Entry(found, file, line)
    if unknown := sorted(found.keys() - {"basis", "periods"}):
        raise whole.refuse(f"неизвестное поле «{unknown[0]}»; известны: basis, periods.")
    array = "school_year.periods" if entry_lines(text, "school_year.periods") else "periods"
    return _plan(whole, entries_of({array: found.get("periods", [])}, array, text, file))


def _plan(whole: Entry, entries: Sequence[Entry]) -> SchoolPlan:
    if not whole.row.get("basis"):
        raise whole.refuse("не сказано, чей это график: заполните basis.")
    if not entries:
        raise whole.refuse("нет списка periods.")
    periods: list[SchoolPeriod] = []
    for entry in entries:
        period = _period(entry)
        if any(
            (one.kind, one.number, one.name) == (period.kind, period.number, period.name) for one in periods
        ):
            raise entry.refuse(f"«{period.name}» названо дважды.")
        periods.append(period)
    return SchoolPlan(str(whole.row["basis"]), tuple(periods))


def _period(entry: Entry) -> SchoolPeriod:
    kind, name, number = (entry.row.get(key, "") for key in ("kind", "name", "number"))
    if str(kind) not in {"term", "half", "vacation"}:
        raise entry.refuse(f"неизвестный вид «{kind}»: нужно term, half или vacation.")
    first, last = _month_day(entry, "first"), _month_day(entry, "last")
    if _in_school_order(last) < _in_school_order(first):
        raise entry.refuse(f"«{name}» кончается раньше, чем начинается.")
    return SchoolPeriod(str(kind), number if isinstance(number, int) else 0, str(name), first, last)


def _month_day(entry: Entry, key: str) -> tuple[int, int]:
    written = str(entry.row.get(key, ""))
    try:
        parsed = date.fromisoformat(f"2000-{written}")
    except ValueError as error:
        raise entry.refuse(f"поле {key}: «{written}» не день вида 09-01.") from error
    return parsed.month, parsed.day


def _in_school_order(month_day: tuple[int, int]) -> tuple[int, int, int]:
    return (int(month_day < (9, 1)), *month_day)


@cache
def shipped_school_plan() -> SchoolPlan:
    file = files("vekha.calendar") / "data" / "school_year.toml"
    return parse_school_plan(file.read_text(encoding="utf-8"), file.name)


def school_year(day: date, plan: SchoolPlan) -> SchoolYear:
    """The school year that holds `day`, with the plan's periods dated in it."""
    whole = school_year_of(day)
    dated = ((row, clip(Span(_dated(row.first, whole), _dated(row.last, whole)), whole)) for row in plan.rows)
    return SchoolYear(whole, plan.basis, tuple((row, span) for row, span in dated if span is not None))


def _dated(month_day: tuple[int, int], whole: Span) -> date:
    """29 February of a common year is its 28th."""
    month, day = month_day
    year = whole.first.year if month_day >= (9, 1) else whole.last.year
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, month, 28 if (month, day) == (2, 29) and not leap else day)
