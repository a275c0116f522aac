"""Inner dates counted back from those who wait (design 4.4): links only bring them nearer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vekha.calendar.work_calendar import WorkCalendar
from vekha.domain.dependencies import Lag, LagUnit
from vekha.domain.places import Remark
from vekha.rules.dependency_graph import graph_of
from vekha.rules.russian import short_date, workdays
from vekha.rules.shifts import inner_date

# Whoever waits begins on the working day after: the same day would be a contradiction (design 4.13).
NEXT_DAY = 1


@dataclass(frozen=True, slots=True)
class DatedTerm:
    """An occurrence as due_dates laid it out. name: how Russian texts call it.

    back_workdays: how much earlier than plan_date its collector needs it, None where nobody collects.
    """

    name: str
    plan_date: date
    opens_on: date | None
    back_workdays: int | None


@dataclass(frozen=True, slots=True)
class TermLink:
    """The term `after` waits until the term `before` is finished; both are indexes into the terms."""

    before: int
    after: int
    lag: Lag | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """No room: whoever waits for `before` needs it on `needed`, and it cannot be had before `given`.

    after: the index of the term that asks, None where the step of the level alone does.
    """

    before: int
    after: int | None
    needed: date
    given: date


@dataclass(frozen=True, slots=True)
class InnerDates:
    """control: per term the inner date, None where nobody needs it earlier than planned."""

    control: tuple[date | None, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """`needed`: the day somebody wants a term by; after: the index of who, None for the step of its level."""

    after: int | None
    needed: date


def inner_dates(terms: Sequence[DatedTerm], links: Sequence[TermLink], labour: WorkCalendar) -> InnerDates:
    """Return the inner dates: of each term the earliest its level's step and the waiting terms ask for.

    Each lies in [opens_on, plan_date]. Links are finish-start; from work without an end nothing is counted
    back. Raises CircularPlanError.
    """
    graph = graph_of(len(terms), [link.before for link in links], [link.after for link in links])
    control: list[date | None] = [None] * len(terms)
    conflicts: list[Conflict] = []
    for node in reversed(graph.order):
        term, after = terms[node], graph.after
        asking = range(after.starts[node], after.starts[node + 1])
        asked = [
            Asked(after.nodes[at], _wanted_by(term, terms, control, links[after.links[at]], labour))
            for at in asking
        ]
        asked = [one for one in asked if one.needed < term.plan_date] + _by_level(term, labour)
        if asked:
            needed = min(one.needed for one in asked)
            given = inner_date(needed, term.plan_date, term.opens_on, labour)
            control[node] = given
            conflicts += [Conflict(node, one.after, one.needed, given) for one in asked if one.needed < given]
    return InnerDates(tuple(control), tuple(conflicts))


def _by_level(term: DatedTerm, labour: WorkCalendar) -> list[Asked]:
    if term.back_workdays is None:
        return []
    return [Asked(None, labour.add_workdays(term.plan_date, -term.back_workdays))]


def _wanted_by(
    before: DatedTerm,
    terms: Sequence[DatedTerm],
    control: Sequence[date | None],
    link: TermLink,
    labour: WorkCalendar,
) -> date:
    """The last working day on which `before` leaves who waits the lag and the step between their levels."""
    after = terms[link.after]
    inner = control[link.after] or after.plan_date
    step = max(NEXT_DAY, (before.back_workdays or 0) - (after.back_workdays or 0))
    by_step = labour.add_workdays(inner, -step)
    if link.lag is None:
        return by_step
    if link.lag.unit is LagUnit.WORKING_DAY:
        return min(by_step, labour.add_workdays(inner, -link.lag.count))
    return min(by_step, labour.preceding(inner - timedelta(days=link.lag.count)))


def conflict_remarks(
    terms: Sequence[DatedTerm], conflicts: Sequence[Conflict], labour: WorkCalendar
) -> tuple[Remark, ...]:
    """Return a remark for each conflict, naming what causes it."""
    return tuple(_remark(terms, conflict, labour) for conflict in conflicts)


def _remark(terms: Sequence[DatedTerm], conflict: Conflict, labour: WorkCalendar) -> Remark:
    before = terms[conflict.before]
    short = workdays(max(1, labour.workdays_between(conflict.needed, conflict.given)))
    waits = "вышестоящему уровню" if conflict.after is None else f"«{terms[conflict.after].name}»"
    opens = f", а принимают его с {short_date(before.opens_on)}" if before.opens_on else ""
    return Remark(
        "no_room_for_inner_date",
        f"«{before.name}» нужно {waits} {short_date(conflict.needed)}{opens}: не хватает {short}.",
        advice="Сдвиньте срок того, кто ждёт, или откройте приём раньше.",
    )
