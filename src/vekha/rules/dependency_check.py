"""What a plan's dates say against its own links: remarks for a person, nothing is repaired (design 4.13)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from vekha.domain.dependencies import Link, LinkKind, PlannedWork
from vekha.domain.executors import ExecutorLevel
from vekha.domain.places import Remark, Weight
from vekha.rules.dependency_graph import CircularPlanError, graph_of
from vekha.rules.occurrences import COLLECTED_RESULTS
from vekha.rules.russian import short_date

MOVE_EARLIER = (
    "Назначьте предшественнику более ранний срок или уберите связь; писем эта связь пока не задерживает."
)
GIVE_ROOM = "Назначьте внутренний срок раньше: тому, кто собирает, нужно время."


def link_remarks(works: Sequence[PlannedWork], links: Sequence[Link]) -> tuple[Remark, ...]:
    """Return what the links show to be wrong with a plan: circles, reversed dates, no slack, loose ends."""
    by_ordinal = {work.ordinal: work for work in works}
    circle = tuple(_circle(works, links))
    dated = tuple(remark for link in links for remark in _dates(link, by_ordinal))
    return (*circle, *dated, *_loose_ends(works, links))


def circle_of(ordinals: Sequence[int], links: Sequence[Link]) -> tuple[int, ...]:
    """Return the rows that wait for one another in a circle, each for the one before; () if none do."""
    at = {ordinal: index for index, ordinal in enumerate(ordinals)}
    try:
        graph_of(len(at), [at[link.before] for link in links], [at[link.after] for link in links])
    except CircularPlanError as error:
        return tuple(ordinals[index] for index in error.circle)
    return ()


def _circle(works: Sequence[PlannedWork], links: Sequence[Link]) -> Iterator[Remark]:
    circle = circle_of([work.ordinal for work in works], links)
    if circle:
        label = {work.ordinal: work.label for work in works}
        named = " → ".join(label[ordinal] for ordinal in (*circle, circle[0]))
        yield Remark(
            "links_in_circle",
            f"Связи замкнуты в круг: {named}.",
            advice="Уберите хотя бы одну из этих связей: так не может начаться ни один из пунктов.",
            weight=Weight.ERROR,
        )


def _dates(link: Link, works: Mapping[int, PlannedWork]) -> Iterator[Remark]:
    before, after = works[link.before], works[link.after]
    for first, second in _due_pairs(before, after):
        if first > second and link.kind is LinkKind.FINISH_START:
            dated = f"{after.label} ({short_date(second)}) ждёт {before.label} ({short_date(first)})"
            text = f"{_capital(dated)}: предшественник должен быть готов раньше."
            yield Remark("successor_due_first", text, advice=MOVE_EARLIER)
        elif first == second:
            yield _same_day(before, after, first)


def _same_day(before: PlannedWork, after: PlannedWork, day: date) -> Remark:
    if collects(before, after):
        text = f"{after.label} собирает результаты {before.label}, оба срока {short_date(day)}: нет запаса."
        return Remark("no_slack", _capital(text), advice=GIVE_ROOM)
    text = f"{after.label} ждёт {before.label}, а сроки совпадают: {short_date(day)}."
    return Remark("due_same_day", _capital(text), advice=MOVE_EARLIER)


def collects(before: PlannedWork, after: PlannedWork) -> bool:
    """Whether the second row is done above the first: it takes what a lower level hands over."""
    return ExecutorLevel.SCHOOL in _levels(before) and bool(_levels(after) - _levels(before))


def _levels(work: PlannedWork) -> set[ExecutorLevel]:
    known = (ExecutorLevel.SCHOOL, ExecutorLevel.MUNICIPALITY, ExecutorLevel.REGION)
    return {part.level for part in work.parts if part.level in known}


def _due_pairs(before: PlannedWork, after: PlannedWork) -> Iterator[tuple[date, date]]:
    """Pair the dates of rows that recur alike; else the first date of the one with the last of the other."""
    firsts, seconds = ([span.last for span in work.spans] for work in (before, after))
    if len(firsts) == len(seconds):
        yield from zip(firsts, seconds, strict=True)
    elif firsts and seconds:
        yield min(firsts), max(seconds)


def _loose_ends(works: Sequence[PlannedWork], links: Sequence[Link]) -> Iterator[Remark]:
    """What schools hand over and no row above takes: one remark, so that it does not drown the others."""
    waited = {link.before for link in links}
    loose = [
        work.label
        for work in works
        if _levels(work) == {ExecutorLevel.SCHOOL}
        and work.result_kind in COLLECTED_RESULTS
        and work.ordinal not in waited
    ]
    if loose:
        yield Remark(
            "nobody_waits",
            f"Школы сдают результат, но ни один пункт плана его не ждёт: {', '.join(loose)}.",
            advice="Укажите, кто и когда его собирает, или оставьте как есть.",
            weight=Weight.NOTE,
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
