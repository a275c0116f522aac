"""From the words of a calendar place to the place itself."""

import functools
from collections.abc import Sequence
from typing import NamedTuple

from vekha.rules.deadline_parts import NoMeaningError, Place, PlaceKind, Years
from vekha.rules.deadline_words import Word

Words = Sequence[Word]

_PARTS_OF_MONTH = {
    "DECADE": PlaceKind.DECADE,
    "HALF": PlaceKind.HALF_MONTH,
    "WEEK": PlaceKind.WEEK,
    "EDGE_START": PlaceKind.START,
    "EDGE_MIDDLE": PlaceKind.MIDDLE,
    "EDGE_END": PlaceKind.END,
}
NUMBERS = frozenset({"NUM", "ROMAN", "NTH", "COUNT"})
_MONTHS = frozenset({"OF_MONTH", "MONTH", "SEASON", "SEASON_ADJECTIVE"})
_WRITTEN = frozenset({"FULL", "PAIR", "MONTH_YEAR", "HOLIDAY"})
PLACES = {
    "number": PlaceKind.NUMBER,
    "day": PlaceKind.DAY,
    "month": PlaceKind.MONTH,
    "quarter": PlaceKind.QUARTER,
    "half_year": PlaceKind.HALF_YEAR,
    "season": PlaceKind.SEASON,
    "years": PlaceKind.YEAR,
    "nth_number": PlaceKind.NTH_NUMBER,
    "nth_weekday": PlaceKind.NTH_WEEKDAY,
    "part_of": PlaceKind.WEEK,
    "nth_workday": PlaceKind.NTH_WORKDAY,
}


class PlaceShape(NamedTuple):
    """Which words of a phrase make a place: their indexes, -1 for none; `years`: from and to of its years."""

    begin: int
    kind: PlaceKind
    number: int
    month: int
    written: int
    weekday: int
    years: tuple[int, int]
    of_the_year: bool


def first_of(terminals: tuple[str, ...], wanted: frozenset[str], begin: int) -> int:
    """Return the index in the phrase of the first wanted terminal, -1 where there is none."""
    return next((begin + at for at, name in enumerate(terminals) if name in wanted), -1)


def place_shape(
    rule: str, terminals: tuple[str, ...], reach: tuple[int, int], years: tuple[int, int]
) -> PlaceShape:
    """Return the shape of the place that a rule of the grammar found between two indexes of a phrase."""
    begin, end = reach
    own = terminals[begin:end]
    of_the_year = years[0] >= 0 and terminals[years[0]] == "YEAR_WORD"
    kind = PLACES[rule]
    if rule == "part_of":
        kind = next(_PARTS_OF_MONTH[name] for name in own if name in _PARTS_OF_MONTH)
    return PlaceShape(
        begin,
        kind,
        first_of(own, NUMBERS, begin),
        first_of(own, _MONTHS, begin),
        first_of(own, _WRITTEN, begin),
        first_of(own, frozenset({"WEEKDAY"}), begin),
        reach if rule == "years" else (-1, -1) if of_the_year else years,
        of_the_year,
    )


def place_of(shape: PlaceShape, words: Words) -> Place:
    """Return the place of that shape in the words of a phrase. Raises NoMeaningError for impossible years."""
    _, kind, number, month, written, weekday, (since, until), of_the_year = shape
    years = _years(words[since:until]) if since >= 0 else None
    if written >= 0:
        return _written(words[written], years, of_the_year=of_the_year)
    named = words[month] if month >= 0 else None
    return Place(
        kind,
        words[number].number if number >= 0 else 0,
        named.number if named else 0,
        years,
        words[weekday].number if weekday >= 0 else 0,
        named is not None and named.text[-1] in "ая",
        of_the_year,
    )


def _written(word: Word, years: Years | None, *, of_the_year: bool) -> Place:
    if word.type == "MONTH_YEAR":
        year, month = divmod(word.number, 100)
        return Place(PlaceKind.MONTH, month=month, years=Years(year, year))
    year, rest = divmod(word.number, 10000)
    month, day = divmod(rest, 100)
    if word.type == "FULL":
        years = _year(word.text[-5:].lstrip("./") if year > 9999 else str(year))
    return Place(PlaceKind.DAY, number=day, month=month, years=years, of_the_year=of_the_year)


def _years(words: Words) -> Years:
    printed = [word for word in words if word.type in ("YEAR", "OF_YEAR")]
    first = _year(str(printed[0].number))
    if len(printed) == 1:
        return first
    last = _year(str(printed[-1].number))
    if last.first < first.first:
        raise NoMeaningError(f"годы «{first.first}-{last.first}» стоят в обратном порядке")
    return Years(first.first, last.first, first.misspelt or last.misspelt)


@functools.lru_cache(maxsize=256)
def _year(digits: str) -> Years:
    """Return the year; of five digits the doubled one goes («20222»), and the misspelling is kept."""
    if len(digits) == 4:
        return Years(int(digits), int(digits))
    for at in range(1, len(digits)):
        if digits[at] == digits[at - 1]:
            year = int(digits[:at] + digits[at + 1 :])
            if 1900 <= year <= 2099:
                return Years(year, year, digits)
    raise NoMeaningError(f"«{digits}» не год")
