"""Put a new edition of a roadmap into force: what was done stays, what changed follows the new text.

The difference is shown first; a person confirms which item is which (design 4.6). One transaction; what the
edition adds is issued after it as any other obligation, and by the night where that was cut off.
"""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from vekha.actions.confirm import roadmap_identity_of
from vekha.actions.edition_rows import Edition, deed_text, edition_rows, section_names
from vekha.actions.find_issuer import find_issuer
from vekha.actions.issue import Issued, issue
from vekha.actions.plan_dates import Duty, Planner
from vekha.actions.ready import ConfirmRefusedError, Ready, ready_to_confirm
from vekha.actions.record import Rows
from vekha.actions.settle import Settled
from vekha.actions.step import Move, Taking, check_order, deed_of, standing, take_all
from vekha.actions.touched import touched_shards
from vekha.actions.watching import rewatch
from vekha.actions.work_calendars import work_calendars
from vekha.calendar.zones import local_day
from vekha.domain.confirmed import ConfirmedItem, ConfirmedRoadmap
from vekha.domain.decisions import Decisions
from vekha.domain.life import Ground
from vekha.domain.obligations import Event, State
from vekha.domain.organisations import Actor
from vekha.domain.roadmaps import Roadmap
from vekha.rules.addressing import addressees
from vekha.rules.editions import Change, EditionItem, Pair, matched
from vekha.rules.judging import judge
from vekha.rules.recounting import Clock
from vekha.rules.russian import short_date
from vekha.storage import (
    amendment_queries,
    happening_queries,
    organisation_queries,
    roadmap_queries,
    submission_queries,
)
from vekha.storage.case_queries import Case, Dates, open_cases
from vekha.storage.database import Database


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a person says of a new edition. of: the roadmap it changes, "" to find it by its identity.

    said: by row, the old item it continues, None for a new one. ground: the paper that changes the roadmap.
    """

    ground: Ground
    of: str = ""
    said: Mapping[int, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amended:
    """The difference, and what it does. `accepted` False: nothing was written."""

    roadmap_id: str
    label: str
    edition: int
    accepted: bool
    pairs: tuple[Pair, ...]
    withdrawn: int
    re_dated: int
    issued: Issued | None = None

    @property
    def changes(self) -> Mapping[Change, int]:
        return Counter(pair.change for pair in self.pairs)


@dataclass(frozen=True, slots=True)
class Reading:
    """The new edition as it was read and decided."""

    roadmap: Roadmap
    decisions: Decisions


def amend(
    engine: Database, reading: Reading, amendment: Amendment, actor: Actor, now: datetime, *, accept: bool
) -> Amended:
    """Return what the new edition changes, and with `accept` put it into force.

    Raises ConfirmRefusedError, MatchError, NotTheirsError, changing nothing.
    """
    with engine.connect() as conn, conn.begin() as transaction:
        done = _amend(conn, reading, amendment, actor, now)
        if not accept:
            transaction.rollback()
            return replace(done, accepted=False)
    return replace(done, issued=issue(engine, done.roadmap_id, now))


def _amend(conn: Connection, reading: Reading, amendment: Amendment, actor: Actor, now: datetime) -> Amended:
    issuer = find_issuer(conn, reading.roadmap, reading.decisions, actor.viewer)
    roadmap_queries.lock_issuer(conn, issuer.id)
    ready = ready_to_confirm(conn, reading.roadmap, reading.decisions, issuer, local_day(now, issuer.zone))
    before = _before(conn, ready, amendment.of, actor)
    _check_edition(ready, before, now)
    roadmap_queries.lock_roadmap(conn, before.id)
    old = [one for one in roadmap_queries.items_of(conn, before.edition_id) if not one.left_out]
    pairs = matched([_old_item(one) for one in old], _new_items(ready), amendment.said)
    edition = _edition(ready, before, pairs)
    rows, _ = edition_rows(conn, ready, edition, actor, now)
    amendment_queries.add_items(conn, before.id, _added(edition, pairs))
    amendment_queries.move_plan(conn, before.id, reading.decisions.plan)
    deed = deed_of("amend", actor, now, before.id, deed_text(ready, (amendment.ground.reason,)))
    text = _as_it_will_be(before, old, rows, ready)
    fresh = _fresh_duties(conn, text, now)
    steps = _steps(conn, fresh, amendment.ground, now)
    shards = touched_shards(conn, before.issuer_id, (*old, *text.items.values()))
    rewatch(conn, take_all(conn, steps, deed, rows, shards), now)
    events = Counter(move.event for step in steps for move in step.moves)
    return Amended(
        before.id, before.label, edition.number, True, pairs, events[Event.WITHDRAW], events[Event.AMEND]
    )


def _before(conn: Connection, ready: Ready, of: str, actor: Actor) -> ConfirmedRoadmap:
    if of:
        found = roadmap_queries.roadmaps_called(conn, of, actor.viewer)
        if len(found) == 1:
            return found[0]
        raise ConfirmRefusedError(
            f"Дорожной карты «{of}» нет среди ваших, или таких несколько. Проверьте --of."
        )
    known = roadmap_queries.roadmap_of_identity(conn, roadmap_identity_of(ready))
    if known is None:
        raise ConfirmRefusedError(
            f"У «{ready.roadmap.file}» нет прежней редакции: номер, дата и издатель новые. "
            "Подтвердите её как новую (vekha confirm) или назовите, какую карту она меняет: --of НОМЕР."
        )
    return roadmap_queries.roadmap(conn, known, actor.viewer)


def _check_edition(ready: Ready, before: ConfirmedRoadmap, now: datetime) -> None:
    if before.file_sha256 == ready.roadmap.sha256:
        raise ConfirmRefusedError(
            f"«{ready.roadmap.file}» — это и есть действующая редакция {before.edition}: менять нечего."
        )
    if before.issuer_id != ready.issuer.id:
        raise ConfirmRefusedError(
            f"Дорожную карту {before.label} издал не {ready.issuer.name}: чужую редакция не меняет."
        )
    if now < before.confirmed_at:
        raise ConfirmRefusedError(
            f"Действующая редакция подтверждена {before.confirmed_at:%d.%m.%Y %H:%M} UTC: "
            "новая не может быть раньше. Проверьте --now и часы."
        )


def _old_item(one: ConfirmedItem) -> EditionItem:
    dates = ", ".join(short_date(each.raw_due) for each in one.occurrences)
    texts = {
        "срок": one.deadline_text,
        "даты": dates,
        "исполнитель": one.said_executor or one.executor_text,
        "результат": one.result_text,
    }
    return EditionItem(one.id, one.ordinal, one.number or "", one.section or "", one.title, texts)


def _section(one: Settled, names: Mapping[str | None, str]) -> str:
    return names.get(one.item.section) or one.item.section or ""


def _new_items(ready: Ready) -> list[EditionItem]:
    names = section_names(ready)
    return [
        EditionItem(
            "", one.item.ordinal, one.item.number or "", _section(one, names), one.item.title, _texts(one)
        )
        for one in ready.items
        if not one.left_out
    ]


def _texts(one: Settled) -> Mapping[str, str]:
    dates = ", ".join(short_date(each.raw_due) for each in one.deadline.occurrences)
    return {
        "срок": one.item.deadline_text,
        "даты": dates,
        "исполнитель": (one.decision.executor if one.decision else "") or one.item.executor_text,
        "результат": one.item.result_text,
    }


def _edition(ready: Ready, before: ConfirmedRoadmap, pairs: Iterable[Pair]) -> Edition:
    """Matched items keep their ids; whatever else the document has gets a new one."""
    kept = {pair.new.ordinal: pair.old.id for pair in pairs if pair.new and pair.old}
    ids = {one.item.ordinal: kept.get(one.item.ordinal) or secrets.token_hex(10) for one in ready.items}
    return Edition(before.id, secrets.token_hex(10), before.edition + 1, ids)


def _added(edition: Edition, pairs: Iterable[Pair]) -> list[str]:
    kept = {pair.old.id for pair in pairs if pair.old and pair.new}
    return [item_id for item_id in edition.item_ids.values() if item_id not in kept]


@dataclass(frozen=True, slots=True)
class _Text:
    """The newest text of a roadmap: items by id; `printed`: the days of the text before, by item and key."""

    roadmap: ConfirmedRoadmap
    items: Mapping[str, ConfirmedItem]
    printed: Mapping[tuple[str, str], date]


def _as_it_will_be(before: ConfirmedRoadmap, old: Iterable[ConfirmedItem], rows: Rows, ready: Ready) -> _Text:
    found = roadmap_queries.items_in(rows["item_versions"], rows["item_addressees"])
    printed = {(one.id, each.key): each.raw_due for one in old for each in one.occurrences}
    items = {one.id: one for one in found if not one.left_out}
    return _Text(replace(before, past=ready.decisions.past), items, printed)


@dataclass(frozen=True, slots=True)
class _Fresh:
    """What the new text makes of an obligation; `elsewhere`: it prints another day than the text before."""

    duty: Duty
    elsewhere: bool


def _steps(
    conn: Connection, fresh: Mapping[str, _Fresh | None], ground: Ground, now: datetime
) -> tuple[Taking, ...]:
    """Return a step for every running obligation that the new text no longer has, or has on another day.

    Whoever may confirm the issuer's roadmap may enter its new edition: the act behind it is the issuer's.
    """
    found: list[tuple[Case, Move]] = []
    for case in open_cases(conn, fresh):
        new = fresh[case.id]
        if new is None:
            found.append((case, standing(case, Event.WITHDRAW)))
        elif new.elsewhere and new.duty.due != case.dates.due:
            found.append((case, _amended(conn, case, new.duty)))
    for case, _ in found:
        check_order(case, now)
    return tuple(Taking(case, (replace(move, ground=ground),)) for case, move in found)


def _fresh_duties(conn: Connection, text: _Text, now: datetime) -> Mapping[str, _Fresh | None]:
    """Return by running obligation the duty the text gives for its key, None where it gives none."""
    issuer = organisation_queries.organisation(conn, text.roadmap.issuer_id)
    units = {unit.id: unit for unit in organisation_queries.subtree(conn, issuer.id)}
    calendars = work_calendars(conn)
    clocks = {unit_id: calendars.clock(unit) for unit_id, unit in units.items()}
    obliged = {one.id: addressees(one.addressed, issuer.id, units.values()) for one in text.items.values()}
    happened = happening_queries.happenings_of(conn, text.items)
    planner = Planner(text.roadmap, issuer, now)
    laid: dict[tuple[str, Clock], Mapping[str, Duty]] = {}
    found: dict[str, _Fresh | None] = {}
    for one in amendment_queries.running(conn, text.roadmap.id):
        item, clock = text.items.get(one.item_id), clocks.get(one.organisation_id)
        if item is None or clock is None or one.organisation_id not in obliged[item.id]:
            found[one.id] = None
            continue
        key = (item.id, clock)
        if key not in laid:
            laid[key] = {duty.key: duty for duty in planner.duties(item, clock, happened.get(item.id, ()))}
        duty = laid[key].get(one.occurrence_key)
        printed = text.printed.get((item.id, one.occurrence_key))
        elsewhere = duty is not None and printed is not None and duty.columns["raw_due"] != printed
        found[one.id] = None if duty is None else _Fresh(duty, elsewhere)
    return found


def _amended(conn: Connection, case: Case, duty: Duty) -> Move:
    """Return the step to the new dates; a paper that lies with the reviewer is judged by the new term."""
    dates = _dates(duty)
    move = replace(standing(case, Event.AMEND), dates=dates, provisional=duty.provisional, rearmed=True)
    if case.state is not State.SUBMITTED:
        return move
    stays = submission_queries.stays(conn, case.id)
    judged = judge(stays, dates.due_at, case.control.returns, case.organisation.zone)
    return replace(move, judged=judged)


def _dates(duty: Duty) -> Dates:
    columns: Mapping[str, Any] = duty.columns
    names = ("due", "due_at", "plan_date", "control_date", "remind_date", "opens_on")
    return Dates(*(columns[name] for name in names))
