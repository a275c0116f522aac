"""Show what holds what up in a roadmap: slack, the critical chain, risks, and what a slip would move."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from vekha.actions.chain_ground import Ground, chain_ground, is_overdue, pushing
from vekha.domain.dependencies import LinkState
from vekha.domain.organisations import Viewer
from vekha.domain.refusals import RefusedError
from vekha.rules.critical_chain import UNDATED, critical_chain, limits, slack, slipped
from vekha.rules.day_line import Ints
from vekha.rules.item_labels import item_called, item_labels
from vekha.rules.risks import RiskCause, Slip, risks
from vekha.storage.database import Database, reading


class NothingSlipsError(RefusedError):
    """The item of a what-if is done, or has no date yet."""


@dataclass(frozen=True, slots=True)
class Spare:
    """An item of the chain. slack in working days, None where nobody waits for it, negative: too late."""

    item: str
    title: str
    due: date | None
    expected: date | None
    slack: int | None


@dataclass(frozen=True, slots=True)
class AtRisk:
    """What will hardly be ready in time, and why, in Russian. root: who is at fault."""

    item: str
    cause: RiskCause
    root: str
    expected: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Whom a slip moves. late: by how many working days it ends after its due date, 0 where it does not."""

    item: str
    was: date
    will_be: date
    due: date
    late: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A roadmap as of `today`. links: the confirmed finish-start ones it is counted from.

    proposed: links nobody has decided about yet. what_if: None where nothing was asked.
    """

    roadmap_id: str
    label: str
    today: date
    links: int
    proposed: int
    slack: tuple[Spare, ...]
    critical: tuple[str, ...]
    overdue: tuple[str, ...]
    risks: tuple[AtRisk, ...]
    what_if: tuple[Moved, ...] | None


def see_chain(engine: Database, roadmap_id: str, viewer: Viewer, now: datetime, slip: Slip | None) -> Seen:
    """Return how the roadmap stands. Raises NoSuchRoadmapError, NoSuchRowError, BeyondLineError."""
    with reading(engine) as conn:
        ground = chain_ground(conn, roadmap_id, viewer, now)
    plan, nodes, chain, found = ground.plan, ground.nodes, ground.chain, ground.found
    names = [node.label for node in nodes]
    standings = [node.standing for node in nodes]
    last = limits(chain)
    return Seen(
        roadmap_id=roadmap_id,
        label=plan.roadmap.label,
        today=ground.today,
        links=len(pushing(plan)),
        proposed=sum(link.state is LinkState.PROPOSED for link in plan.links),
        slack=tuple(_spares(ground, last)),
        critical=tuple(names[node] for node in critical_chain(chain, found, last)),
        overdue=tuple(node.label for at, node in enumerate(nodes) if is_overdue(ground, at)),
        risks=tuple(
            AtRisk(names[one.node], one.cause, names[one.root], one.expected, one.why)
            for one in risks(chain, found, standings, names)
        ),
        what_if=None if slip is None else tuple(_moved(ground, slip)),
    )


def _spares(ground: Ground, last: Ints) -> Iterator[Spare]:
    """Whoever has a part in the chain, in order of the document."""
    titles = {item.id: item.title for item in ground.plan.items}
    chain, found = ground.chain, ground.found
    for at, node in enumerate(ground.nodes):
        tied = any(near.starts[at] < near.starts[at + 1] for near in (chain.graph.before, chain.graph.after))
        if tied and not chain.settled[at]:
            day = found.expected[at]
            expected = None if day == UNDATED else chain.line.day(day)
            yield Spare(node.label, titles[node.item_id], node.standing.due, expected, slack(found, last, at))


def _moved(ground: Ground, slip: Slip) -> Iterator[Moved]:
    """The first open occurrence of the item slips."""
    item = item_called(ground.plan.items, slip.number)
    chain, found = ground.chain, ground.found
    open_ones = [
        at for at, node in enumerate(ground.nodes) if node.item_id == item.id and not chain.settled[at]
    ]
    if not open_ones or found.expected[open_ones[0]] == UNDATED:
        why = "у него нет срока" if open_ones else "он уже исполнен"
        raise NothingSlipsError(f"{item_labels(ground.plan.items)[item.id]} сдвинуть нельзя: {why}.")
    moved = slipped(chain, found, open_ones[0], slip.workdays)
    for at in sorted(moved):
        due = ground.nodes[at].standing.due
        if due is not None:
            late = max(0, moved[at] - chain.due[at])
            day = chain.line.day
            yield Moved(ground.nodes[at].label, day(found.expected[at]), day(moved[at]), due, late)
