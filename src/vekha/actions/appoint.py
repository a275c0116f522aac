"""Appoint the executor of an item that names none: until then it is the issuer's, and so is its lateness."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from vekha.actions.edition_rows import addressee_row, ground_of_issuer
from vekha.actions.find_item import find_item
from vekha.actions.issue import Issued, issue
from vekha.actions.step import NotTheirsError, Taking, check_order, deed_of, standing, take_all
from vekha.actions.watching import rewatch
from vekha.calendar.zones import local_day
from vekha.domain.confirmed import Addressed, ConfirmedItem, ConfirmedRoadmap
from vekha.domain.life import Ground
from vekha.domain.obligations import Event
from vekha.domain.organisations import Actor
from vekha.domain.refusals import RefusedError
from vekha.rules.addressing import addressing
from vekha.rules.executors import read_executors
from vekha.storage import amendment_queries, organisation_queries, roadmap_queries
from vekha.storage.case_queries import Case, open_cases
from vekha.storage.database import Database


class AppointError(RefusedError):
    """The item has an executor, or the text names nobody who could be one."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """Which item, whom as people write it, and the paper it rests on."""

    called: str
    executor: str
    ground: Ground


@dataclass(frozen=True, slots=True)
class Appointed:
    """What changed: how many obligations passed over. `basis`: whom the text means, Russian."""

    item: str
    basis: tuple[str, ...]
    since: date
    withdrawn: int
    issued: Issued


def appoint(engine: Database, appointment: Appointment, actor: Actor, now: datetime) -> Appointed:
    """Address the item anew from today on; what fell due before stays with the issuer.

    Raises AppointError, NoSuchItemError, NotTheirsError.
    """
    with engine.begin() as conn:
        item, roadmap = _item(conn, appointment.called, actor)
        issuer = organisation_queries.organisation(conn, roadmap.issuer_id)
        roadmap_queries.lock_roadmap(conn, roadmap.id)
        if not all(one.missing for one in item.addressed):
            raise AppointError(f"У мероприятия «{item.title}» исполнитель есть: {_named(item)}.")
        today = local_day(now, issuer.zone)
        found = _addressed(conn, appointment.executor, item, roadmap)
        rows = [
            addressee_row(replace(one, since=today), position)
            | {"item_id": item.id, "edition_id": roadmap.edition_id, "shard_id": issuer.shard_id}
            for position, one in enumerate(found, start=len(item.addressed) + 1)
        ]
        passed = _passed_over(conn, item, roadmap, today)
        for case in passed:
            check_order(case, now)
        takings = [
            Taking(case, (replace(standing(case, Event.WITHDRAW), ground=appointment.ground),))
            for case in passed
        ]
        text = f"{appointment.executor}. {appointment.ground.reason}"
        deed = deed_of("appoint", actor, now, item.id, text)
        rewatch(conn, take_all(conn, takings, deed, {"item_addressees": rows}), now)
    basis = tuple(one.basis for one in found)
    return Appointed(item.title, basis, today, len(passed), issue(engine, roadmap.id, now))


def _item(conn: Connection, called: str, actor: Actor) -> tuple[ConfirmedItem, ConfirmedRoadmap]:
    found = find_item(conn, called, actor.viewer)
    if found is None:
        raise NotTheirsError(f"Мероприятия «{called}» нет среди ваших: исполнителя назначает издатель.")
    roadmap = roadmap_queries.roadmap(conn, found.roadmap_id, actor.viewer)
    return roadmap_queries.item(conn, found.item_id), roadmap


def _addressed(
    conn: Connection, text: str, item: ConfirmedItem, roadmap: ConfirmedRoadmap
) -> Sequence[Addressed]:
    issuer = organisation_queries.organisation(conn, roadmap.issuer_id)
    executors = read_executors(text, issuer.level)
    found = addressing(executors, ground_of_issuer(conn, issuer), item.place)
    if any(one.missing for one in found.addressed):
        doubts = "; ".join(str(remark) for remark in found.remarks) or "никто не узнан"
        raise AppointError(f"«{text}» никого не обязывает: {doubts}. Напишите, например, «Руководители ОО».")
    if all(one.organisation_id == issuer.id for one in found.addressed):
        raise AppointError(
            f"Это сам издатель, {issuer.short_name}: мероприятие уже за ним. Назначать надо другого."
        )
    return found.addressed


def _passed_over(
    conn: Connection, item: ConfirmedItem, roadmap: ConfirmedRoadmap, today: date
) -> tuple[Case, ...]:
    """Return the issuer's own obligations that pass to the appointed: not yet due, and nothing sent."""
    running = [one.id for one in amendment_queries.running(conn, roadmap.id) if one.item_id == item.id]
    cases = open_cases(conn, running)
    return tuple(
        case for case in cases if not case.version and (case.dates.due is None or case.dates.due >= today)
    )


def _named(item: ConfirmedItem) -> str:
    return "; ".join(one.basis for one in item.addressed if not one.missing)
