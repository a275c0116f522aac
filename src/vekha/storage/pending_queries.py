"""What letters are composed from: the notices that wait, each with its subject as it stands now.

Conditions of partial indexes are spelt as in the index: SQLite does not use one for a bound parameter.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, String, and_, exists, func, select, tuple_
from sqlalchemy import literal_column as sql

from vekha.domain.letters import Mending, NoticeKey, PendingNotice, Plea
from vekha.domain.life import RequestKind
from vekha.domain.obligations import Event, State
from vekha.domain.watches import Audience, SubjectKind
from vekha.rules.checkpoints import form_of
from vekha.rules.russian import order_title
from vekha.storage.extension_queries import extension_count
from vekha.storage.journal_tables import journal_texts
from vekha.storage.life_tables import request_steps, requests
from vekha.storage.obligation_tables import obligation_acts, obligations, schedule_requests, submissions
from vekha.storage.organisation_tables import organisations
from vekha.storage.roadmap_tables import editions, item_versions, roadmaps
from vekha.storage.watch_tables import notices, schedules, watches

PENDING: ColumnElement[bool] = sql("notices.status = 'pending'")
# No bare column: SQLite would walk the primary key, all notices there ever were, for it.
_KIND: ColumnElement[str] = sql("notices.subject_kind || ''", String)
IDS_AT_ONCE = 5_000
KEY = tuple(notices.c[name] for name in ("subject_kind", "subject_id", "arming", "stage", "audience"))
_GONE_BACK = (Event.RETURN.value, Event.REOPEN.value)

Item = Row[Any]


def pending_notices(conn: Connection) -> tuple[PendingNotice, ...]:
    """Return every notice that waits for a letter, with the live state of its subject, in order of key."""
    found = sorted(conn.execute(OF_OBLIGATIONS), key=_in_order)
    asked = sorted(conn.execute(_OF_SCHEDULE_REQUESTS), key=_in_order)
    reviews = sorted(conn.execute(_OF_REVIEWS), key=_in_order)
    pleas = sorted(conn.execute(_OF_REQUESTS), key=_in_order)
    items = _items(conn, {row.item_id for row in (*found, *asked, *reviews, *pleas)})
    mendings = _mendings(conn, [row.subject_id for row in found if row.state == State.RETURNED])
    owed = (_of_obligation(row, items[row.item_id], mendings.get(row.subject_id)) for row in found)
    return (
        *owed,
        *(_of_schedule_request(row, items[row.item_id]) for row in asked),
        *(_of_review(row, items[row.item_id]) for row in reviews),
        *(_of_request(row, items[row.item_id]) for row in pleas),
    )


def _in_order(row: Row[Any]) -> tuple[Any, ...]:
    return tuple(row[: len(KEY)])


def _watched(kind: SubjectKind) -> ColumnElement[bool]:
    return and_(watches.c.subject_kind == kind, watches.c.subject_id == notices.c.subject_id)


OF_OBLIGATIONS = (
    select(
        *KEY,
        notices.c.shard_id,
        notices.c.stage_at,
        obligations.c.item_id,
        obligations.c.organisation_id,
        obligations.c.executor_role,
        obligations.c.executor_missing,
        obligations.c.state,
        obligations.c.due,
        obligations.c.due_at,
        obligations.c.remind_date,
        obligations.c.opens_on,
        obligations.c.kind,
        obligations.c.roadmap_id,
        obligations.c.occurrence_key,
        obligations.c.arming.label("arming_now"),
        watches.c.live,
    )
    .join(obligations, obligations.c.id == notices.c.subject_id)
    .outerjoin(watches, _watched(SubjectKind.OBLIGATION))
    .where(PENDING, _KIND == SubjectKind.OBLIGATION)
)
_OF_SCHEDULE_REQUESTS = (
    select(
        *KEY,
        notices.c.shard_id,
        notices.c.stage_at,
        schedule_requests.c.item_id,
        schedule_requests.c.organisation_id,
        schedule_requests.c.due.label("answer_by"),
        watches.c.arming.label("arming_now"),
        watches.c.live,
    )
    .join(schedule_requests, schedule_requests.c.id == notices.c.subject_id)
    .outerjoin(watches, _watched(SubjectKind.SCHEDULE_REQUEST))
    .where(PENDING, _KIND == SubjectKind.SCHEDULE_REQUEST)
)
_OWN = ("item_id", "organisation_id", "executor_role", "executor_missing", "state", "due", "opens_on")


def _answer_by(kind: SubjectKind) -> ColumnElement[date]:
    """The day the reader's own term ends: his watch knows it."""
    watched = select(schedules.c.due_date).where(
        schedules.c.id == watches.c.schedule_id, watches.c.subject_kind == kind
    )
    return watched.correlate(watches).scalar_subquery()


