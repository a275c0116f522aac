"""The outbox: frozen letters, what they answer, and who is sending them now.

Conditions of partial indexes are spelt as in the index: SQLite does not use one for a bound parameter.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy import literal_column as sql

from vekha.domain.letters import Envelope, LetterStatus, NoticeKey
from vekha.domain.obligations import State
from vekha.domain.watches import NoticeStatus, SubjectKind
from vekha.storage.bulk_queries import append_many
from vekha.storage.driver_values import driver_rows
from vekha.storage.letter_tables import letter_bytes, letter_rows, letters, mailboxes
from vekha.storage.obligation_tables import obligations
from vekha.storage.pending_queries import KEY, PENDING
from vekha.storage.schema import Instant
from vekha.storage.upserts import upsert
from vekha.storage.watch_tables import notices, watches

_IDS_AT_ONCE = 5_000
Id = TypeVar("Id", int, str)
WAITING: ColumnElement[bool] = sql("letters.status in ('queued', 'in_flight')")
QUEUED: ColumnElement[bool] = sql("letters.status = 'queued'")
_IN_FLIGHT: ColumnElement[bool] = sql("letters.status = 'in_flight'")
_SERVICE: ColumnElement[bool] = sql("letters.letter_class = 'service'")


def service_letters_on(
    conn: Connection, days: Iterable[date], addresses: Iterable[str]
) -> frozenset[tuple[str, date]]:
    """Return (address, local day) of the service letters these addresses have on these days."""
    boxes = {box: address for address, box in _mailbox_ids(conn, sorted(set(addresses))).items()}
    found: set[tuple[str, date]] = set()
    for day in days:
        for part in _parts(sorted(boxes)):
            taken = letters.c.mailbox_id.in_(part) & (letters.c.local_day == day)
            found.update(
                (boxes[box], day) for box in conn.scalars(select(letters.c.mailbox_id).where(_SERVICE, taken))
            )
    return frozenset(found)


def ensure_mailboxes(conn: Connection, addresses: Iterable[str]) -> Mapping[str, int]:
    """Return the ids of the addresses, each of which is kept once.

    New ones are added in order, so that two composers cannot wait for each other.
    """
    wanted = sorted(set(addresses))
    known = _mailbox_ids(conn, wanted)
    missing = [{"address": address} for address in wanted if address not in known]
    if not missing:
        return known
    conn.execute(upsert(conn, mailboxes).on_conflict_do_nothing(), missing)
    return known | _mailbox_ids(conn, [row["address"] for row in missing])


def _mailbox_ids(conn: Connection, addresses: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in _parts(addresses):
        rows = conn.execute(select(mailboxes.c.address, mailboxes.c.id).where(mailboxes.c.address.in_(part)))
        found |= {row.address: row.id for row in rows}
    return found


def _parts(ids: Sequence[Id]) -> Iterator[Sequence[Id]]:
    return (ids[at : at + _IDS_AT_ONCE] for at in range(0, len(ids), _IDS_AT_ONCE))


def hold_days(conn: Connection, boxes: Sequence[tuple[int, date]]) -> frozenset[tuple[int, date]]:
    """Return those (mailbox, local day) that have no service letter yet; nobody else can give them one now.

    The mailboxes are locked in order of id until the transaction ends.
    """
    ids = sorted({mailbox for mailbox, _ in boxes})
    locked = select(mailboxes.c.id).where(mailboxes.c.id.in_(ids)).order_by(mailboxes.c.id).with_for_update()
    conn.execute(locked).all()
    return frozenset(boxes) - {(row.mailbox_id, row.local_day) for row in conn.execute(taken_days(boxes))}


def taken_days(boxes: Sequence[tuple[int, date]]) -> Select[tuple[int, date]]:
    """Return the question which of these (mailbox, local day) have their service letter."""
    day = (letters.c.mailbox_id, letters.c.local_day)
    return select(*day).where(_SERVICE, tuple_(*day).in_(list(boxes)))


def append_bytes(conn: Connection, frozen: Iterable[tuple[str, bytes]]) -> None:
    """Keep the frozen bytes of letters."""
    append_many(conn, letter_bytes, ("letter_id", "raw"), frozen)


def append_letter_rows(conn: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Keep which subjects stand in which letter."""
    if rows:
        names = tuple(rows[0])
        append_many(conn, letter_rows, names, driver_rows(conn.dialect, letter_rows, names, rows))


def settle(
    conn: Connection, keys: Mapping[NoticeKey, str] | Sequence[NoticeKey], status: NoticeStatus
) -> int:
    """Move notices from pending to `status`, each to its letter; return how many still were pending."""
    letter_ids: Mapping[NoticeKey, str | None] = keys if isinstance(keys, Mapping) else dict.fromkeys(keys)
    if not letter_ids:
        return 0
    lines = [
        (letter, key.subject_kind.value, key.subject_id, key.arming, key.stage, key.audience.value)
        for key, letter in letter_ids.items()
    ]
    if conn.dialect.name == "postgresql":
        return _settle_at_once(conn, lines, status)
    return conn.exec_driver_sql(_SETTLE_ONE, [(status.value, *line) for line in lines]).rowcount


