"""From facts to the kind of each day of a year, for a five- or a six-day week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from vekha.calendar.days import DayFact, DayKind
from vekha.calendar.holidays import ONE_DAY, Edition, carried_days, holidays_of, is_weekend
from vekha.calendar.layers import DayRule, Layer
from vekha.calendar.official_years import OfficialYear, Transfer

NONWORKING, WORKING, SHORT = 0, 1, 2
DECREE = 4  # a flag beside WORKING or SHORT: what the day is if the decree is not counted

_CODES = {
    DayKind.NONWORKING: NONWORKING,
    DayKind.WORKING: WORKING,
    DayKind.SHORT: SHORT,
    DayKind.DECREE: WORKING | DECREE,
}


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything a calendar is derived from; `layers` lie above the federal one, the later wins."""

    editions: tuple[Edition, ...]
    official: Mapping[int, OfficialYear]
    layers: tuple[Layer, ...] = ()


def year_codes(year: int, sources: Sources, week: int) -> bytes:
    """One code a day from 1 January to 31 December."""
    codes = federal_codes(year, sources, week)
    for layer in sources.layers:
        _apply_facts(codes, [fact for fact in layer.days if fact.day.year == year], week)
        _apply_rules(codes, layer.rules, year, week)
    return bytes(codes[day] for day in sorted(codes))


def federal_codes(year: int, sources: Sources, week: int) -> dict[date, int]:
    """Art. 112 ТК РФ with carry-over, the Government's transfers, short days (art. 95), the President's days.

    A transfer of a Saturday does not concern a six-day week, where that Saturday is no day off.
    """
    holidays = holidays_of(year, sources.editions)
    eves = {day - ONE_DAY for day in (*holidays, *holidays_of(year + 1, sources.editions))}
    official = sources.official.get(year)
    moves = official.transfers if official else ()
    kept = [move.taken for move in moves if move.taken in holidays and is_weekend(move.taken, week)]
    carried = carried_days(holidays, week, kept)
    moves = applied_transfers(moves, carried, week)
    off = {*holidays, *carried, *(move.given for move in moves)}
    worked = {move.taken for move in moves} - set(holidays)
    eves |= {move.taken for move in moves if move.given in eves}
    codes = {
        day: NONWORKING if day not in worked and (day in off or is_weekend(day, week)) else WORKING
        for day in _days_of(year)
    }
    for day in eves & codes.keys():
        codes[day] = SHORT if codes[day] else NONWORKING
    for stretch in official.presidential if official else ():
        for day in stretch.days():
            codes[day] = _with_decree(codes[day])
    return codes


def applied_transfers(
    moves: Iterable[Transfer], carried: Mapping[date, date], week: int
) -> tuple[Transfer, ...]:
    """The transfers whose day really is a day off in that week."""
    return tuple(move for move in moves if is_weekend(move.taken, week) or move.taken in carried)


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1).toordinal()
    return [date.fromordinal(n) for n in range(first, date(year, 12, 31).toordinal() + 1)]


def _apply_facts(codes: dict[date, int], facts: Iterable[DayFact], week: int) -> None:
    """A worked Saturday takes the length of the day it was exchanged with, read before anything changes."""
    listed = list(facts)
    exchanges = {fact.swapped_with: fact.day for fact in listed if fact.swapped_with}
    lengths = {worked: codes.get(given, WORKING) or WORKING for worked, given in exchanges.items()}
    for fact in listed:
        if not concerns(fact, week, fact.day in exchanges):
            continue
        code = lengths.get(fact.day, WORKING) if fact.kind is DayKind.WORKING else _CODES[fact.kind]
        codes[fact.day] = code if not code & DECREE else _with_decree(codes[fact.day])


def _with_decree(code: int) -> int:
    """A decree frees only days that would be worked: a day off stays one in every day set."""
    return code | DECREE if code else NONWORKING


def concerns(fact: DayFact, week: int, exchanged: bool) -> bool:
    """Whether a fact changes anything in that week: with six days no rest is moved from a Saturday.

    `exchanged`: the day is the worked half of an exchange; a six-day week works that Saturday anyway.
    """
    moved = fact.moved_from or (fact.day if exchanged else None)
    return moved is None or not is_weekend(moved, 5) or is_weekend(moved, week)


def _apply_rules(codes: dict[date, int], rules: Iterable[DayRule], year: int, week: int) -> None:
    for rule in rules:
        day = rule.day_in(year)
        if day is None:
            continue
        codes[day] = NONWORKING
        if rule.carry and is_weekend(day, week):
            following = (later for later in sorted(codes) if later > day and codes[later])
            codes[next(following, day)] = NONWORKING
