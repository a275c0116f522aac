"""Deadline phrases per second, how many of the labelled are right; dateparser beside in the same run."""

import json
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import dateparser

from benchmarks.figures import Figure
from vekha.domain.deadlines import Deadline, Span
from vekha.rules.deadlines import read_deadline

PLAN = Span(date(2026, 1, 1), date(2028, 12, 31))
LABELLED = Path(__file__).parents[2] / "shared" / "roadmaps" / "phrases_dev.jsonl"
MONTHS_OF = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября")
MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь")
EVENTS = ("получения заявления", "подписания приказа", "поступления обращения", "утверждения плана")
OPPONENT_SAMPLE = 200


def distinct_phrases() -> list[str]:
    """Return some thousand phrases, no two alike: dates, windows, lists, quarters, recurring ones, events."""
    found = [phrase for year in (2026, 2027, 2028) for phrase in _dated(year)]
    for day in range(1, 29):
        found += (f"ежегодно до {day} {of_month}" for of_month in MONTHS_OF)
        found.append(f"ежеквартально до {day} числа месяца, следующего за отчетным кварталом")
        found += (f"в течение {day} рабочих дней со дня {event}" for event in EVENTS)
        found += (f"не позднее чем за {day} дней до {event}" for event in EVENTS)
    return list(dict.fromkeys(found))


def _dated(year: int) -> Iterator[str]:
    for number, (of_month, month) in enumerate(zip(MONTHS_OF, MONTHS, strict=True), start=1):
        for day in range(1, 29):
            yield f"до {day} {of_month} {year} года"
            yield f"До {day:02}.{number:02}.{year} г."
            yield f"с {day} {of_month} по 31 октября {year} г."
            yield f"не позднее {day} {of_month} {year} г (руководители ОО)"
        yield f"{month} {year}"
        yield f"{month}-декабрь {year} г."
        yield f"{month}, ноябрь, декабрь {year} года"
        yield f"до конца {of_month} {year} года"
        yield f"в течение {of_month} {year} г."
    for quarter in ("I", "II", "III", "IV"):
        yield f"{quarter} квартал {year} г."


def measure() -> Iterator[Figure]:
    """Yield our rate and accuracy, and dateparser's on the same phrases."""
    yield _speed()
    if LABELLED.exists():
        lines = [json.loads(line) for line in LABELLED.read_text("utf-8").splitlines()]
        yield _accuracy(lines)
        yield from _by_place(lines)


def _rate(read: Callable[[str], object], phrases: Sequence[str]) -> float:
    began = time.perf_counter()
    for phrase in phrases:
        read(phrase)
    return len(phrases) / (time.perf_counter() - began)


def _speed() -> Figure:
    read_deadline("до 1 мая 2026 года", PLAN)
    _dateparser("1 мая 2026")
    phrases = distinct_phrases()
    sample = phrases[:: len(phrases) // OPPONENT_SAMPLE]
    ours = _rate(lambda phrase: read_deadline(phrase, PLAN), phrases)
    theirs = _rate(_dateparser, sample)
    note = (
        f"N={len(phrases)} distinct, each once; opponent N={len(sample)}, reads one date of a phrase at best"
    )
    return Figure("phrases_read", ours, "1/s", ours / theirs, "dateparser", note)


def _dateparser(phrase: str) -> datetime | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found: datetime | None = dateparser.parse(phrase, languages=["ru"])
        return found


def _accuracy(lines: list[dict[str, object]]) -> Figure:
    """Kind and every date right for us; the opponent is asked only for the one date of a phrase with one."""
    ours = sum(_right(line, _read(line)) for line in lines)
    theirs = sum(_same_day(line, _dateparser(str(line["phrase"]))) for line in lines)
    share = ours / len(lines)
    silent = sum(not _right(line, read) and not read.needs_review for line in lines for read in [_read(line)])
    note = f"N={len(lines)} real phrases; silent errors {silent}; opponent right on {theirs}, one date asked"
    return Figure("phrases_right", share, "share", share / (theirs / len(lines) or 1), "dateparser", note)


PLACES = {"cell": "table cells", "text": "running text"}
FLOORS = {"cell": 0.97, "text": 0.92}
"""The level of issue 3: kind and dates exact; silent errors 0; needless review at most 5 %."""


def _by_place(lines: list[dict[str, object]]) -> Iterator[Figure]:
    """Yield the share exact of table cells and of running text, and the share reviewed without need."""
    read = [(line, _read(line)) for line in lines]
    for place, named in PLACES.items():
        own = [(line, deadline) for line, deadline in read if line["place"] == place]
        right = [_right(line, deadline) for line, deadline in own]
        silent = sum(not good and not one.needs_review for good, (_, one) in zip(right, own, strict=True))
        share = sum(right) / len(own)
        note = f"{sum(right)} of {len(own)} {named}, kind and dates exact; silent errors {silent}"
        yield Figure(
            f"phrases_right_{place}", share, "share", share / FLOORS[place], "level of issue 3", note
        )
    plain = [deadline for line, deadline in read if not line["needs_review"]]
    needless = sum(deadline.needs_review for deadline in plain)
    note = f"{needless} of {len(plain)} labelled without review are sent to review; at most 5 % asked"
    yield Figure("phrases_review_needless", needless / len(plain), "share", note=note)


def _read(line: dict[str, object]) -> Deadline:
    plan = Span(*(date.fromisoformat(str(line[key])) for key in ("plan_start", "plan_end")))
    return read_deadline(
        str(line["phrase"]), plan, item=str(line["item"]), executor=str(line["executor"] or "")
    )


def _accepted(line: dict[str, object]) -> list[tuple[object, object]]:
    also = zip(line.get("alt_kind", ()), line.get("alt", ()), strict=True)  # type: ignore[call-overload]
    return [(line["kind"], line["occurrences"]), *also]


def _right(line: dict[str, object], read: Deadline) -> bool:
    found = [[one.start and one.start.isoformat(), one.raw_due.isoformat()] for one in read.occurrences]
    return (read.kind.value, found or None) in _accepted(line)


def _same_day(line: dict[str, object], found: datetime | None) -> bool:
    if found is None or line["kind"] != "date":
        return False
    return [[None, found.date().isoformat()]] == line["occurrences"]
