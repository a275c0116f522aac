"""How a clerk names a time zone: an IANA name, «МСК+2», or nothing where the subject tells."""

import re

from vekha.calendar.subjects import shipped_subjects
from vekha.calendar.zones import UnknownZoneError, zone_label

_OFFSET = re.compile(r"(мск|utc|gmt)\s*(?:([+\-−–])\s*(\d{1,2})(?::?00)?)?", re.IGNORECASE)
MOSCOW_AHEAD_OF_UTC = 3
# One zone of today's clocks for each offset from Moscow (Федеральный закон 107-ФЗ «Об исчислении времени»).
BY_OFFSET = {
    -1: "Europe/Kaliningrad",
    0: "Europe/Moscow",
    1: "Europe/Samara",
    2: "Asia/Yekaterinburg",
    3: "Asia/Omsk",
    4: "Asia/Krasnoyarsk",
    5: "Asia/Irkutsk",
    6: "Asia/Yakutsk",
    7: "Asia/Vladivostok",
    8: "Asia/Magadan",
    9: "Asia/Kamchatka",
}


class ZoneError(ValueError):
    """A zone that cannot be found; `what` and `advice` are Russian."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(f"{what} {advice}")
        self.what = what
        self.advice = advice


def resolved_zone(text: str, subject: str) -> str:
    """Return the IANA name for the text; for an empty one that of the subject's capital. Raises ZoneError."""
    if not text:
        return _zone_of_subject(subject)
    offset = _OFFSET.fullmatch(text)
    if offset:
        return _zone_of_offset(offset, text, subject)
    try:
        zone_label(text)
    except UnknownZoneError as error:
        what = f"часовой пояс «{text}» неизвестен."
        raise ZoneError(what, "Напишите МСК, МСК+2 или имя вида Asia/Yekaterinburg.") from error
    return text


def foreign_zone(zone: str, subject: str) -> bool:
    """Return whether the clocks of `zone` are those of no zone of the subject."""
    if not subject:
        return False
    return zone_label(zone) not in {zone_label(own) for own in shipped_subjects()[subject].zones}


def _zone_of_subject(subject: str) -> str:
    if not subject:
        what = "часовой пояс не указан, и субъекта, по которому его найти, тоже нет."
        raise ZoneError(what, "Укажите часовой пояс или код субъекта хотя бы у вершины дерева.")
    return shipped_subjects()[subject].zone


def _zone_of_offset(found: re.Match[str], text: str, subject: str) -> str:
    hours = int(found[3] or 0) * (1 if found[2] in {None, "+"} else -1)
    if found[1].lower() != "мск":
        hours -= MOSCOW_AHEAD_OF_UTC
    if hours not in BY_OFFSET:
        raise ZoneError(f"пояса «{text}» в России нет.", "Пояса идут от МСК-1 до МСК+9.")
    usual = BY_OFFSET[hours]
    own = shipped_subjects()[subject].zones if subject else ()
    return next((zone for zone in own if zone_label(zone) == zone_label(usual)), usual)
