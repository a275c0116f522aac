"""Russian of the papers: shares, periods, instants, nouns with their numbers. Pure text."""

from datetime import datetime

import pendulum

from vekha.calendar.periods import calendar_year, half_year_of, month_of, quarter_of, school_year_of
from vekha.calendar.zones import zone_label
from vekha.domain.deadlines import Span
from vekha.domain.obligations import Outcome
from vekha.rules.russian import long_date, plural, short_date

NO_DATA = "нет данных"
_MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
_ROMAN = ("I", "II", "III", "IV")

OUTCOME_NAMES = {
    Outcome.IN_TIME: "исполнено в срок",
    Outcome.LATE: "исполнено с нарушением срока",
    Outcome.NOT_DONE: "не исполнено",
    Outcome.ON_REVIEW: "на проверке",
    Outcome.NOT_DUE: "срок не наступил",
    Outcome.WAIVED: "освобождено",
    Outcome.WITHDRAWN: "отменено",
    Outcome.SUSPENDED: "приостановлено",
    Outcome.WAITING: "ждёт назначения срока",
}


def share(part: float, whole: float) -> str:
    """Return «66,7 %»; «нет данных» of nothing."""
    return percent(part / whole if whole else None)


def percent(value: float | None) -> str:
    """Return a share from 0 to 1 as «66,7 %», «нет данных» for None."""
    return NO_DATA if value is None else f"{decimal(value * 100)}\u00a0%"


def decimal(value: float) -> str:
    """Return the number rounded to tenths with a comma: «66,7»."""
    return f"{value:.1f}".replace(".", ",")


def number(value: float) -> str:
    """Return a figure as people write it: «1 200», «12,5»."""
    whole = value == round(value)
    text = f"{value:,.0f}" if whole else f"{value:,.2f}".rstrip("0")
    return text.replace(",", "\u00a0").replace(".", ",")


def days(value: float) -> str:
    """Return «3 дня», «5 дней», «2,5 дня» (a fraction takes the genitive singular)."""
    tenths = round(value * 10)
    if tenths % 10:
        return f"{decimal(value)}\u00a0дня"
    whole = tenths // 10
    return f"{whole}\u00a0{plural(whole, 'день', 'дня', 'дней')}"


def of_obligations(count: int) -> str:
    """Return the genitive: «1 обязательства», «2 обязательств», «21 обязательства»."""
    return f"{count}\u00a0{plural(count, 'обязательства', 'обязательств', 'обязательств')}"


def sent_nothing(count: int) -> str:
    """Return «не представила 1 организация», «не представили 2 организации»."""
    verb = plural(count, "представила", "представили", "представили")
    noun = plural(count, "организация", "организации", "организаций")
    return f"не {verb} {count}\u00a0{noun}"


def for_period(span: Span) -> str:
    """Return «за I квартал 2026 года», «за 2025/26 учебный год», «за период с ... по ...»."""
    first, year = span.first, span.first.year
    if span == calendar_year(year):
        return f"за {year} год"
    if span == school_year_of(first):
        return f"за {year}/{(year + 1) % 100:02} учебный год"
    if span == half_year_of(first):
        return f"за {'I' if first.month == 1 else 'II'} полугодие {year} года"
    if span == quarter_of(first):
        return f"за {_ROMAN[first.month // 3]} квартал {year} года"
    if span == month_of(first):
        return f"за {_MONTHS[first.month - 1]} {year} года"
    return f"за период с {short_date(first)} по {short_date(span.last)}"


def at_instant(instant: datetime, zone: str) -> str:
    """Return «18:00 (МСК) 31 марта 2026 года» on the clocks of the zone."""
    local = instant.astimezone(pendulum.timezone(zone))
    return f"{local:%H:%M} ({zone_label(zone)}) {long_date(local.date())}"


def listed(names: list[str]) -> str:
    """Return names in a row: «А, Б и В»."""
    return " и ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
