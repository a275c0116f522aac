"""Small builders of issued obligations, for tests that start after the issue."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import insert, select
from tests import cast

from vekha.actions.arm import Subject, arm
from vekha.actions.record import record
from vekha.calendar.zones import at_local
from vekha.domain.organisations import Organisation
from vekha.domain.records import Deed
from vekha.domain.watches import SubjectKind
from vekha.rules.ladders import shipped_ladder
from vekha.storage.database import Database
from vekha.storage.roadmap_tables import items, roadmaps

ISSUED_AT = datetime(2026, 1, 12, 6, tzinfo=UTC)
ROADMAP = "roadmap-1"


@dataclass(frozen=True)
class Plan:
    """What differs between obligations of a test."""

    item: str = "1.1"
    title: str = "Утвердить план мероприятий"
    section: str | None = "Раздел 1. Управление"
    key: str = "1"
    due: date | None = date(2026, 3, 5)
    opens_on: date | None = None
    history: bool = False
    kind: str = "date"
    issued_at: datetime = ISSUED_AT


def item_id(number: str, roadmap: str = ROADMAP) -> str:
    return hashlib.sha256(f"{roadmap}/{number}".encode()).hexdigest()[:20]


def found_roadmap(
    engine: Database,
    issuer: Organisation = cast.ZARECHNY,
    controller: cast.Player | None = cast.CONTROLLER,
    returns: str = "accepted_version",
    roadmap: str = ROADMAP,
) -> None:
    """Enter a confirmed roadmap without items."""
    row = {
        "id": roadmap,
        "identity": hashlib.sha256(roadmap.encode()).hexdigest(),
        "issuer_id": issuer.id,
        "number": "12-од",
        "date": date(2026, 1, 12),
        "title": "Дорожная карта развития наставничества на 2026 год",
        "plan_start": date(2026, 1, 1),
        "plan_end": date(2026, 12, 31),
        "controller_post_id": controller.post.id if controller else None,
        "shift_policy": "following",
        "policy_basis": "ГК РФ ст. 193",
        "returns": returns,
        "ladder_id": shipped_ladder("normal").id,
    }
    edition = {
        "id": f"{roadmap}-e1",
        "roadmap_id": roadmap,
        "edition": 1,
        "file_sha256": "0" * 64,
        "file_name": "приказ.docx",
        "confirmed_at": ISSUED_AT,
        "shard_id": issuer.shard_id,
    }
    with engine.begin() as conn:
        conn.execute(insert(roadmaps).values(**row))
        record(conn, Deed("confirm", "person-5", ISSUED_AT, roadmap), {"editions": [edition]})


def owe(engine: Database, unit: Organisation, plan: Plan = Plan(), roadmap: str = ROADMAP) -> str:
    """Enter one obligation of the organisation, watched unless history or undated; return its id."""
    owned = f"{item_id(plan.item, roadmap)}/{unit.id}/{plan.key}"
    obligation_id = hashlib.sha256(owned.encode()).hexdigest()[:20]
    with engine.begin() as conn:
        known = select(items.c.id).where(items.c.id == item_id(plan.item, roadmap))
        if conn.execute(known).first() is None:
            conn.execute(insert(items).values(id=item_id(plan.item, roadmap), roadmap_id=roadmap))
            version = {"item_versions": [_item_row(unit, plan, roadmap)]}
            record(conn, Deed("confirm", "person-5", ISSUED_AT, roadmap), version)
        row = _obligation_row(unit, plan, roadmap, obligation_id)
        record(conn, Deed("issue", "person-5", plan.issued_at, roadmap), {"obligations": [row]})
        if plan.due and not plan.history:
            subject = Subject(
                SubjectKind.OBLIGATION, obligation_id, 1, unit.shard_id, unit, plan.due, plan.due
            )
            arm(conn, shipped_ladder("normal"), [subject], plan.issued_at)
    return obligation_id


def _item_row(unit: Organisation, plan: Plan, roadmap: str) -> dict[str, object]:
    return {
        "item_id": item_id(plan.item, roadmap),
        "edition_id": f"{roadmap}-e1",
        "shard_id": unit.shard_id,
        "ordinal": int("".join(sign for sign in plan.item if sign.isdigit()) or 0),
        "number": plan.item,
        "section": plan.section,
        "title": plan.title,
        "deadline_text": "до 5 марта 2026 года",
        "executor_text": "Руководители ОО",
        "result_text": "Приказ",
        "result_kind": "order",
        "indicators": [],
        "kind": plan.kind,
        "occurrences": [],
        "offset": None,
        "policy": "following",
        "policy_basis": "ГК РФ ст. 193",
        "explain": [],
        "place": {},
        "decision": "accept",
        "decided_by": "person-5",
        "left_out": False,
    }


def _obligation_row(unit: Organisation, plan: Plan, roadmap: str, obligation_id: str) -> dict[str, object]:
    due_at = at_local(plan.due, time(18), unit.zone) if plan.due else None
    return {
        "id": obligation_id,
        "item_id": item_id(plan.item, roadmap),
        "roadmap_id": roadmap,
        "organisation_id": unit.id,
        "shard_id": unit.shard_id,
        "occurrence_key": plan.key,
        "kind": plan.kind,
        "executor_role": "school_head",
        "executor_missing": False,
        "policy": "following",
        "policy_basis": "ГК РФ ст. 193",
        "day_table_id": "test",
        "provisional": False,
        "history": plan.history,
        "raw_due": plan.due,
        "original_due": plan.due,
        "original_due_at": due_at,
        "opens_on": plan.opens_on,
        "period_first": None,
        "period_last": None,
        "issued_at": plan.issued_at,
        "state": "open",
        "due": plan.due,
        "due_at": due_at,
        "plan_date": plan.due,
        "control_date": None,
        "remind_date": plan.due,
        "arming": 1,
    }
