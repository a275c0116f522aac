"""Put a read and decided roadmap into force: editions, items, addressees, in one transaction."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from vekha.actions.appoint_controller import enter_controller
from vekha.actions.edition_rows import Edition, deed_text, edition_rows
from vekha.actions.find_issuer import find_issuer
from vekha.actions.ready import ConfirmRefusedError, Ready, ready_to_confirm
from vekha.actions.record import record
from vekha.actions.step import deed_of
from vekha.actions.touched import touched_shards
from vekha.calendar.zones import local_day
from vekha.domain.deadlines import DeadlineKind
from vekha.domain.decisions import Decisions
from vekha.domain.organisations import Actor
from vekha.domain.roadmaps import Roadmap
from vekha.rules import identity
from vekha.rules.checkpoints import forms_a_year
from vekha.rules.ladders import ladder_toml, shipped_ladder
from vekha.rules.occurrences import waits
from vekha.rules.russian import short_date
from vekha.storage import roadmap_queries, watch_queries
from vekha.storage.database import Database

LADDER = "normal"
LONGEST_ORDER_NUMBER = 100  # the column roadmaps.number


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
        ready = ready_to_confirm(conn, roadmap, decisions, issuer, local_day(now, issuer.zone))
        return _write(conn, ready, actor, now)


def _write(conn: Connection, ready: Ready, actor: Actor, now: datetime) -> Confirmed:
    same = roadmap_identity_of(ready)
    _refuse_edition(conn, same, ready)
    roadmap_id = identity.roadmap_id(same)
    item_ids = {one.item.ordinal: secrets.token_hex(10) for one in ready.items}
    row = _roadmap_row(conn, ready, roadmap_id, same)
    roadmap_queries.add_roadmap(conn, row, list(item_ids.values()))
    edition = Edition(roadmap_id, secrets.token_hex(10), 1, item_ids)
    rows, remarks = edition_rows(conn, ready, edition, actor, now)
    notes = (*ready.appointed.notes, *(str(remark) for remark in remarks))
    items = roadmap_queries.items_in(rows["item_versions"], rows["item_addressees"])
    deed = deed_of("confirm", actor, now, roadmap_id, deed_text(ready, notes))
    record(conn, deed, rows, touched_shards(conn, ready.issuer.id, items))
    return confirmed(ready, roadmap_id, notes)


def roadmap_identity_of(ready: Ready) -> str:
    """Return what makes this document an edition of a roadmap (design 4.6)."""
    body, plan = ready.roadmap.body, ready.decisions.plan
    return identity.roadmap_identity(
        ready.issuer.id, body.order_number, body.order_date, _title(ready.roadmap), plan
    )


def _title(roadmap: Roadmap) -> str:
    return roadmap.body.title or roadmap.body.table_title or roadmap.file


def _refuse_edition(conn: Connection, same: str, ready: Ready) -> None:
    known = roadmap_queries.roadmap_of_identity(conn, same)
    if known is None:
        return
    old = roadmap_queries.roadmap(conn, known)
    raise ConfirmRefusedError(
        f"Дорожная карта {old.label} издателя «{ready.issuer.name}» уже подтверждена "
        f"{short_date(old.confirmed_at.date())} по файлу «{old.file_name}», а «{ready.roadmap.file}» "
        "отличается от него. Это новая редакция: сличите её с прежней командой vekha amend. "
        "Ничего не изменено."
    )


def _roadmap_row(conn: Connection, ready: Ready, roadmap_id: str, same: str) -> dict[str, object]:
    body, decisions = ready.roadmap.body, ready.decisions
    ladder = shipped_ladder(LADDER)
    watch_queries.keep_ladder(conn, ladder, ladder_toml(ladder))
    return {
        "id": roadmap_id,
        "identity": same,
        "title": _title(ready.roadmap),
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
        "extension_workdays": decisions.extension_workdays,
        "review_workdays": decisions.review_workdays,
    }


def confirmed(ready: Ready, roadmap_id: str, notes: tuple[str, ...]) -> Confirmed:
    """Return what came into force."""
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