_SENT_AT = (
    select(func.max(func.coalesce(submissions.c.received_at, submissions.c.submitted_at)))
    .where(submissions.c.obligation_id == obligations.c.id)
    .scalar_subquery()
)
_OF_REVIEWS = (
    select(
        *KEY,
        notices.c.shard_id,
        notices.c.stage_at,
        *(obligations.c[name] for name in _OWN),
        obligations.c.id.label("obligation_id"),
        _SENT_AT.label("sent_at"),
        _answer_by(SubjectKind.REVIEW).label("answer_by"),
        watches.c.arming.label("arming_now"),
        watches.c.live,
    )
    .join(obligations, obligations.c.id == notices.c.subject_id)
    .outerjoin(watches, _watched(SubjectKind.REVIEW))
    .where(PENDING, _KIND == SubjectKind.REVIEW)
)
_AGREED = exists().where(request_steps.c.request_id == requests.c.id, request_steps.c.agreed)
_OF_REQUESTS = (
    select(
        *KEY,
        notices.c.shard_id,
        notices.c.stage_at,
        *(obligations.c[name] for name in _OWN),
        obligations.c.id.label("obligation_id"),
        requests.c.kind.label("wish"),
        requests.c.wanted_due,
        requests.c.too_late,
        requests.c.answer_by,
        _AGREED.label("agreed"),
        extension_count().label("extensions"),
        journal_texts.c.text.label("reason"),
        watches.c.arming.label("arming_now"),
        watches.c.live,
    )
    .join(requests, requests.c.id == notices.c.subject_id)
    .join(obligations, obligations.c.id == requests.c.obligation_id)
    .outerjoin(journal_texts, journal_texts.c.record_id == requests.c.record_id)
    .outerjoin(watches, _watched(SubjectKind.REQUEST))
    .where(PENDING, _KIND == SubjectKind.REQUEST)
)


def _items(conn: Connection, ids: Iterable[str]) -> Mapping[str, Item]:
    """Return what the items say in their newest edition, and whose order it is."""
    wanted = sorted(ids)
    parts = (wanted[at : at + IDS_AT_ONCE] for at in range(0, len(wanted), IDS_AT_ONCE))
    return {row.item_id: row for part in parts for row in conn.execute(_item_texts(part))}


def _item_texts(ids: Sequence[str]) -> Select[Any]:
    texts = ("item_id", "number", "title", "deadline_text", "result_text")
    return (
        select(
            *(item_versions.c[name] for name in texts),
            roadmaps.c.issuer_id,
            roadmaps.c.controller_post_id,
            roadmaps.c.number.label("order_number"),
            roadmaps.c.date.label("order_date"),
            organisations.c.short_name.label("issuer"),
        )
        .join(editions, editions.c.id == item_versions.c.edition_id)
        .join(roadmaps, roadmaps.c.id == editions.c.roadmap_id)
        .join(organisations, organisations.c.id == roadmaps.c.issuer_id)
        .where(item_versions.c.item_id.in_(ids))
        .order_by(editions.c.edition)
    )


def _mendings(conn: Connection, ids: Sequence[str]) -> Mapping[str, Mending]:
    """Return the newest return or reopening of each of these obligations: its reason and its term."""
    found: dict[str, Mending] = {}
    for at in range(0, len(ids), IDS_AT_ONCE):
        statement = (
            select(obligation_acts.c.obligation_id, obligation_acts.c.return_due, journal_texts.c.text)
            .outerjoin(journal_texts, journal_texts.c.record_id == obligation_acts.c.record_id)
            .where(obligation_acts.c.obligation_id.in_(ids[at : at + IDS_AT_ONCE]))
            .where(obligation_acts.c.event.in_(_GONE_BACK))
            .order_by(obligation_acts.c.obligation_id, obligation_acts.c.seq)
        )
        found |= {row[0]: Mending(row[2] or "", row[1]) for row in conn.execute(statement)}
    return found


