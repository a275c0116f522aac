"""Put a read and decided roadmap into force: editions, items, addressees, in one transaction."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from vekha.actions.act_as import act_as
from vekha.actions.appoint_controller import Appointed, choose_controller, enter_controller
from vekha.actions.find_issuer import find_issuer
from vekha.actions.record import record
from vekha.actions.settle import Settled, has_calendar, item_name, settle
from vekha.actions.work_calendars import work_calendars
from vekha.calendar.days import DaySet
from vekha.calendar.work_calendar import WorkCalendar
from vekha.calendar.zones import local_day
from vekha.domain.confirmed import Addressed
from vekha.domain.deadlines import DeadlineKind
from vekha.domain.decisions import Decisions
from vekha.domain.organisations import Actor, Organisation, Viewer
from vekha.domain.places import Remark
from vekha.domain.records import Deed
from vekha.domain.refusals import RefusedError
from vekha.domain.roadmaps import Roadmap
from vekha.rules import identity
from vekha.rules.addressing import Ground, addressing
from vekha.rules.checkpoints import forms_a_year
from vekha.rules.ladders import ladder_toml, shipped_ladder
from vekha.rules.occurrences import waits
from vekha.rules.person_names import PersonKey, person_key
from vekha.rules.russian import short_date
from vekha.rules.shifts import shift
from vekha.storage import organisation_queries, roadmap_queries, watch_queries
from vekha.storage.database import Database

LADDER = "normal"
LONGEST_BASIS = 200  # the columns policy_basis of items and obligations
LONGEST_ORDER_NUMBER = 100  # the column roadmaps.number
LONGEST_NUMBER = 50  # the column item_versions.number


class ConfirmRefusedError(RefusedError):
    """The decisions do not settle the document. Every misfit is named, nothing was changed."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What came into force. already: this very file was confirmed before, nothing changed.

    forms_a_year: how many reports on continuous work one organisation sends in its fullest year.
    """

    roadmap_id: str
    already: bool
    issuer: str = ""
    controller: str = ""
    items: int = 0
    left_out: int = 0
    waiting: int = 0
    forms_a_year: int = 0
    past: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Settled:
    """Everything decided before the first row is written."""

    roadmap: Roadmap
    decisions: Decisions
    items: tuple[Settled, ...]
    issuer: Organisation
    appointed: Appointed
    past: tuple[str, ...]


def confirm(
    engine: Database, roadmap: Roadmap, decisions: Decisions, actor: Actor, now: datetime
) -> Confirmed:
    """Put the roadmap into force. Raises ConfirmRefusedError with all misfits at once, changing nothing."""
    with engine.begin() as conn:
        issuer = find_issuer(conn, roadmap, decisions, actor.viewer)
        roadmap_queries.lock_issuer(conn, issuer.id)
        known = roadmap_queries.roadmap_of_file(conn, issuer.id, roadmap.sha256)
        if known is not None:
            return Confirmed(known, already=True, issuer=issuer.name)
        ready = _ready(conn, roadmap, decisions, issuer, local_day(now, issuer.zone))
        return _write(conn, ready, actor, now)


def _ready(
    conn: Connection, roadmap: Roadmap, decisions: Decisions, issuer: Organisation, today: date
) -> _Settled:
    settling = settle(roadmap, decisions, work_calendars(conn).school_plan(issuer))
    misfits = [str(misfit) for misfit in settling.misfits]
    appointed = None
    try:
        appointed = choose_controller(conn, decisions.controller, issuer, settling.items, today)
    except RefusedError as refused:
        misfits.append(str(refused))
    past = _past(settling.items, _civil_calendars(conn, issuer), today)
    if past and decisions.past is None:
        misfits.append(_past_question(past, today))
    if any(len(one.ground.basis) > LONGEST_BASIS for one in settling.items):
        misfits.append(f"Основание правила переноса (policy_basis) длиннее {LONGEST_BASIS} знаков.")
    if misfits or appointed is None:
        listed = "\n".join(f"- {misfit}" for misfit in misfits)
        raise ConfirmRefusedError(f"«{roadmap.file}» не подтверждён, ничего не изменено:\n{listed}")
    return _Settled(roadmap, decisions, settling.items, issuer, appointed, past)


def _civil_calendars(conn: Connection, issuer: Organisation) -> tuple[WorkCalendar, ...]:
    """The calendars of everyone the issuer may oblige: a six-day week is due on a Saturday."""
    tree = organisation_queries.subtree(conn, issuer.id)
    calendars = work_calendars(conn)
    return tuple({calendars.of(unit, DaySet.CIVIL): None for unit in tree})


def _past(settled: Iterable[Settled], calendars: Iterable[WorkCalendar], today: date) -> tuple[str, ...]:
    """The occurrences due before today by some of the calendars, as Russian lines."""
    known = tuple(calendars)
    found = []
    for one in settled:
        if one.left_out or waits(one.deadline.kind):
            continue
        raw = [each.raw_due for each in one.deadline.occurrences if has_calendar(each.raw_due)]
        days = [min(shift(day, one.ground.policy, civil) for civil in known) for day in raw]
        found += [f"{item_name(one.item)} — {short_date(day)}" for day in days if day < today]
    return tuple(found)


def _past_question(past: tuple[str, ...], today: date) -> str:
    return (
        f"К {short_date(today)} прошло сроков: {len(past)} ({'; '.join(past)}). Решите, как с ними быть: "
        'past = "history" (считать в отчётах, не напоминать) или past = "in_force" (требовать исполнения).'
    )


def _write(conn: Connection, ready: _Settled, actor: Actor, now: datetime) -> Confirmed:
    body, decisions, issuer = ready.roadmap.body, ready.decisions, ready.issuer
    title = body.title or body.table_title or ready.roadmap.file
    same = identity.roadmap_identity(issuer.id, body.order_number, body.order_date, title, decisions.plan)
    _refuse_edition(conn, same, ready)
    roadmap_id = identity.roadmap_id(same)
    item_ids = {one.item.ordinal: secrets.token_hex(10) for one in ready.items}
    roadmap_queries.add_roadmap(
        conn, _roadmap_row(conn, ready, roadmap_id, same) | {"title": title}, list(item_ids.values())
    )
    edition_id = secrets.token_hex(10)
    edition = _edition_row(ready, roadmap_id, edition_id, now)
    versions = _version_rows(conn, ready, actor, item_ids, edition_id)
    addressees, remarks = _addressee_rows(conn, ready, item_ids, edition_id)
    notes = (*ready.appointed.notes, *(str(remark) for remark in remarks))
    deed = Deed("confirm", actor.person_id, now, roadmap_id, _deed_text(ready, notes))
    rows = {
        "editions": [edition],
        "item_versions": versions,
        "item_addressees": addressees,
        "indicators": list(_indicator_rows(ready, item_ids, edition_id)),
    }
    record(conn, deed, rows)
    return _confirmed(ready, roadmap_id, notes)


def _refuse_edition(conn: Connection, same: str, ready: _Settled) -> None:
    known = roadmap_queries.roadmap_of_identity(conn, same)
    if known is None:
        return
    old = roadmap_queries.roadmap(conn, known)
    raise ConfirmRefusedError(
        f"Дорожная карта {old.label} издателя «{ready.issuer.name}» уже подтверждена "
        f"{short_date(old.confirmed_at.date())} по файлу «{old.file_name}», а «{ready.roadmap.file}» "
        "отличается от него. Новая редакция "
        "принимается через сличение с прежней; этой возможности ещё нет. Ничего не изменено."
    )


def _roadmap_row(conn: Connection, ready: _Settled, roadmap_id: str, same: str) -> dict[str, object]:
    body, decisions = ready.roadmap.body, ready.decisions
    ladder = shipped_ladder(LADDER)
    watch_queries.keep_ladder(conn, ladder, ladder_toml(ladder))
    return {
        "id": roadmap_id,
        "identity": same,
        "issuer_id": ready.issuer.id,
        "number": body.order_number[:LONGEST_ORDER_NUMBER] if body.order_number else None,
        "date": body.order_date,
        "plan_start": decisions.plan.first,
        "plan_end": decisions.plan.last,
        "controller_post_id": enter_controller(conn, ready.appointed, ready.issuer),
        "shift_policy": decisions.policy.value if decisions.policy else None,
        "policy_basis": decisions.policy_basis,
        "returns": decisions.returns,
        "ladder_id": ladder.id,
    }


def _edition_row(ready: _Settled, roadmap_id: str, edition_id: str, now: datetime) -> dict[str, object]:
    past = ready.decisions.past
    return {
        "id": edition_id,
        "roadmap_id": roadmap_id,
        "edition": 1,
        "file_sha256": ready.roadmap.sha256,
        "file_name": ready.roadmap.file[:255],
        "confirmed_at": now,
        "past": past.value if past else None,
        "shard_id": ready.issuer.shard_id,
    }


def _version_rows(
    conn: Connection, ready: _Settled, actor: Actor, item_ids: Mapping[int, str], edition_id: str
) -> list[dict[str, object]]:
    names = {one.decision.who for one in ready.items if one.decision and one.decision.who}
    people = {name: act_as(conn, name, ready.issuer.code).person_id for name in sorted(names)}
    ids = {"edition_id": edition_id, "shard_id": ready.issuer.shard_id}
    sections = {
        one.number: f"{(one.number or '').rstrip('.')}. {one.title}" for one in ready.roadmap.sections
    }
    return [
        _version_row(one, sections)
        | ids
        | {
            "item_id": item_ids[one.item.ordinal],
            "decided_by": people.get(one.decision.who if one.decision else "", actor.person_id),
        }
        for one in ready.items
    ]


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
    conn: Connection, ready: _Settled, item_ids: Mapping[int, str], edition_id: str
) -> tuple[list[dict[str, object]], tuple[Remark, ...]]:
    ground = _ground(conn, ready.issuer)
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
        rows += [_addressee_row(each, position) | ids for position, each in enumerate(found.addressed, 1)]
    return rows, tuple(remarks)


def _indicator_rows(
    ready: _Settled, item_ids: Mapping[int, str], edition_id: str
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
                "act": None,
            }


def _addressee_row(one: Addressed, position: int) -> dict[str, object]:
    return {
        "position": position,
        "executor_role": one.role.value,
        "level": one.level.value if one.level else None,
        "organisation_id": one.organisation_id,
        "missing": one.missing,
        "basis": one.basis,
    }


def _ground(conn: Connection, issuer: Organisation) -> Ground:
    """The issuer's subtree, its own posts, and where the people of the subtree work."""
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


