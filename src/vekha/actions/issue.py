"""Issue a confirmed roadmap: an obligation for every addressee and occurrence, watched from now on."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice

from sqlalchemy import Connection

from vekha.actions.append_obligations import Mould, Owed, append_obligations, mould_of
from vekha.actions.arm import Subject, arm, schedules_of
from vekha.actions.plan_dates import Duty, Planner
from vekha.actions.record import record
from vekha.actions.work_calendars import work_calendars
from vekha.calendar.zones import local_day
from vekha.domain.confirmed import Addressed, ConfirmedItem, ConfirmedRoadmap
from vekha.domain.life import Happening
from vekha.domain.organisations import Actor, Organisation, Viewer
from vekha.domain.records import ENGINE, Deed
from vekha.domain.refusals import RefusedError
from vekha.domain.watches import Ladder, SubjectKind
from vekha.rules import identity
from vekha.rules.addressing import addressees
from vekha.rules.ladders import parse_ladder, shipped_ladder
from vekha.rules.occurrences import REQUEST_WORKDAYS, waits
from vekha.rules.recounting import Clock
from vekha.storage import (
    happening_queries,
    obligation_queries,
    organisation_queries,
    roadmap_queries,
    watch_queries,
)
from vekha.storage.database import Database, reading

CHUNK = 20_000  # obligations in a transaction and record: most of a second of SQLite's one writer
REQUEST_LADDER = "schedule_request"


class NothingToIssueError(RefusedError):
    """The roadmap's ladder is unknown to the database, or the roadmap was confirmed later than `now`."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What one run of `issue` added. known: obligations that had been issued before it."""

    roadmap_id: str
    label: str
    created: int = 0
    known: int = 0
    watched: int = 0
    history: int = 0
    waiting: int = 0
    requests: int = 0
    provisional: int = 0
    chunks: int = 0


@dataclass(slots=True)
class _Tally:
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, number: int) -> None:
        self.counts[name] = self.counts.get(name, 0) + number


@dataclass(frozen=True, slots=True)
class _Job:
    """One run over one roadmap. happened: by item id. clocks: by organisation id, as the run begins."""

    roadmap: ConfirmedRoadmap
    issuer: Organisation
    items: tuple[ConfirmedItem, ...]
    happened: Mapping[str, tuple[Happening, ...]]
    units: tuple[Organisation, ...]
    clocks: Mapping[int, Clock]
    ladder: Ladder
    deed: Deed


def issue(
    engine: Database, roadmap_id: str, now: datetime, chunk: int = CHUNK, actor: Actor | None = None
) -> Issued:
    """Issue what is not yet issued; a run goes on where one was cut off. `actor` None: the system.

    One transaction and one journal record for each chunk; a chunk lies in one shard.
    """
    with reading(engine) as conn:
        job = _job(conn, roadmap_id, now, actor)
    tally = _Tally()
    with engine.begin() as conn:
        tally.add("requests", _ask_authors(conn, job, now))
    for owed in _chunks(_obligations(engine, job, now), chunk):
        with engine.begin() as conn:
            _issue_chunk(conn, job, owed, now, tally)
    with reading(engine) as conn:
        issued = obligation_queries.issued_count(conn, [item.id for item in job.items])
    known = issued - tally.counts.get("created", 0)
    return Issued(roadmap_id, job.roadmap.label, known=known, **tally.counts)


def roadmaps_to_issue(engine: Database, called: str, viewer: Viewer, *, every: bool) -> tuple[str, ...]:
    """Return the ids of the roadmaps a person names: every one of his, or the one `called` so.

    Raises NoSuchRoadmapError where none or several are meant, and lists them.
    """
    with reading(engine) as conn:
        seen = roadmap_queries.roadmaps_seen(conn, viewer)
        if every:
            return tuple(one.id for one in seen)
        found = roadmap_queries.roadmaps_called(conn, called.strip(), viewer) if called.strip() else ()
    exact = tuple(one for one in found if called.strip() in (one.id, one.number))
    if len(exact or found) == 1:
        return ((exact or found)[0].id,)
    listed = "\n".join(f"  {one.id} {one.label} «{one.title}»" for one in found or seen)
    if found:
        what = f"«{called}» — это несколько дорожных карт"
    else:
        what = f"Дорожной карты «{called}» нет среди ваших" if called else "Дорожная карта не названа"
    known = f"Есть:\n{listed}" if listed else "Ни одна ещё не подтверждена: vekha confirm."
    raise roadmap_queries.NoSuchRoadmapError(f"{what}. {known}")


def _job(conn: Connection, roadmap_id: str, now: datetime, actor: Actor | None) -> _Job:
    roadmap = roadmap_queries.roadmap(conn, roadmap_id, actor.viewer if actor else None)
    if now < roadmap.confirmed_at:
        raise NothingToIssueError(
            f"Дорожная карта {roadmap.label} подтверждена {roadmap.confirmed_at:%d.%m.%Y %H:%M} UTC: "
            "выдать раньше нельзя. Проверьте --now и часы."
        )
    text = watch_queries.ladder_text(conn, roadmap.ladder_id)
    if text is None:
        raise NothingToIssueError(f"Лестница напоминаний дорожной карты {roadmap.label} не найдена в базе.")
    calendars = work_calendars(conn)
    units = organisation_queries.subtree(conn, roadmap.issuer_id)
    items = tuple(i for i in roadmap_queries.items_of(conn, roadmap.edition_id) if not i.left_out)
    undated = [item.id for item in items if waits(item.kind)]
    return _Job(
        roadmap=roadmap,
        issuer=organisation_queries.organisation(conn, roadmap.issuer_id),
        items=items,
        happened=happening_queries.happenings_of(conn, undated),
        units=units,
        clocks={unit.id: calendars.clock(unit) for unit in units},
        ladder=parse_ladder(text),
        deed=Deed("issue", actor.person_id if actor else ENGINE, now, roadmap.id),
    )


