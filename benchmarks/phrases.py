"""Deadline phrases per second: distinct phrases, each read once, the grammar built beforehand."""

import time
from collections.abc import Iterator
from datetime import date

import dateparser

from benchmarks.figures import Figure
from vekha.domain.deadlines import Span
from vekha.rules.deadlines import read_deadline

PLAN = Span(date(2026, 1, 1), date(2028, 12, 31))
MONTHS_OF = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября")
MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь")
OPPONENT_SAMPLE = 200


def distinct_phrases() -> list[str]:
    """Return some thousand phrases, no two alike, in the shapes of real plans."""
    found = []
    for year in (2026, 2027, 2028):
        for number, (of_month, month) in enumerate(zip(MONTHS_OF, MONTHS, strict=True), start=1):
            for day in range(1, 29):
                found.append(f"до {day} {of_month} {year} года")
                found.append(f"До {day:02}.{number:02}.{year} г.")
                found.append(f"не позднее {day} {of_month} {year} г")
            found.append(f"{month} {year}")
            found.append(f"до конца {of_month} {year} года")
            found.append(f"с 1 {of_month} по 30 сентября {year} г.")
    return found


def measure() -> Iterator[Figure]:
    """Yield our rate, and dateparser's on a sample of the same phrases."""
    read_deadline("до 1 мая 2026 года", PLAN)
    phrases = distinct_phrases()
    began = time.perf_counter()
    for phrase in phrases:
        read_deadline(phrase, PLAN)
    ours = len(phrases) / (time.perf_counter() - began)
    sample = phrases[:: len(phrases) // OPPONENT_SAMPLE]
    dateparser.parse(sample[0], languages=["ru"])
    began = time.perf_counter()
    for phrase in sample:
        dateparser.parse(phrase, languages=["ru"])
    theirs = len(sample) / (time.perf_counter() - began)
    note = f"N={len(phrases)} distinct; opponent N={len(sample)}, reads one date of a phrase at best"
    yield Figure("phrases_read", ours, "1/s", ours / theirs, "dateparser", note)
