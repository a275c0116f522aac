"""Compose the day's letters from live state and freeze them in the outbox (design 4.10, 4.11)."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine

from vekha.actions.record import record
from vekha.calendar.zones import local_day
from vekha.domain.letters import Directory, LetterClass, LetterStatus, Seat
from vekha.domain.organisations import Holding, Post
from vekha.domain.records import Deed
from vekha.domain.watches import NoticeStatus
from vekha.notifications.links import sheet_link
from vekha.notifications.message import Sender, can_carry, freeze, message_id
from vekha.notifications.sheets import Plan, Planned, organisations_of, plan_sheets
from vekha.storage import letter_queries, organisation_queries

ENGINE_ACTOR = "engine"
BEHIND_THE_LINK = "behind_link"


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose letters these are and how their links are signed. The secret is never stored in the database."""

    sender: Sender
    base_url: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Composed:
    """What happened: letters frozen, rows in them, and notices settled without a letter, by reason."""

    letters: int
    rows: int
    settled: Mapping[str, int]
    waiting: int


def compose_letters(engine: Engine, now: datetime, desk: Desk) -> Composed:
    """Compose every letter whose recipient is at work now. One transaction; running it again adds nothing."""
    with engine.begin() as conn:
        pending = letter_queries.pending_notices(conn)
        if not pending:
            return Composed(0, 0, {}, 0)
        concerned = organisations_of(pending)
        directory = read_directory(conn, concerned, now)
        days = {local_day(now, each.zone) for each in directory.organisations.values()}
        lettered = letter_queries.service_letters_on(conn, days)
        links = {
            each.id: sheet_link(desk.base_url, desk.secret, each.id, local_day(now, each.zone))
            for each in directory.organisations.values()
        }
        plan = plan_sheets(pending, directory, now, lettered, links)
        _freeze_all(conn, plan, directory, now, desk)
        for status, keys in plan.settled.items():
            letter_queries.settle(conn, keys, status)
    answered = sum(len(planned.notices) for planned in plan.sheets)
    settled = Counter({status.value: len(keys) for status, keys in plan.settled.items()})
    waiting = len(pending) - answered - settled.total()
    return Composed(
        len(plan.sheets), sum(len(planned.sheet.rows) for planned in plan.sheets), dict(settled), waiting
    )


def read_directory(conn: Connection, concerned: frozenset[int], now: datetime) -> Directory:
    """Return the organisations with all above them, and who sits where on their local day."""
    organisations = {each.id: each for each in organisation_queries.with_ancestors(conn, concerned)}
    posts = organisation_queries.posts_of(conn, list(organisations))
    holders: dict[int, list[Holding]] = {}
    for zone in {each.zone for each in organisations.values()}:
        there = [post.id for post in posts if organisations[post.organisation_id].zone == zone]
        for holding in organisation_queries.holdings_on(conn, there, local_day(now, zone)):
            holders.setdefault(holding.post_id, []).append(holding)
    seats: dict[int, list[Seat]] = {}
    for post in posts:
        seats.setdefault(post.organisation_id, []).append(_seat(post, holders.get(post.id, [])))
    return Directory(organisations, {one: tuple(found) for one, found in seats.items()})


def _seat(post: Post, holders: Sequence[Holding]) -> Seat:
    own = (holding.address for holding in holders)
    address = next((each for each in (post.address, *own) if each and can_carry(each)), None)
    return Seat(post.id, post.organisation_id, post.role, post.title, address, bool(holders))


def _freeze_all(conn: Connection, plan: Plan, directory: Directory, now: datetime, desk: Desk) -> None:
    if not plan.sheets:
        return
    frozen = [(planned, *_freeze(conn, planned, directory, now, desk)) for planned in plan.sheets]
    deed = Deed("compose_letters", ENGINE_ACTOR, now, f"letters={len(frozen)}")
    record(conn, deed, {"letters": [row for _, row, _ in frozen]})
    letter_queries.append_bytes(conn, [(str(row["id"]), raw) for _, row, raw in frozen])
    for planned, row, _ in frozen:
        letter_id = str(row["id"])
        letter_queries.append_letter_rows(conn, _letter_rows(letter_id, planned))
        letter_queries.settle(conn, planned.notices, NoticeStatus.LETTERED, letter_id)


def _freeze(
    conn: Connection, planned: Planned, directory: Directory, now: datetime, desk: Desk
) -> tuple[dict[str, object], bytes]:
    sheet = planned.sheet
    letter_id = secrets.token_hex(10)
    raw = freeze(sheet, letter_id, desk.sender, now)
    row: dict[str, object] = {
        "id": letter_id,
        "mailbox_id": letter_queries.ensure_mailbox(conn, sheet.addressee.address),
        "organisation_id": sheet.addressee.organisation_id,
        "shard_id": directory.organisations[sheet.addressee.organisation_id].shard_id,
        "local_day": sheet.day,
        "letter_class": LetterClass.SERVICE,
        "status": LetterStatus.QUEUED,
        "row_count": len(sheet.rows) + sheet.more,
        "message_id": message_id(letter_id, desk.sender),
        "raw_sha256": hashlib.sha256(raw).hexdigest(),
        "composed_at": now,
        "best_before": planned.best_before,
        "attempts": 0,
        "next_attempt_at": now,
    }
    return row, raw


def _letter_rows(letter_id: str, planned: Planned) -> list[dict[str, object]]:
    parts = {key: row.part for row in planned.sheet.rows for key in row.notices}
    return [
        {
            "letter_id": letter_id,
            "position": position,
            "subject_kind": key.subject_kind,
            "subject_id": key.subject_id,
            "arming": key.arming,
            "stage": key.stage,
            "audience": key.audience,
            "part": parts.get(key, BEHIND_THE_LINK),
        }
        for position, key in enumerate(planned.notices)
    ]