def _obligations(engine: Database, job: _Job, now: datetime) -> Iterator[Owed]:
    """Yield every obligation of the roadmap shard by shard, in an order that is the same in every run."""
    planner = Planner(job.roadmap, job.issuer, now)
    moulds: dict[tuple[str, Clock, Addressed, tuple[Happening, ...]], tuple[Mould, ...]] = {}
    obliged = [(item, addressees(item.addressed, job.issuer.id, job.units)) for item in job.items]
    for unit in sorted(job.units, key=lambda each: (each.shard_id, each.id)):
        clock = job.clocks[unit.id]
        for item, by_organisation in obliged:
            addressed = by_organisation.get(unit.id)
            if addressed is None:
                continue
            happened = _happened_at(job, item, unit)
            key = (item.id, clock, addressed, happened)
            if key not in moulds:
                moulds[key] = tuple(
                    mould_of(engine.dialect, duty, addressed)
                    for duty in planner.duties(item, clock, happened)
                    if addressed.since is None or duty.due is None or duty.due >= addressed.since
                )
            for mould in moulds[key]:
                yield Owed(identity.obligation_id(item.id, unit.id, mould.duty.key), unit, mould)


def _happened_at(job: _Job, item: ConfirmedItem, unit: Organisation) -> tuple[Happening, ...]:
    """Return the events and schedules of the item that are this organisation's too."""
    recorded = job.happened.get(item.id, ())
    return tuple(one for one in recorded if one.organisation_id in (None, unit.id))


def _chunks(owed: Iterable[Owed], size: int) -> Iterator[Sequence[Owed]]:
    """Yield pieces of at most `size`, none of which crosses a shard."""
    for _, of_shard in groupby(owed, key=lambda one: one.unit.shard_id):
        while piece := tuple(islice(of_shard, size)):
            yield piece


def _issue_chunk(conn: Connection, job: _Job, owed: Sequence[Owed], now: datetime, tally: _Tally) -> None:
    """Add what of the chunk does not exist. The roadmap is locked, so that two issues cannot both add it."""
    roadmap_queries.lock_roadmap(conn, job.roadmap.id)
    known = obligation_queries.known_ids(conn, (one.id for one in owed))
    new = [one for one in owed if one.id not in known] if known else owed
    if not new:
        return
    units = {one.mould: one.unit for one in new}
    tables = {job.clocks[unit.id].calendars.civil: unit.subject for unit in units.values()}
    for civil, subject in tables.items():
        watch_queries.keep_day_table(conn, subject, civil)
    schedules = _schedules(conn, job, units, now)
    with _told_to_the_issuer(conn, job, new[0].unit.shard_id, first=not tally.counts.get("chunks")):
        append_obligations(conn, job.deed, new, schedules)
    for mould, number in Counter(one.mould for one in new).items():
        duty = mould.duty
        tally.add("created", number)
        tally.add("watched", number * duty.watched)
        tally.add("history", number * duty.history)
        tally.add("waiting", number * (duty.due is None))
        tally.add("provisional", number * duty.provisional)
    tally.add("chunks", 1)


@contextmanager
def _told_to_the_issuer(conn: Connection, job: _Job, shard_id: int, *, first: bool) -> Iterator[None]:
    """Have the issuer's own chain told of a run with its first chunk; chains are locked in order of shard."""
    issuer_shard = job.issuer.shard_id
    tells = first and issuer_shard != shard_id
    if tells and issuer_shard < shard_id:
        record(conn, job.deed, {}, [issuer_shard])
    yield
    if tells and issuer_shard > shard_id:
        record(conn, job.deed, {}, [issuer_shard])


def _schedules(
    conn: Connection, job: _Job, units: Mapping[Mould, Organisation], now: datetime
) -> Mapping[Mould, str]:
    """Return what each mould is watched by; any of its organisations stands for all, sharing a clock."""
    watched = [mould for mould in units if mould.duty.watched]
    if not watched:
        return {}
    subjects = [_subject(mould.duty, units[mould]) for mould in watched]
    return dict(zip(watched, schedules_of(conn, job.ladder, subjects, now), strict=True))


def _subject(duty: Duty, unit: Organisation) -> Subject:
    if duty.remind_date is None or duty.due is None:
        raise TypeError(f"a watched duty without dates: {duty.key}")
    return Subject(SubjectKind.OBLIGATION, duty.key, 1, unit.shard_id, unit, duty.remind_date, duty.due)


def _ask_authors(conn: Connection, job: _Job, now: datetime) -> int:
    """Ask the issuer for the dates of each undated item, once; return how many questions are new."""
    roadmap_queries.lock_roadmap(conn, job.roadmap.id)
    asked = {identity.request_id(item.id): item for item in job.items if waits(item.kind)}
    known = obligation_queries.known_requests(conn, asked)
    labour = job.clocks[job.issuer.id].calendars.labour
    due = labour.add_workdays(local_day(now, job.issuer.zone), REQUEST_WORKDAYS)
    shard = job.issuer.shard_id
    rows = [
        {
            "id": request_id,
            "item_id": item.id,
            "organisation_id": job.issuer.id,
            "shard_id": shard,
            "asked_at": now,
            "due": due,
        }
        for request_id, item in asked.items()
        if request_id not in known
    ]
    if rows:
        record(conn, job.deed, {"schedule_requests": rows})
        subjects = [
            Subject(SubjectKind.SCHEDULE_REQUEST, str(row["id"]), 1, shard, job.issuer, due, due)
            for row in rows
        ]
        arm(conn, shipped_ladder(REQUEST_LADDER), subjects, now)
    return len(rows)
