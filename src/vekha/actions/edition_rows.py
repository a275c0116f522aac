"""The rows of one edition of a roadmap: what its items say, whom they address, what they measure."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection

from vekha.actions.act_as import act_as
from vekha.actions.ready import Ready
from vekha.actions.record import Rows
from vekha.actions.settle import Settled
from vekha.documents.dependencies import dependencies_of
from vekha.domain.confirmed import Addressed
from vekha.domain.dependencies import ItemLink, Link, LinkState
from vekha.domain.organisations import Actor, Organisation, Viewer
from vekha.domain.places import Remark
from vekha.domain.records import ENGINE
from vekha.rules.addressing import Ground, addressing
from vekha.rules.person_names import PersonKey, person_key
from vekha.storage import link_queries, organisation_queries, roadmap_queries

LONGEST_NUMBER = 50  # the column item_versions.number


@dataclass(frozen=True, slots=True)
class Edition:
    """Which edition of which roadmap is written. item_ids: by the row of the document."""

    roadmap_id: str
    id: str
    number: int
    item_ids: Mapping[int, str]


def edition_rows(
    conn: Connection, ready: Ready, edition: Edition, actor: Actor, now: datetime
) -> tuple[Rows, tuple[Remark, ...]]:
    """Return the rows by table, and what a person should know of whom the items address."""
    addressees, remarks = _addressee_rows(conn, ready, edition.item_ids, edition.id)
    rows: Rows = {
        "editions": [_edition_row(ready, edition, now)],
        "item_versions": _version_rows(conn, ready, actor, edition.item_ids, edition.id),
        "item_addressees": addressees,
        "indicators": list(_indicator_rows(ready, edition.item_ids, edition.id)),
        "links": _link_rows(conn, ready, edition, now),
    }
    return rows, remarks


def _edition_row(ready: Ready, edition: Edition, now: datetime) -> dict[str, object]:
    past = ready.decisions.past
    return {
        "id": edition.id,
        "roadmap_id": edition.roadmap_id,
        "edition": edition.number,
        "file_sha256": ready.roadmap.sha256,
        "file_name": ready.roadmap.file[:255],
        "confirmed_at": now,
        "past": past.value if past else None,
        "shard_id": ready.issuer.shard_id,
    }


def _version_rows(
    conn: Connection, ready: Ready, actor: Actor, item_ids: Mapping[int, str], edition_id: str
) -> list[dict[str, object]]:
    names = {one.decision.who for one in ready.items if one.decision and one.decision.who}
    people = {name: act_as(conn, name, ready.issuer.code).person_id for name in sorted(names)}
    ids = {"edition_id": edition_id, "shard_id": ready.issuer.shard_id}
    sections = section_names(ready)
    return [
        _version_row(one, sections)
        | ids
        | {
            "item_id": item_ids[one.item.ordinal],
            "decided_by": people.get(one.decision.who if one.decision else "", actor.person_id),
        }
        for one in ready.items
    ]


def section_names(ready: Ready) -> Mapping[str | None, str]:
    """Return what the sections of the document are called, by number."""
    return {one.number: f"{(one.number or '').rstrip('.')}. {one.title}" for one in ready.roadmap.sections}


def _version_row(one: Settled, sections: Mapping[str | None, str]) -> dict[str, object]:
    item, deadline = one.item, one.deadline
    return {
        "ordinal": item.ordinal,
        "number": item.number[:LONGEST_NUMBER] if item.number else None,
        "section": sections.get(item.section, item.section),
        "title": item.title,
        "deadline_text": item.deadline_text,
        "executor_text": item.executor_text,
        "result_text": item.result_text,
        "result_kind": item.result_kind,
        "indicators": list(item.indicators),
        "kind": deadline.kind.value,
        "occurrences": [roadmap_queries.occurrence_json(each) for each in deadline.occurrences],
        "offset": roadmap_queries.offset_json(deadline.offset),
        "last_day": deadline.last_day,
        "policy": one.ground.policy.value,
        "policy_basis": one.ground.basis,
        "explain": list(deadline.explain),
        "place": asdict(item.place),
        "decision": one.decision.kind.value if one.decision else "read",
        "said_phrase": (one.decision and one.decision.phrase) or None,
        "said_executor": (one.decision and one.decision.executor) or None,
        "left_out": one.left_out,
    }


def _addressee_rows(
    conn: Connection, ready: Ready, item_ids: Mapping[int, str], edition_id: str
) -> tuple[list[dict[str, object]], tuple[Remark, ...]]:
    ground = ground_of_issuer(conn, ready.issuer)
    rows: list[dict[str, object]] = []
    remarks: list[Remark] = []
    for one in ready.items:
        if one.left_out:
            continue
        found = addressing(one.executors, ground, one.item.place)
        remarks += found.remarks
        ids = {
            "item_id": item_ids[one.item.ordinal],
            "edition_id": edition_id,
            "shard_id": ready.issuer.shard_id,
        }
        rows += [addressee_row(each, position) | ids for position, each in enumerate(found.addressed, 1)]
    return rows, tuple(remarks)


def _indicator_rows(
    ready: Ready, item_ids: Mapping[int, str], edition_id: str
) -> Iterator[dict[str, object]]:
    """The indicators as read; a target that lies in another act stays null until that act is entered."""
    for one in ready.items:
        if one.left_out:
            continue
        for position, indicator in enumerate(one.item.indicator_readings, 1):
            yield {
                "item_id": item_ids[one.item.ordinal],
                "edition_id": edition_id,
                "shard_id": ready.issuer.shard_id,
                "position": position,
                "text": indicator.text,
                "part": indicator.part,
                "whole": indicator.whole,
                "unit": indicator.unit,
                "direction": indicator.direction.value if indicator.direction else None,
                "target": indicator.target,
                "target_high": indicator.target_high,
            }


def _link_rows(conn: Connection, ready: Ready, edition: Edition, now: datetime) -> list[Mapping[str, object]]:
    """The links the rules propose between items that stay in; a pair once decided about is left as it is."""
    kept = {one.item.ordinal: edition.item_ids[one.item.ordinal] for one in ready.items if not one.left_out}
    known = link_queries.links_of(conn, edition.roadmap_id)
    pairs = {(link.before, link.after) for link in known}
    proposed = (
        link
        for link in dependencies_of(ready.roadmap).links
        if link.before in kept and link.after in kept and (kept[link.before], kept[link.after]) not in pairs
    )
    return [
        {
            **link_queries.link_row(edition.roadmap_id, _proposal(number, link, kept), now),
            "shard_id": ready.issuer.shard_id,
        }
        for number, link in enumerate(proposed, 1 + max((link.number for link in known), default=0))
    ]


def _proposal(number: int, link: Link, item_ids: Mapping[int, str]) -> ItemLink:
    return ItemLink(
        number=number,
        version=1,
        before=item_ids[link.before],
        after=item_ids[link.after],
        kind=link.kind,
        lag=link.lag,
        why=link.why,
        rule=link.rule,
        state=LinkState.PROPOSED,
        actor_id=ENGINE,
    )


def addressee_row(one: Addressed, position: int) -> dict[str, object]:
    """Return whom an item addresses as a row, without its item and edition."""
    return {
        "position": position,
        "executor_role": one.role.value,
        "level": one.level.value if one.level else None,
        "organisation_id": one.organisation_id,
        "missing": one.missing,
        "basis": one.basis,
        "since": one.since,
    }


def ground_of_issuer(conn: Connection, issuer: Organisation) -> Ground:
    """Return the issuer's subtree, its own posts, and where the people of the subtree work."""
    tree = organisation_queries.subtree(conn, issuer.id)
    return Ground(
        issuer=issuer,
        below=tuple(unit for unit in tree if unit.id != issuer.id),
        posts=organisation_queries.posts_of(conn, [issuer.id]),
        workplaces=_workplaces(conn, issuer),
    )


def _workplaces(conn: Connection, issuer: Organisation) -> Mapping[PersonKey, int]:
    """By name, the one organisation of the subtree where a person works; namesakes of two are left out."""
    found: dict[PersonKey, set[int]] = {}
    for name, organisation_id in organisation_queries.names_at_work(conn, Viewer(issuer.id)):
        if key := person_key(name):
            found.setdefault(key, set()).add(organisation_id)
    return {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}


def deed_text(ready: Ready, notes: tuple[str, ...]) -> str:
    """Names and reasons lie in the erasable text; a line «Строка N: ...» belongs to the item of that row."""
    lines = [f"Контролёр: {ready.appointed}", *notes]
    if ready.past and ready.decisions.past:
        lines.append(f"Прошедшие сроки ({ready.decisions.past}): {'; '.join(ready.past)}")
    for one in ready.items:
        if one.decision and (one.decision.who or one.decision.why):
            why = " ".join(one.decision.why.split())
            lines.append(f"Строка {one.item.ordinal}: {why}")
    return "\n".join(" ".join(line.split()) for line in lines)