def key_of(row: Row[Any]) -> NoticeKey:
    """Return the notice's key from a row that has its columns by name."""
    kind, audience = SubjectKind(row.subject_kind), Audience(row.audience)
    return NoticeKey(kind, row.subject_id, row.arming, row.stage, audience)


def _facts(row: Row[Any], item: Item) -> dict[str, Any]:
    return {
        "key": key_of(row),
        "shard_id": row.shard_id,
        "stage_at": row.stage_at,
        "organisation_id": row.organisation_id,
        "arming_now": row.arming if row.arming_now is None else row.arming_now,
        "live": row.live is not False,
        "item_id": row.item_id,
        "issuer_id": item.issuer_id,
        "controller_post_id": item.controller_post_id,
        "item_number": item.number,
        "item_title": item.title,
        "deadline_text": item.deadline_text,
        "result_text": item.result_text,
        "order": f"{order_title(item.order_number, item.order_date)}, {item.issuer}",
    }


def _of_obligation(row: Row[Any], item: Item, mending: Mending | None) -> PendingNotice:
    return PendingNotice(
        **_facts(row, item),
        executor_role=row.executor_role,
        executor_missing=row.executor_missing,
        state=State(row.state),
        due=row.due,
        due_at=row.due_at,
        remind_date=row.remind_date,
        opens_on=row.opens_on,
        mending=mending,
        form=form_of(row.roadmap_id, row.kind, row.occurrence_key),
    )


def _of_review(row: Row[Any], item: Item) -> PendingNotice:
    return PendingNotice(**_facts(row, item), **_about(row), sent_at=row.sent_at)


def _of_request(row: Row[Any], item: Item) -> PendingNotice:
    plea = Plea(
        RequestKind(row.wish), row.reason or "", row.wanted_due, row.too_late, row.agreed, row.extensions
    )
    return PendingNotice(**_facts(row, item), **_about(row), plea=plea)


def _about(row: Row[Any]) -> dict[str, Any]:
    """What a review and a request tell of the obligation they are about."""
    return {
        "executor_role": row.executor_role,
        "executor_missing": row.executor_missing,
        "state": State(row.state),
        "due": row.due,
        "remind_date": None,
        "opens_on": None,
        "obligation_id": row.obligation_id,
        "answer_by": row.answer_by,
    }


def _of_schedule_request(row: Row[Any], item: Item) -> PendingNotice:
    return PendingNotice(
        **_facts(row, item),
        executor_role="",
        executor_missing=False,
        state=State.OPEN,
        due=None,
        remind_date=None,
        opens_on=None,
        answer_by=row.answer_by,
    )


def still_pending(conn: Connection, keys: Sequence[NoticeKey]) -> frozenset[NoticeKey]:
    """Return those notices that still wait and whose subject still asks for what it asked, locked.

    What was lettered, done or armed anew since they were read is left out.
    """
    lines = [(key.subject_kind, key.subject_id, key.arming, key.stage, key.audience) for key in keys]
    found: set[NoticeKey] = set()
    for at in range(0, len(lines), IDS_AT_ONCE):
        found.update(key_of(row) for row in conn.execute(waiting_among(lines[at : at + IDS_AT_ONCE])))
    return frozenset(found)


def waiting_among(lines: Sequence[tuple[object, ...]]) -> Select[Any]:
    """Return the question which of these keys still wait and are still asked for, locked in order."""
    return (
        select(*KEY)
        .outerjoin(watches, and_(watches.c.subject_kind == KEY[0], watches.c.subject_id == KEY[1]))
        .outerjoin(
            obligations,
            and_(obligations.c.id == notices.c.subject_id, KEY[0] == SubjectKind.OBLIGATION.value),
        )
        .where(tuple_(*KEY).in_(lines), PENDING, _ASKED)
        .order_by(*KEY)
        .with_for_update(of=notices)
    )


_ASKED: ColumnElement[bool] = and_(
    func.coalesce(watches.c.live, sql("true")),
    func.coalesce(obligations.c.arming, watches.c.arming, notices.c.arming) == notices.c.arming,
    func.coalesce(obligations.c.state, State.OPEN.value).in_([State.OPEN.value, State.RETURNED.value]),
)
