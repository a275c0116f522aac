"""Days of a layer as iCalendar (RFC 5545): whole-day events only, the kind of day from CATEGORIES.

A narrow reader on purpose: what it does not know it refuses by line, so nothing of a feed is dropped in
silence and no rule can run away. A foreign feed also lists days that are no days off: never accept it unseen.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from vekha.calendar.days import FIRST_YEAR, LAST_YEAR, DayFact, DayKind
from vekha.calendar.errors import LayerError

LIMIT_CHARACTERS = 1_000_000
LIMIT_DAYS = 5_000
LONGEST_EVENT_DAYS = 366

_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_KINDS = {
    **{str(kind): kind for kind in DayKind},
    "рабочий": DayKind.WORKING,
    "нерабочий": DayKind.NONWORKING,
    "сокращённый": DayKind.SHORT,
    "сокращенный": DayKind.SHORT,
}
_PASSED_OVER = {
    "UID",
    "DTSTAMP",
    "CREATED",
    "LAST-MODIFIED",
    "SEQUENCE",
    "TRANSP",
    "CLASS",
    "URL",
    "PRIORITY",
}
_READ = {"DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "CATEGORIES", "RRULE"}


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    parameters: str
    value: str
    file: str
    line: int

    def refuse(self, reason: str) -> LayerError:
        return LayerError(self.file, self.line, reason)


def days_from_ics(text: str, file: str, *, grounded: bool = False) -> tuple[DayFact, ...]:
    """The days of every event in order of dates; raises LayerError naming file, line and reason.

    `grounded`: an event has to say in its DESCRIPTION on what act it rests.
    """
    if len(text) > LIMIT_CHARACTERS:
        raise LayerError(file, 1, f"файл длиннее {LIMIT_CHARACTERS} знаков: это не календарь выходных дней.")
    facts: dict[date, DayFact] = {}
    for event in _events(list(_properties(text, file)), file):
        if grounded and not _text(event, "DESCRIPTION").strip():
            raise event["DTSTART"].refuse("день без основания: впишите DESCRIPTION, например номер приказа.")
        for fact in _facts(event):
            if fact.day in facts:
                raise event["DTSTART"].refuse(
                    f"день {fact.day:%d.%m.%Y} назван дважды: у дня в слое один вид."
                )
            facts[fact.day] = fact
            if len(facts) > LIMIT_DAYS:
                raise event["DTSTART"].refuse(f"дней больше {LIMIT_DAYS}: это не календарь выходных дней.")
    return tuple(facts[day] for day in sorted(facts))


def _properties(text: str, file: str) -> Iterator[_Property]:
    """Unfolded content lines; a line that begins with a space continues the one before."""
    started, parts = 1, list[str]()
    for number, line in enumerate([*_lines(text), ""], start=1):
        if line[:1] in {" ", "\t"} and parts:
            parts.append(line[1:])
            continue
        if parts:
            yield _property("".join(parts), file, started)
        started, parts = number, [line] if line.strip() else []


def _lines(text: str) -> list[str]:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")


def _property(line: str, file: str, number: int) -> _Property:
    parsed = _LINE.fullmatch(line)
    if parsed is None:
        raise LayerError(file, number, "строка не похожа на iCalendar: нужно ИМЯ:значение.")
    return _Property(parsed[1].upper(), parsed[2].upper(), parsed[3], file, number)


def _events(properties: list[_Property], file: str) -> Iterator[dict[str, _Property]]:
    """The properties of each VEVENT; time zones and alarms are no days and are passed over."""
    if not properties or (properties[0].name, properties[0].value.upper()) != ("BEGIN", "VCALENDAR"):
        raise LayerError(file, 1, "это не iCalendar: файл начинается с BEGIN:VCALENDAR.")
    open_parts: list[str] = []
    event: dict[str, _Property] = {}
    for item in properties:
        if item.name == "BEGIN":
            open_parts.append(_component(item, open_parts))
            event = {} if open_parts[-1] == "VEVENT" else event
        elif item.name == "END":
            if not open_parts or open_parts.pop() != item.value.upper():
                raise item.refuse(f"END:{item.value} закрывает не то, что открыто.")
            if item.value.upper() == "VEVENT":
                yield _whole(event, item)
        elif open_parts and open_parts[-1] == "VEVENT":
            _add(event, item)
    if open_parts:
        raise properties[-1].refuse(f"файл оборван: {open_parts[-1]} не закрыт.")


def _component(item: _Property, open_parts: list[str]) -> str:
    name = item.value.upper()
    known = {"VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VALARM"}
    if name not in known or name in open_parts:
        raise item.refuse(f"раздел {item.value} здесь не понят: нужны только события VEVENT.")
    return name


def _add(event: dict[str, _Property], item: _Property) -> None:
    if item.name in _PASSED_OVER or item.name.startswith("X-"):
        return
    if item.name not in _READ:
        raise item.refuse(f"поле {item.name} не поддерживается: оно меняет дни события, запишите дни прямо.")
    if item.name in event:
        raise item.refuse(f"поле {item.name} названо дважды.")
    event[item.name] = item


def _whole(event: dict[str, _Property], end: _Property) -> dict[str, _Property]:
    if "DTSTART" not in event:
        raise end.refuse("у события нет дня: нужно DTSTART;VALUE=DATE:20260320.")
    if "CATEGORIES" not in event:
        known = "NONWORKING, WORKING, SHORT или DECREE"
        raise event["DTSTART"].refuse(f"не сказано, какой это день: впишите CATEGORIES: {known}.")
    return event


def _facts(event: dict[str, _Property]) -> Iterator[DayFact]:
    first = _date(event["DTSTART"])
    after = _date(event["DTEND"]) if "DTEND" in event else first + timedelta(days=1)
    length = (after - first).days
    if not 1 <= length <= LONGEST_EVENT_DAYS:
        raise event["DTEND"].refuse("событие кончается не позже, чем начинается, или длится больше года.")
    fact = DayFact(first, _kind(event["CATEGORIES"]), _text(event, "SUMMARY"), _text(event, "DESCRIPTION"))
    for start in _starts(first, event.get("RRULE")):
        for n in range(length):
            yield replace(fact, day=start + timedelta(days=n))


def _date(item: _Property) -> date:
    parsed = _DATE.fullmatch(item.value)
    if parsed is None:
        raise item.refuse(f"«{item.value}» не целый день: нужно {item.name};VALUE=DATE:20260320.")
    try:
        day = date(*map(int, parsed.groups()))
    except ValueError as error:
        raise item.refuse(f"дня «{item.value}» нет в календаре.") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise item.refuse(f"год {day.year} вне {FIRST_YEAR}-{LAST_YEAR}.")
    return day


def _kind(item: _Property) -> DayKind:
    kind = _KINDS.get(item.value.strip().lower())
    if kind is None:
        raise item.refuse(f"неизвестный вид дня «{item.value}»; известны: {', '.join(DayKind)}.")
    return kind


def _text(event: dict[str, _Property], name: str) -> str:
    if name not in event:
        return ""
    return _ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], event[name].value)


def _starts(first: date, rule: _Property | None) -> list[date]:
    """Only «each year on this date», with an end: other rules are refused, an endless one above all."""
    if rule is None:
        return [first]
    parts = dict(part.upper().partition("=")[::2] for part in rule.value.split(";"))
    if parts.pop("FREQ", "") != "YEARLY" or not parts.keys() <= {"COUNT", "UNTIL", "INTERVAL"}:
        raise rule.refuse("правило повторения не поддерживается: можно только FREQ=YEARLY с COUNT или UNTIL.")
    if not {"COUNT", "UNTIL"} & parts.keys():
        raise rule.refuse("правило повторения без конца: добавьте COUNT или UNTIL.")
    step = _count(rule, parts.get("INTERVAL", "1"))
    until = _date(replace(rule, value=parts["UNTIL"][:8])) if "UNTIL" in parts else date(LAST_YEAR, 12, 31)
    same_day = (_in_year(first, year) for year in range(first.year, until.year + 1, step))
    starts = [day for day in same_day if day is not None and day <= until]
    return starts[: _count(rule, parts["COUNT"])] if "COUNT" in parts else starts


def _count(rule: _Property, written: str) -> int:
    if not (written.isascii() and written.isdigit() and int(written[:6]) > 0 and len(written) <= 6):
        raise rule.refuse(f"«{written}» не число повторений.")
    return int(written)


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return None


def ics_of(facts: Iterable[DayFact], calendar: str) -> str:
    """The days as a text that `days_from_ics` reads back; `calendar` names the layer in the UIDs.

    The same days give the same bytes, so an event is stamped with its own day and not with the clock.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//vekha//calendar//RU"]
    for fact in facts:
        after = fact.day + timedelta(days=1)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{fact.day:%Y%m%d}-{_escaped(calendar)}@vekha",
            f"DTSTAMP:{fact.day:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{fact.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{after:%Y%m%d}",
            f"CATEGORIES:{fact.kind.upper()}",
            f"SUMMARY:{_escaped(fact.name)}",
            f"DESCRIPTION:{_escaped(fact.basis)}",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """At most 75 octets a line (RFC 5545, 3.1); a space marks a continuation and letters stay whole."""
    pieces, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > 74:
            pieces.append("")
            size = 0
        pieces[-1] += letter
        size += octets
    return "\r\n ".join(pieces)
