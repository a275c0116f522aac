"""Decide about the links of a roadmap: what binds from now on, what is refused, what a person adds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from vekha.actions.list_links import LinkedPlan, linked_plan
from vekha.actions.record import record
from vekha.actions.step import deed_of
from vekha.domain.dependencies import ItemLink, Lag, Link, LinkKind, LinkState
from vekha.domain.organisations import Actor
from vekha.domain.refusals import RefusedError
from vekha.rules.dependency_check import circle_of
from vekha.rules.item_labels import item_called, item_labels
from vekha.storage import link_queries, organisation_queries, roadmap_queries
from vekha.storage.database import Database

BY_HAND = "by_hand"
UNKNOWN_SHOWN = 10


class LinksRefusedError(RefusedError):
    """The decisions contradict one another or themselves; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A link a person adds, or one that is known with another kind or lag. before, after: item numbers."""

    before: str
    after: str
    kind: LinkKind = LinkKind.FINISH_START
    lag: Lag | None = None


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a person says of links by their numbers. every: whatever is still proposed is confirmed too.

    reason: why some are refused, obligatory there.
    """

    confirm: frozenset[int] = frozenset()
    refuse: frozenset[int] = frozenset()
    every: bool = False
    add: Addition | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """How many links changed; those that stood so already are not counted. proposed: still undecided."""

    roadmap_id: str
    label: str
    confirmed: int
    refused: int
    added: int
    proposed: int


def decide_links(
    engine: Database, roadmap_id: str, verdicts: Verdicts, actor: Actor, now: datetime
) -> Decided:
    """Keep the decisions as new versions. Raises LinksRefusedError, NoSuchRowError, NoSuchRoadmapError."""
    _check_words(verdicts)
    with engine.begin() as conn:
        roadmap_queries.lock_roadmap(conn, roadmap_id)
        plan = linked_plan(conn, roadmap_id, actor.viewer)
        known = {link.number: link for link in plan.links}
        free = 1 + max((one.number for one in link_queries.links_of(conn, roadmap_id)), default=0)
        said = dict(_said(plan, verdicts, free))
        new = {number: link for number, link in said.items() if not _same(known.get(number), link)}
        after = {**known, **new}
        _check_circle(plan, after)
        issuer = organisation_queries.organisation(conn, plan.roadmap.issuer_id)
        rows = [
            {
                **link_queries.link_row(roadmap_id, replace(link, actor_id=actor.person_id), now),
                "shard_id": issuer.shard_id,
            }
            for link in new.values()
        ]
        if rows:
            deed = deed_of("decide_links", actor, now, roadmap_id, " ".join(verdicts.reason.split()))
            record(conn, deed, {"links": rows})
    added = new.keys() - known.keys()
    states = [link.state for number, link in new.items() if number in known]
    return Decided(
        roadmap_id=roadmap_id,
        label=plan.roadmap.label,
        confirmed=states.count(LinkState.CONFIRMED),
        refused=states.count(LinkState.REFUSED),
        added=len(added),
        proposed=sum(link.state is LinkState.PROPOSED for link in after.values()),
    )


def _check_words(verdicts: Verdicts) -> None:
    if verdicts.refuse and not verdicts.reason.strip():
        raise LinksRefusedError("Связь отклоняют с причиной: добавьте --reason «почему».")
    both = sorted(verdicts.confirm & verdicts.refuse)
    if both:
        named = ", ".join(map(str, both))
        raise LinksRefusedError(f"Связи {named} и подтверждены, и отклонены. Оставьте что-то одно.")


def _said(plan: LinkedPlan, verdicts: Verdicts, free: int) -> Iterator[tuple[int, ItemLink]]:
    """Yield the next version of every link the person speaks of, by number."""
    known = {link.number: link for link in plan.links}
    unknown = sorted((verdicts.confirm | verdicts.refuse) - known.keys())
    if unknown:
        named = ", ".join(map(str, unknown[:UNKNOWN_SHOWN]))
        raise LinksRefusedError(
            f"Связей с номером {named} нет. Номера показывает vekha links без решений. Ничего не изменено."
        )
    for number, link in known.items():
        proposed = verdicts.every and link.state is LinkState.PROPOSED
        if number in verdicts.refuse:
            yield number, _next(link, LinkState.REFUSED)
        elif number in verdicts.confirm or proposed:
            yield number, _next(link, LinkState.CONFIRMED)
    if verdicts.add is not None:
        added = _added(plan, verdicts.add, free)
        yield added.number, added


def _next(link: ItemLink, state: LinkState) -> ItemLink:
    return replace(link, version=link.version + 1, state=state)


def _added(plan: LinkedPlan, add: Addition, free: int) -> ItemLink:
    before, after = item_called(plan.items, add.before), item_called(plan.items, add.after)
    if before.id == after.id:
        raise LinksRefusedError("Пункт не может ждать сам себя. Назовите два разных пункта.")
    for link in plan.links:
        if (link.before, link.after) == (before.id, after.id):
            return replace(_next(link, LinkState.CONFIRMED), kind=add.kind, lag=add.lag)
    labels = item_labels(plan.items)
    why = f"{labels[after.id]} ждёт {labels[before.id]}: так указал человек."
    return ItemLink(
        number=free,
        version=1,
        before=before.id,
        after=after.id,
        kind=add.kind,
        lag=add.lag,
        why=why,
        rule=BY_HAND,
        state=LinkState.CONFIRMED,
        actor_id="",
    )


def _same(was: ItemLink | None, link: ItemLink) -> bool:
    return was is not None and (was.state, was.kind, was.lag) == (link.state, link.kind, link.lag)


def _check_circle(plan: LinkedPlan, links: Mapping[int, ItemLink]) -> None:
    ordinals = {item.id: item.ordinal for item in plan.items}
    binding = [
        Link(ordinals[one.before], ordinals[one.after], one.kind, one.why, one.rule, one.lag)
        for one in links.values()
        if one.state is LinkState.CONFIRMED
    ]
    circle = circle_of(list(ordinals.values()), binding)
    if circle:
        labels = item_labels(plan.items)
        called = {item.ordinal: labels[item.id] for item in plan.items}
        named = " → ".join(called[ordinal] for ordinal in (*circle, circle[0]))
        raise LinksRefusedError(
            f"Связи замкнуты в круг: {named}. Так не может начаться ни один из этих пунктов: "
            "отклоните одну из связей. Ничего не изменено."
        )
