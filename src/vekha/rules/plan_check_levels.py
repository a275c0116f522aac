"""Plan check of levels: a school's report that is due no earlier than the summary it goes into."""

import re
from collections.abc import Iterator
from datetime import date

from vekha.domain.executors import ExecutorLevel
from vekha.domain.places import Place
from vekha.domain.roadmaps import Roadmap, RoadmapItem
from vekha.rules.plan_check_names import named, number_of
from vekha.rules.russian import short_date

COLLECTING = re.compile(
    r"\b(?:сбор\b|свод|обобщ|собран|сводн|анализ|аналитич|мониторинг|контрольно-аналитич)", re.IGNORECASE
)
REPORTING = re.compile(
    r"\b(?:отч[её]т|мониторинг|самоаудит|самоанализ|материал|данн|информаци|сведени|анализ|результат)",
    re.IGNORECASE,
)
ABOVE = frozenset({ExecutorLevel.MUNICIPALITY, ExecutorLevel.REGION})
WORD = re.compile(r"[а-яё]{5,}")
STEM = 6
COMMON_STEMS = 3
"""Two rows speak of one thing when this many word stems of the smaller one occur in the other."""
COMMON_SHARE = 0.3


def no_room_for_schools(roadmap: Roadmap) -> Iterator[tuple[Place, str]]:
    """Each summary from above with the nearest report of schools before it, when that is due no earlier."""
    for at, summary in enumerate(roadmap.items):
        if not _is_summary(summary):
            continue
        report = next((one for one in reversed(roadmap.items[:at]) if _feeds(one, summary)), None)
        if report is None:
            continue
        school, above = _last(report), _last(summary)
        if school and above and school >= above:
            yield (
                report.place,
                (
                    f"{named(report)}: срок школ {short_date(school)} не раньше свода в строке "
                    f"{number_of(summary)} ({short_date(above)}), собирающему не оставлено времени."
                ),
            )


def _is_summary(item: RoadmapItem) -> bool:
    levels = {part.level for part in item.executors.parts}
    return bool(levels) and levels <= ABOVE and bool(COLLECTING.search(_text(item)))


def _feeds(item: RoadmapItem, summary: RoadmapItem) -> bool:
    levels = {part.level for part in item.executors.parts}
    if levels != {ExecutorLevel.SCHOOL} or item.section != summary.section:
        return False
    if not item.executor_text.strip() or not REPORTING.search(_text(item)):
        return False
    mine, theirs = _stems(item), _stems(summary)
    common = len(mine & theirs)
    return common >= COMMON_STEMS and common >= COMMON_SHARE * min(len(mine), len(theirs))


def _text(item: RoadmapItem) -> str:
    return f"{item.title} {item.result_text}"


def _stems(item: RoadmapItem) -> set[str]:
    return {word[:STEM] for word in WORD.findall(_text(item).lower())}


def _last(item: RoadmapItem) -> date | None:
    return max((one.raw_due for one in item.deadline.occurrences), default=None)