def _deed_text(ready: _Settled, notes: tuple[str, ...]) -> str:
    """Names and reasons lie in the erasable text; a line «Строка N: ...» belongs to the item of that row."""
    lines = [f"Контролёр: {ready.appointed}", *notes]
    if ready.past and ready.decisions.past:
        lines.append(f"Прошедшие сроки ({ready.decisions.past}): {'; '.join(ready.past)}")
    for one in ready.items:
        if one.decision and (one.decision.who or one.decision.why):
            why = " ".join(one.decision.why.split())
            lines.append(f"Строка {one.item.ordinal}: {why}")
    return "\n".join(" ".join(line.split()) for line in lines)


def _confirmed(ready: _Settled, roadmap_id: str, notes: tuple[str, ...]) -> Confirmed:
    kept = [one for one in ready.items if not one.left_out]
    return Confirmed(
        roadmap_id=roadmap_id,
        already=False,
        issuer=ready.issuer.name,
        controller=str(ready.appointed),
        items=len(kept),
        left_out=len(ready.items) - len(kept),
        waiting=sum(waits(one.deadline.kind) for one in kept),
        forms_a_year=forms_a_year(
            each
            for one in kept
            if one.deadline.kind is DeadlineKind.CONTINUOUS
            for each in one.deadline.occurrences
        ),
        past=ready.past,
        notes=notes,
    )