_SETTLE_ONE = (
    "UPDATE notices SET status = ?, letter_id = ? WHERE subject_kind = ? AND subject_id = ? AND arming = ? "
    "AND stage = ? AND audience = ? AND status = 'pending'"
)


def _settle_at_once(conn: Connection, lines: Sequence[tuple[object, ...]], status: NoticeStatus) -> int:
    names = ("letter_id", *(column.name for column in KEY))
    arrays = [
        bindparam(f"{name}_all", list(column), type_=ARRAY(notices.c[name].type))
        for name, column in zip(names, zip(*lines, strict=True), strict=True)
    ]
    given = func.unnest(*arrays).table_valued(*names, name="given").render_derived()
    statement = (
        update(notices)
        .where(*(column == given.c[column.name] for column in KEY), PENDING)
        .values(status=status, letter_id=given.c.letter_id)
    )
    return conn.execute(statement).rowcount


def claim(conn: Connection, now: datetime, until: datetime, owner: str, at_most: int) -> list[Envelope]:
    """Lease letters whose attempt has come to `owner` until `until`, and return them, oldest first.

    A letter in flight whose lease has run out is taken over: its sender died.
    """
    ids = list(conn.scalars(_CLAIMABLE, {"now": now, "at_most": at_most}))
    if not ids:
        return []
    leased = {"status": LetterStatus.IN_FLIGHT, "lease_owner": owner, "lease_until": until}
    conn.execute(_LEASED, {"ids": ids, **leased})
    return [Envelope(*found) for found in conn.execute(_CLAIMED, {"ids": ids})]


def begin_attempt(conn: Connection, letter_id: str, owner: str, until: datetime) -> bool:
    """Count an attempt and lengthen the lease; False when the lease was lost: another sender has it."""
    return conn.execute(_BEGUN, {"of": letter_id, "mine": owner, "until": until}).rowcount == 1


def still_asked(conn: Connection, letter_id: str) -> bool:
    """Return whether any subject of the letter is still open: what is done is not written about."""
    return bool(conn.scalar(_STILL_ASKED, {"of": letter_id}))


def finish(
    conn: Connection, letter_id: str, owner: str, status: LetterStatus, at: datetime, reply: str
) -> bool:
    """Mark a leased letter final; False when the lease was lost and nothing was touched."""
    final = {"status": status, "finished_at": at, "last_reply": reply}
    return _let_go(conn, letter_id, owner, final)


def postpone(conn: Connection, letter_id: str, owner: str, at: datetime, reply: str) -> bool:
    """Queue a leased letter again for `at`; False when the lease was lost."""
    queued = {"status": LetterStatus.QUEUED, "next_attempt_at": at, "last_reply": reply}
    return _let_go(conn, letter_id, owner, queued)


def give_back(conn: Connection, owner: str) -> int:
    """Queue again, as it was, everything the owner leased and did not try; return how many."""
    return conn.execute(
        update(letters)
        .where(_IN_FLIGHT, letters.c.lease_owner == owner)
        .values(status=LetterStatus.QUEUED, lease_owner=None, lease_until=None)
    ).rowcount


def _let_go(conn: Connection, letter_id: str, owner: str, values: Mapping[str, object]) -> bool:
    free = {"lease_owner": None, "lease_until": None}
    return conn.execute(_MINE, {"of": letter_id, "mine": owner, **values, **free}).rowcount == 1


# Built once: at a thousand letters a second, building them anew costs more than running them.
_NOW = bindparam("now", type_=Instant)
_IDS = bindparam("ids", type_=String, expanding=True)
_OLDEST_FIRST = (letters.c.next_attempt_at, letters.c.id)
_CLAIMABLE = (
    select(letters.c.id)
    .where(WAITING, letters.c.next_attempt_at <= _NOW)
    .where(or_(QUEUED, and_(_IN_FLIGHT, letters.c.lease_until <= _NOW)))
    .order_by(*_OLDEST_FIRST)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
)
_LEASED = update(letters).where(letters.c.id.in_(_IDS))
_CLAIMED = (
    select(letters.c.id, mailboxes.c.address, letter_bytes.c.raw, letters.c.attempts, letters.c.best_before)
    .join(mailboxes, mailboxes.c.id == letters.c.mailbox_id)
    .join(letter_bytes, letter_bytes.c.letter_id == letters.c.id)
    .where(letters.c.id.in_(_IDS))
    .order_by(*_OLDEST_FIRST)
)
_MINE = update(letters).where(
    letters.c.id == bindparam("of"), letters.c.lease_owner == bindparam("mine"), _IN_FLIGHT
)
_BEGUN = _MINE.values(attempts=letters.c.attempts + 1, lease_until=bindparam("until", type_=Instant))
_STILL_OPEN = exists().where(
    obligations.c.id == watches.c.subject_id,
    obligations.c.state.in_([State.OPEN.value, State.RETURNED.value]),
)
_STILL_ASKED = select(
    exists()
    .where(letter_rows.c.letter_id == bindparam("of"))
    .where(letter_rows.c.subject_kind == watches.c.subject_kind)
    .where(letter_rows.c.subject_id == watches.c.subject_id)
    .where(watches.c.live)
    .where(or_(watches.c.subject_kind != SubjectKind.OBLIGATION.value, _STILL_OPEN))
)
