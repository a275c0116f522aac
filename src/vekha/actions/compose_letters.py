"""Compose the day's letters from live state and freeze them in the outbox (design 4.10, 4.11).

Reading sees one moment and keeps no writer waiting; rendering holds no transaction; writing is a short
transaction for some letters, which looks again: whoever was first has written a mailbox's letter of the day.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from vekha.actions.record import record
from vekha.actions.work_calendars import work_calendars
from vekha.calendar.days import DaySet
from vekha.calendar.zones import local_day
from vekha.domain.letters import Directory, LetterClass, LetterStatus, NoticeKey, Seat
from vekha.domain.organisations import Holding, Post
from vekha.domain.records import ENGINE, Deed
from vekha.domain.watches import NoticeStatus
from vekha.notifications.links import sheet_link
from vekha.notifications.message import Sender, can_carry, freeze, message_id
from vekha.notifications.sheets import Plan, Planned, Today, organisations_of, plan_sheets
from vekha.storage import letter_queries, organisation_queries, pending_queries, substitution_queries
from vekha.storage.database import reading

LETTERS_AT_ONCE = 100  # some 50 ms during which SQLite's other writers wait
READ_AGAIN = 3  # what changed between reading and writing is planned anew, in this run so many times
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


@dataclass(frozen=True, slots=True)
class _Frozen:
    """A letter as it will be sent, before it is written down."""

    planned: Planned
    row: dict[str, object]
    raw: bytes
    box: tuple[int, date]

    @property
    def id(self) -> str:
        return str(self.row["id"])


@dataclass(frozen=True, slots=True)
class _Stationery:
    """What freezing a letter needs beside its sheet."""

    desk: Desk
    now: datetime
    shards: Mapping[int, int]
    mailboxes: Mapping[str, int]


def compose_letters(engine: Engine, now: datetime, desk: Desk) -> Composed:
    """Compose every letter whose recipient is at work now; running it again, or twice at once, adds nothing.

    What changed while its letter was rendered is read again: a subject done meanwhile falls silent.
    """
    letters = rows = waiting = 0
    settled: Counter[str] = Counter()
    for _ in range(READ_AGAIN):
        plan, directory, waiting = _read(engine, now, desk)
        settled += _settle(engine, plan)
        written = [
            frozen
            for chunk in _rendered(engine, plan, directory, now, desk)
            for frozen in _write(engine, chunk, now)
        ]
        letters += len(written)
        rows += sum(len(frozen.planned.sheet.rows) for frozen in written)
        if len(written) == len(plan.sheets):
            break
    return Composed(letters, rows, dict(settled), waiting)


def _read(engine: Engine, now: datetime, desk: Desk) -> tuple[Plan, Directory, int]:
    """Return what is to be written now, and how many notices wait for working hours or for tomorrow."""
    with reading(engine) as conn:
        pending = pending_queries.pending_notices(conn)
        directory = read_directory(conn, organisations_of(pending), now)
        places = directory.organisations.values()
        days = {zone: local_day(now, zone) for zone in {each.zone for each in places}}
        addresses = (seat.address for seat in directory.by_post.values() if seat.address)
        lettered = letter_queries.service_letters_on(conn, set(days.values()), addresses)
        calendars = work_calendars(conn)
        labour = {each.id: calendars.of(each, DaySet.LABOUR) for each in places}
    links = {each.id: sheet_link(desk.base_url, desk.secret, each.id, days[each.zone]) for each in places}
    plan = plan_sheets(pending, Today(now, directory, lettered, links, lambda place: labour[place.id]))
    settled = sum(map(len, plan.settled.values()))
    return plan, directory, len(pending) - settled - sum(len(each.notices) for each in plan.sheets)


def _settle(engine: Engine, plan: Plan) -> Counter[str]:
    """Settle the notices nothing is written about; return how many by reason."""
    if not plan.settled:
        return Counter()
    with engine.begin() as conn:
        return Counter(
            {status.value: letter_queries.settle(conn, keys, status) for status, keys in plan.settled.items()}
        )


def _rendered(
    engine: Engine, plan: Plan, directory: Directory, now: datetime, desk: Desk
) -> Iterator[Sequence[_Frozen]]:
    """Yield the letters frozen, some at a time; letters of a shard stand together."""
    if not plan.sheets:
        return
    with engine.begin() as conn:
        addresses = (each.sheet.addressee.address for each in plan.sheets)
        mailboxes = letter_queries.ensure_mailboxes(conn, addresses)
    shards = {each.id: each.shard_id for each in directory.organisations.values()}
    stationery = _Stationery(desk, now, shards, mailboxes)
    ordered = sorted(plan.sheets, key=lambda each: _place(each, shards))
    for first in range(0, len(ordered), LETTERS_AT_ONCE):
        yield [_freeze(each, stationery) for each in ordered[first : first + LETTERS_AT_ONCE]]


def _place(planned: Planned, shards: Mapping[int, int]) -> tuple[int, str]:
    addressee = planned.sheet.addressee
    return shards[addressee.organisation_id], addressee.address


def read_directory(conn: Connection, concerned: frozenset[int], now: datetime) -> Directory:
    """Return the organisations with all above them, and who sits where on their local day."""
    organisations = {each.id: each for each in organisation_queries.with_ancestors(conn, concerned)}
    posts = organisation_queries.posts_of(conn, list(organisations))
    holders: dict[int, list[Holding]] = {}
    for zone in {each.zone for each in organisations.values()}:
        there = [post.id for post in posts if organisations[post.organisation_id].zone == zone]
        for holding in substitution_queries.sitting_on(conn, there, local_day(now, zone)):
            holders.setdefault(holding.post_id, []).append(holding)
    seats: dict[int, list[Seat]] = {}
    for post in posts:
        seats.setdefault(post.organisation_id, []).append(_seat(post, holders.get(post.id, [])))
    return Directory(organisations, {one: tuple(found) for one, found in seats.items()})


def _seat(post: Post, holders: Sequence[Holding]) -> Seat:
    own = (holding.address for holding in holders)
    address = next((each for each in (post.address, *own) if each and can_carry(each)), None)
    return Seat(post.id, post.organisation_id, post.role, post.title, address, bool(holders))


def _freeze(planned: Planned, stationery: _Stationery) -> _Frozen:
    sheet, now = planned.sheet, stationery.now
    letter_id = secrets.token_hex(10)
    raw = freeze(sheet, letter_id, stationery.desk.sender, now)
    mailbox = stationery.mailboxes[sheet.addressee.address]
    row: dict[str, object] = {
        "id": letter_id,
        "mailbox_id": mailbox,
        "organisation_id": sheet.addressee.organisation_id,
        "shard_id": stationery.shards[sheet.addressee.organisation_id],
        "local_day": sheet.day,
        "letter_class": LetterClass.SERVICE,
        "status": LetterStatus.QUEUED,
        "row_count": len(sheet.rows) + sheet.more,
        "message_id": message_id(letter_id, stationery.desk.sender),
        "raw_sha256": hashlib.sha256(raw).hexdigest(),
        "composed_at": now,
        "best_before": planned.best_before,
        "attempts": 0,
        "next_attempt_at": now,
    }
    return _Frozen(planned, row, raw, (mailbox, sheet.day))


def _write(engine: Engine, chunk: Sequence[_Frozen], now: datetime) -> Sequence[_Frozen]:
    """Write those letters whose day is free and whose notices all still wait; return them."""
    with engine.begin() as conn:
        free = letter_queries.hold_days(conn, [frozen.box for frozen in chunk])
        keys = [key for frozen in chunk for key in frozen.planned.notices]
        waiting = pending_queries.still_pending(conn, keys)
        good = [each for each in chunk if each.box in free and waiting.issuperset(each.planned.notices)]
        if good:
            _append(conn, good, now)
    return good


def _append(conn: Connection, good: Sequence[_Frozen], now: datetime) -> None:
    answered = {key: frozen.id for frozen in good for key in frozen.planned.notices}
    letter_queries.settle(conn, answered, NoticeStatus.LETTERED)
    deed = Deed("compose_letters", ENGINE, now, f"letters={len(good)}")
    record(conn, deed, {"letters": [frozen.row for frozen in good]})
    letter_queries.append_letter_rows(conn, [row for frozen in good for row in _letter_rows(frozen)])
    letter_queries.append_bytes(conn, [(frozen.id, frozen.raw) for frozen in good])


def _letter_rows(frozen: _Frozen) -> list[dict[str, object]]:
    planned = frozen.planned
    parts: dict[NoticeKey, str] = {key: row.part.value for row in planned.sheet.rows for key in row.notices}
    return [
        {
            "letter_id": frozen.id,
            "position": position,
            "subject_kind": key.subject_kind.value,
            "subject_id": key.subject_id,
            "arming": key.arming,
            "stage": key.stage,
            "audience": key.audience.value,
            "part": parts.get(key, BEHIND_THE_LINK),
        }
        for position, key in enumerate(planned.notices)
    ]
