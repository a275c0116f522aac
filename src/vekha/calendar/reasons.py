"""Why a day is what it is: the part of `explain` that names the acts (design 4.3)."""

from collections.abc import Iterator
from datetime import date

from vekha.calendar.days import Confidence, DayFact, DayKind, DaySet, YearStatus
from vekha.calendar.holidays import ONE_DAY, carried_days, edition_of, holidays_of, is_weekend
from vekha.calendar.layers import Layer
from vekha.calendar.official_years import OfficialYear, Transfer
from vekha.calendar.periods import days_of
from vekha.calendar.work_calendar import WorkCalendar
from vekha.calendar.year_tables import applied_transfers, concerns
from vekha.domain.deadlines import Span

WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")

_WORDS = {
    DayKind.WORKING: "рабочий день",
    DayKind.SHORT: "рабочий день, сокращённый на час (ст. 95 ТК РФ)",
    DayKind.NONWORKING: "нерабочий день",
    DayKind.DECREE: "нерабочий день по указу Президента РФ",
}
_DOUBT = {
    Confidence.HIGH: "",
    Confidence.MEDIUM: "; дата вычислена или известна из одного источника",
    Confidence.LOW: "; дата выведена по аналогии, проверьте её",
}
_CIVIL = "; в гражданском счёте такой день рабочий (Обзор ВС РФ N 1 от 21.04.2020, вопрос 5)"


def day_reasons(calendar: WorkCalendar, day: date) -> tuple[str, ...]:
    """Russian sentences without full stops, the verdict first, then the grounds from the federal layer up.

    Raises YearNotPublishedError outside the years of the calendar.
    """
    verdict = f"{day:%d.%m.%Y}, {WEEKDAYS[day.weekday()]}: {_WORDS[calendar.kind(day)]}"
    return (verdict, *_federal(calendar, day), *_layered(calendar, day), *_doubtful_year(calendar, day))


def days_off(calendar: WorkCalendar, span: Span) -> Iterator[date]:
    """The days of `span` on which nobody works, in order."""
    return (day for day in days_of(span) if not calendar.is_working(day))


def _federal(calendar: WorkCalendar, day: date) -> Iterator[str]:
    sources, week = calendar.sources, calendar.week
    holidays = holidays_of(day.year, sources.editions)
    official = sources.official.get(day.year)
    moves = official.transfers if official else ()
    kept = [move.taken for move in moves if move.taken in holidays and is_weekend(move.taken, week)]
    carried = carried_days(holidays, week, kept)
    if day in holidays:
        basis = edition_of(day.year, sources.editions).basis
        yield f"праздник «{holidays[day].name}» ({basis})"
    elif is_weekend(day, week):
        yield f"выходной при {_week_word(week)} неделе (ст. 111 ТК РФ)"
    if day in carried:
        yield f"выходной за праздник {carried[day]:%d.%m.%Y} (ч. 2 ст. 112 ТК РФ)"
    if official:
        yield from _moved(applied_transfers(moves, carried, week), official, day)
        yield from _by_decree(official, calendar.day_set, day)
    if eve_of := holidays_of((day + ONE_DAY).year, sources.editions).get(day + ONE_DAY):
        yield f"накануне праздника «{eve_of.name}»"


def _week_word(week: int) -> str:
    return "пятидневной" if week == 5 else "шестидневной"


def _moved(moves: tuple[Transfer, ...], official: OfficialYear, day: date) -> Iterator[str]:
    source = official.decree or f"предварительно: {official.source}"
    for move in moves:
        if move.given == day:
            yield f"выходной перенесён сюда с {move.taken:%d.%m.%Y} ({source})"
        if move.taken == day:
            yield f"выходной перенесён отсюда на {move.given:%d.%m.%Y} ({source})"


def _by_decree(official: OfficialYear, day_set: DaySet, day: date) -> Iterator[str]:
    for stretch in official.presidential:
        if stretch.first <= day <= stretch.last:
            yield f"нерабочие дни: {stretch.basis}" + (_CIVIL if day_set is DaySet.CIVIL else "")


def _layered(calendar: WorkCalendar, day: date) -> Iterator[str]:
    for layer in calendar.sources.layers:
        exchanged = {fact.swapped_with for fact in layer.days}
        for fact in layer.days:
            if fact.day == day and concerns(fact, calendar.week, day in exchanged):
                yield _fact_sentence(layer, fact)
        for rule in layer.rules:
            if rule.day_in(day.year) == day:
                yield f"{layer.title}: {rule.name} ({rule.basis})"


def _fact_sentence(layer: Layer, fact: DayFact) -> str:
    return f"{layer.title}: {fact.name} ({fact.basis}{_DOUBT[fact.confidence]})"


def _doubtful_year(calendar: WorkCalendar, day: date) -> Iterator[str]:
    if calendar.status(day.year) is YearStatus.PROVISIONAL:
        yield f"календарь {day.year} года предварительный: день может измениться, когда выйдут акты"
