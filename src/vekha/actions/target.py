"""Enter the plan of an indicator from the act it lies in: until then papers print «план не задан»."""

import math
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from vekha.actions.find_item import FoundItem, find_item
from vekha.actions.record import record
from vekha.actions.step import NotTheirsError, deed_of
from vekha.calendar.zones import local_day
from vekha.domain.indicators import Direction, IndicatorPlan
from vekha.domain.life import Ground
from vekha.domain.organisations import Actor
from vekha.domain.refusals import RefusedError
from vekha.rules.grounds import check_ground, ground_title
from vekha.rules.indicators import is_called, plan_text
from vekha.storage import organisation_queries, roadmap_queries, target_queries
from vekha.storage.database import Database


class TargetError(RefusedError):
    """The item has no such indicator, its plan is printed, or the value cannot be one."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a person enters. indicator: its number in the item, or how its text begins.

    direction: None keeps the printed one, «не менее» where none is printed.
    """

    called: str
    indicator: str
    value: float
    direction: Direction | None
    ground: Ground


@dataclass(frozen=True, slots=True)
class Entered:
    """The plan in force now. `already`: this very plan was entered before, nothing changed."""

    item: str
    indicator: str
    plan: str
    act: str
    already: bool


def enter_target(engine: Database, target: Target, actor: Actor, now: datetime) -> Entered:
    """Put the plan of an indicator on record.

    Raises TargetError, GroundError, NoSuchItemError, NotTheirsError.
    """
    if not math.isfinite(target.value):
        raise TargetError("План показателя — число. Впишите его: --value 60.")
    with engine.begin() as conn:
        found = _item(conn, target.called, actor)
        item_id = found.item_id
        roadmap_queries.lock_roadmap(conn, found.roadmap_id)
        roadmap = roadmap_queries.roadmap(conn, found.roadmap_id, actor.viewer)
        issuer = organisation_queries.organisation(conn, roadmap.issuer_id)
        check_ground(target.ground, local_day(now, issuer.zone))
        item = roadmap_queries.item(conn, item_id)
        known = target_queries.plans_of(conn, item_id, roadmap.edition_id, now)
        was = _indicator(known, target.indicator, item.title)
        direction = target.direction or was.direction or Direction.AT_LEAST
        row = {
            "id": secrets.token_hex(10),
            "item_id": item_id,
            "shard_id": issuer.shard_id,
            "recorded_at": now,
            "actor_id": actor.person_id,
            "indicator": was.text,
            "direction": direction,
            "target": target.value,
            "paper_kind": target.ground.kind,
            "number": target.ground.number,
            "date": target.ground.dated,
        }
        act = ground_title(target.ground)
        already = (was.target, was.direction, was.act) == (target.value, direction, act)
        if not already:
            record(conn, deed_of("target", actor, now, item_id, target.ground.reason),
                   {"indicator_targets": [row]})  # fmt: skip
        now_planned = IndicatorPlan(item_id, was.text, was.unit, direction, target.value, act=act)
    return Entered(item.title, was.text, plan_text(now_planned), act, already)


def _item(conn: Connection, called: str, actor: Actor) -> FoundItem:
    found = find_item(conn, called, actor.viewer)
    if found is None:
        raise NotTheirsError(f"Мероприятия «{called}» нет среди ваших: план показателя вводит издатель.")
    return found


def _indicator(known: tuple[IndicatorPlan, ...], called: str, title: str) -> IndicatorPlan:
    if not known:
        raise TargetError(f"У мероприятия «{title}» показателей в документе нет.")
    listed = "\n".join(f"  {at}. {one.text}: {plan_text(one)}" for at, one in enumerate(known, start=1))
    by_number = [one for at, one in enumerate(known, start=1) if called.strip().rstrip(".") == str(at)]
    found = by_number or [one for one in known if is_called(one.text, called)]
    if len(found) != 1:
        what = "Подходит несколько показателей" if found else f"Показателя «{called}» у мероприятия нет"
        raise TargetError(f"{what}. Назовите номер или начало текста:\n{listed}")
    if found[0].target is not None and not found[0].act:
        raise TargetError(
            f"План показателя напечатан в самой карте: {plan_text(found[0])}. "
            "Его меняет новая редакция: vekha amend."
        )
    return found[0]
