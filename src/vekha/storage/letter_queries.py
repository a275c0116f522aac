"""The outbox and what letters are composed from."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, tuple_, update
from sqlalchemy.engine import Row

from vekha.domain.letters import Envelope, LetterStatus, NoticeKey, PendingNotice
from vekha.domain.obligations import State
from vekha.domain.watches import Audience, NoticeStatus, SubjectKind
from vekha.rules.russian import order_title
from vekha.storage.letter_tables import letter_bytes, letter_rows, letters, mailboxes
from vekha.storage.obligation_tables import obligations, schedule_requests
from vekha.storage.organisation_tables import organisations
from vekha.storage.roadmap_tables import editions, item_versions, roadmaps
from vekha.storage.watch_tables import notices

_CHUNK = 500
_KEY = (
    notices.c.subject_kind,
    notices.c.subject_id,
    notices.c.arming,
    notices.c.stage,
    notices.c.audience,
)
_ITEM = (
    item_versions.c.number,
    item_versions.c.title,
    item_versions.c.deadline_text,
    item_versions.c.result_text,
)
_ROADMAP = (roadmaps.c.issuer_id, roadmaps.c.controller_post_id, roadmaps.c.number, roadmaps.c.date)


def _newest_edition() -> ColumnElement[bool]:
    newest = (
        select(func.max(editions.c.edition))
        .where(editions.c.roadmap_id == roadmaps.c.id)
        .correlate(roadmaps)
        .scalar_subquery()
    )
    return editions.c.edition == newest


def pending_notices(conn: Connection) -> tuple[PendingNotice, ...]:
    """Return every notice that waits for a letter, with the live state of its subject."""
    return (*_pending_obligations(conn), *_pending_requests(conn))


def _pending_obligations(conn: Connection) -> Iterable[PendingNotice]:
    owed = obligations.c
    issuer = organisations.alias("issuer")
    statement = (
        select(
            *_KEY,
            notices.c.shard_id,
            owed.organisation_id,
            organisations.c.name.label("organisation"),
            owed.executor_role,
            owed.executor_missing,
            owed.state,
            owed.due,
            owed.remind_date,
            owed.opens_on,
            *(column.label(f"item_{column.name}") for column in _ITEM),
            *(column.label(f"roadmap_{column.name}") for column in _ROADMAP),
            issuer.c.short_name.label("issuer_name"),
        )
        .join(obligations, and_(owed.id == notices.c.subject_id))
        .join(organisations, organisations.c.id == owed.organisation_id)
        .join(roadmaps, roadmaps.c.id == owed.roadmap_id)
        .join(issuer, issuer.c.id == roadmaps.c.issuer_id)
        .join(editions, and_(editions.c.roadmap_id == roadmaps.c.id, _newest_edition()))
        .join(
            item_versions,
            and_(item_versions.c.item_id == owed.item_id, item_versions.c.edition_id == editions.c.id),
        )
        .where(notices.c.status == NoticeStatus.PENDING, notices.c.subject_kind == SubjectKind.OBLIGATION)
    )
    return [_pending(found) for found in conn.execute(statement)]


def _pending_requests(conn: Connection) -> Iterable[PendingNotice]:
    asked = schedule_requests.c
    issuer = organisations.alias("issuer")
    statement = (
        select(
            *_KEY,
            notices.c.shard_id,
            asked.organisation_id,
            organisations.c.name.label("organisation"),
            *(column.label(f"item_{column.name}") for column in _ITEM),
            *(column.label(f"roadmap_{column.name}") for column in _ROADMAP),
            issuer.c.short_name.label("issuer_name"),
        )
        .join(schedule_requests, asked.id == notices.c.subject_id)
        .join(organisations, organisations.c.id == asked.organisation_id)
        .join(item_versions, item_versions.c.item_id == asked.item_id)
        .join(editions, editions.c.id == item_versions.c.edition_id)
        .join(roadmaps, roadmaps.c.id == editions.c.roadmap_id)
        .join(issuer, issuer.c.id == roadmaps.c.issuer_id)
        .where(
            notices.c.status == NoticeStatus.PENDING,
            notices.c.subject_kind == SubjectKind.SCHEDULE_REQUEST,
            _newest_edition(),
        )
    )
    return [_pending(found) for found in conn.execute(statement)]


def _pending(found: Row[tuple[object, ...]]) -> PendingNotice:
    row = found._mapping  # noqa: SLF001  the documented way to a row's names
    return PendingNotice(
        key=_key(found),
        shard_id=row["shard_id"],
        organisation_id=row["organisation_id"],
        organisation=row["organisation"],
        issuer_id=row["roadmap_issuer_id"],
        controller_post_id=row["roadmap_controller_post_id"],
        executor_role=row.get("executor_role", ""),
        executor_missing=row.get("executor_missing", False),
        state=State(row.get("state", State.OPEN)),
        due=row.get("due"),
        remind_date=row.get("remind_date"),
        opens_on=row.get("opens_on"),
        item_number=row["item_number"],
        item_title=row["item_title"],
        deadline_text=row["item_deadline_text"],
        result_text=row["item_result_text"],
        order=f"{order_title(row['roadmap_number'], row['roadmap_date'])}, {row['issuer_name']}",
    )


def _key(found: Row[tuple[object, ...]]) -> NoticeKey:
    row = found._mapping  # noqa: SLF001  the documented way to a row's names
    return NoticeKey(
        SubjectKind(row["subject_kind"]),
        row["subject_id"],
        row["arming"],
        row["stage"],
        Audience(row["audience"]),
    )


def service_letters_on(conn: Connection, days: Iterable[date]) -> frozenset[tuple[str, date]]:
    """Return (address, local day) of the service letters of these days."""
    statement = (
        select(mailboxes.c.address, letters.c.local_day)
        .join(letters, letters.c.mailbox_id == mailboxes.c.id)
        .where(letters.c.letter_class == "service", letters.c.local_day.in_(list(days)))
    )
    return frozenset((found.address, found.local_day) for found in conn.execute(statement))


def ensure_mailbox(conn: Connection, address: str) -> int:
    """Return the id of the address, which is kept once."""
    found = conn.execute(select(mailboxes.c.id).where(mailboxes.c.address == address)).scalar_one_or_none()
    if found is None:
        inserted = conn.execute(insert(mailboxes).values(address=address).returning(mailboxes.c.id))
        found = inserted.scalar_one()
    return int(found)


def append_bytes(conn: Connection, frozen: Sequence[tuple[str, bytes]]) -> None:
    """Keep the frozen bytes of letters."""
    conn.execute(insert(letter_bytes), [{"letter_id": one, "raw": raw} for one, raw in frozen])


def append_letter_rows(conn: Connection, rows: Sequence[dict[str, object]]) -> None:
    """Keep which subjects stand in which letter."""
    if rows:
        conn.execute(insert(letter_rows), rows)


def settle(
    conn: Connection, keys: Sequence[NoticeKey], status: NoticeStatus, letter_id: str | None = None
) -> int:
    """Move notices from pending to `status`; return how many still were pending."""
    moved = 0
    for start in range(0, len(keys), _CHUNK):
        chunk = [
            (k.subject_kind, k.subject_id, k.arming, k.stage, k.audience)
            for k in keys[start : start + _CHUNK]
        ]
        moved += conn.execute(
            update(notices)
            .where(tuple_(*_KEY).in_(chunk), notices.c.status == NoticeStatus.PENDING)
            .values(status=status, letter_id=letter_id)
        ).rowcount
    return moved


def claim(conn: Connection, now: datetime, until: datetime, owner: str, at_most: int) -> list[Envelope]:
    """Lease letters whose attempt has come to `owner` until `until`, and return them, oldest first.

    A letter in flight whose lease has run out is taken over: its sender died.
    """
    waiting = or_(
        and_(letters.c.status == LetterStatus.QUEUED, letters.c.next_attempt_at <= now),
        and_(letters.c.status == LetterStatus.IN_FLIGHT, letters.c.lease_until <= now),
    )
    chosen = (
        select(letters.c.id)
        .where(waiting)
        .order_by(letters.c.next_attempt_at, letters.c.id)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    ids = list(conn.execute(chosen).scalars())
    if not ids:
        return []
    conn.execute(
        update(letters)
        .where(letters.c.id.in_(ids))
        .values(
            status=LetterStatus.IN_FLIGHT,
            lease_owner=owner,
            lease_until=until,
            attempts=letters.c.attempts + 1,
        )
    )
    claimed = (
        select(
            letters.c.id, mailboxes.c.address, letter_bytes.c.raw, letters.c.attempts, letters.c.best_before
        )
        .join(mailboxes, mailboxes.c.id == letters.c.mailbox_id)
        .join(letter_bytes, letter_bytes.c.letter_id == letters.c.id)
        .where(letters.c.id.in_(ids))
        .order_by(letters.c.next_attempt_at, letters.c.id)
    )
    return [Envelope(*found) for found in conn.execute(claimed)]


def still_asked(conn: Connection, letter_id: str) -> bool:
    """Return whether any subject of the letter is still open: what is done is not written about."""
    open_states = (State.OPEN, State.RETURNED)
    rows = select(letter_rows.c.subject_kind, letter_rows.c.subject_id).where(
        letter_rows.c.letter_id == letter_id
    )
    subjects = conn.execute(rows).all()
    owed = [found.subject_id for found in subjects if found.subject_kind == SubjectKind.OBLIGATION]
    if len(owed) < len(subjects):
        return True
    alive = select(func.count()).where(obligations.c.id.in_(owed), obligations.c.state.in_(open_states))
    return conn.execute(alive).scalar_one() > 0


def finish(
    conn: Connection, letter_id: str, owner: str, status: LetterStatus, at: datetime, reply: str
) -> bool:
    """Mark a leased letter final; False when the lease was lost and nothing was touched."""
    done = conn.execute(
        update(letters)
        .where(letters.c.id == letter_id, letters.c.lease_owner == owner)
        .values(status=status, finished_at=at, last_reply=reply, lease_owner=None, lease_until=None)
    )
    return done.rowcount == 1


def postpone(conn: Connection, letter_id: str, owner: str, at: datetime, reply: str) -> bool:
    """Queue a leased letter again for `at`; False when the lease was lost."""
    done = conn.execute(
        update(letters)
        .where(letters.c.id == letter_id, letters.c.lease_owner == owner)
        .values(
            status=LetterStatus.QUEUED,
            next_attempt_at=at,
            last_reply=reply,
            lease_owner=None,
            lease_until=None,
        )
    )
    return done.rowcount == 1
