"""Who waits for whom in a plan: a proposal with its reasons, for a person to confirm (design 4.2, 4.13)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from vekha.domain.deadlines import DeadlineKind, Span
from vekha.domain.dependencies import Link, PlannedWork
from vekha.domain.roadmaps import RoadmapItem
from vekha.rules.dependency_mentions import mentioned_links
from vekha.rules.dependency_rows import plan_of
from vekha.rules.dependency_table import table_links


def proposed_links(works: Sequence[PlannedWork]) -> tuple[Link, ...]:
    """Return the proposed links in order of (after, before): no pair twice, no circle, none implied.

    `works` in order of their ordinals, 1, 2, 3 ... A link is left out where a chain of other links says it.
    """
    plan = plan_of(works)
    chosen: dict[tuple[int, int], Link] = {}
    following: dict[int, set[int]] = defaultdict(set)
    for link in (*mentioned_links(plan), *table_links(plan)):
        if (link.before, link.after) not in chosen and not _reaches(following, link.after, link.before):
            chosen[link.before, link.after] = link
            following[link.before].add(link.after)
    kept = [link for link in chosen.values() if not _implied(following, link)]
    return tuple(sorted(kept, key=lambda link: (link.after, link.before)))


def planned_works(items: Iterable[RoadmapItem]) -> tuple[PlannedWork, ...]:
    """Return the rows of a document as the rules of dependencies read them.

    A number two rows share is told apart by the row: it names neither, and no text may confuse them.
    """
    rows = tuple(items)
    times = Counter(item.number for item in rows)
    return tuple(
        PlannedWork(
            ordinal=item.ordinal,
            number=item.number if times[item.number] == 1 else _told_apart(item),
            section=item.section,
            title=item.title,
            result_text=item.result_text,
            result_kind=item.result_kind,
            deadline_text=item.deadline_text,
            parts=item.executors.parts,
            spans=tuple(Span(one.start or one.raw_due, one.raw_due) for one in item.deadline.occurrences),
            open_ended=item.deadline.kind is DeadlineKind.CONTINUOUS,
            offset=item.deadline.offset,
        )
        for item in rows
    )


def _told_apart(item: RoadmapItem) -> str | None:
    number = (item.number or "").rstrip(". ")
    return f"{number} (строка {item.ordinal})" if number else None


def _implied(following: Mapping[int, set[int]], link: Link) -> bool:
    others = following[link.before] - {link.after}
    return any(_reaches(following, other, link.after) for other in others)


def _reaches(following: Mapping[int, set[int]], start: int, end: int) -> bool:
    """Whether a chain of links, or none at all, leads from `start` to `end`."""
    seen, ahead = {start}, [start]
    while ahead:
        row = ahead.pop()
        if row == end:
            return True
        new = following.get(row, set()) - seen
        seen |= new
        ahead += new
    return False
