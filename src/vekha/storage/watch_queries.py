"""Ladders, day tables, schedules and watches: who is watched by what."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, Table, select, update

from vekha.calendar.work_calendar import WorkCalendar
from vekha.domain.watches import Ladder, Schedule, Stage, SubjectKind, Watch
from vekha.storage.upserts import put_all, upsert
from vekha.storage.watch_tables import day_tables, ladders, rearmed, schedules, stages, watches

_IDS_PER_STATEMENT = 5000


def keep_ladder(conn: Connection, ladder: Ladder, toml: str) -> None:
    """Have the ladder's canonical text on record. Idempotent: a version never changes under its id."""
    row = {"id": ladder.id, "name": ladder.name, "version": ladder.version, "toml": toml}
    _add_missing(conn, ladders, [row])


def ladder_text(conn: Connection, ladder_id: str) -> str | None:
    """Return the canonical text of a ladder that was ever used."""
    return conn.execute(select(ladders.c.toml).where(ladders.c.id == ladder_id)).scalar_one_or_none()


def keep_day_table(conn: Connection, subject: str, calendar: WorkCalendar) -> None:
    """Have on record what the calendar's id stands for. `subject` is the first that used it. Idempotent."""
    row = {
        "id": calendar.id,
        "subject": subject,
        "week": calendar.week,
        "day_set": calendar.day_set,
        "layers": "\n".join(calendar.layers),
    }
    _add_missing(conn, day_tables, [row])


def unknown_schedules(conn: Connection, ids: Iterable[str]) -> tuple[str, ...]:
    """Return, sorted, those ids that no schedule has yet."""
    wanted = sorted(set(ids))
    found: set[str] = set()
    for part in _parts(wanted):
        found.update(conn.scalars(select(schedules.c.id).where(schedules.c.id.in_(part))))
    return tuple(sorted(set(wanted) - found))


def add_schedules(conn: Connection, new: Sequence[Schedule], their_stages: Iterable[Stage]) -> None:
    """Add schedules with their stages; what another transaction added meanwhile stays as it is.

    In order of id, so that two transactions adding the same ones cannot wait for each other.
    """
    ordered = sorted(new, key=lambda schedule: schedule.id)
    _add_missing(conn, schedules, [_row(schedule) for schedule in ordered])
    _add_missing(conn, stages, [_row(stage) for stage in sorted(their_stages, key=_stage_key)])


def set_watches(conn: Connection, armed: Iterable[Watch]) -> None:
    """Put the watches as given, in place of earlier ones, and tell the next sweep to look at them."""
    ordered = sorted(armed, key=_watch_key)
    put_all(conn, watches, [_row(watch) for watch in ordered])
    # An update, not «do nothing»: it locks the row, so that a sweep at work on it leaves it to the next one.
    told = [
        {
            "subject_kind": watch.subject_kind,
            "subject_id": watch.subject_id,
            "shard_id": watch.shard_id,
            "taken": False,
        }
        for watch in ordered
    ]
    put_all(conn, rearmed, told)


def rest_watches(conn: Connection, kind: SubjectKind, ids: Iterable[str]) -> None:
    """Have the subjects watched no more; unknown ids are no fault: history is never watched."""
    for part in _parts(sorted(set(ids))):
        conn.execute(
            update(watches)
            .where(watches.c.subject_kind == kind.value, watches.c.subject_id.in_(part))
            .values(live=False)
        )


def watch_of(conn: Connection, kind: SubjectKind, subject_id: str) -> Watch | None:
    """Return the subject's watch as it stands."""
    found = conn.execute(
        select(watches).where(watches.c.subject_kind == kind.value, watches.c.subject_id == subject_id)
    ).one_or_none()
    if found is None:
        return None
    return Watch(kind, found.subject_id, found.arming, found.shard_id, found.schedule_id, found.live)


def live_among(conn: Connection, kind: SubjectKind, ids: Iterable[str]) -> frozenset[str]:
    """Return which of these subjects are watched, live."""
    named = select(watches.c.subject_id).where(watches.c.subject_kind == kind.value, watches.c.live)
    found = (conn.scalars(named.where(watches.c.subject_id.in_(part))) for part in _parts(sorted(set(ids))))
    return frozenset(each for part in found for each in part)


def _add_missing(conn: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        conn.execute(upsert(conn, table).on_conflict_do_nothing(), list(rows))


def _parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[at : at + _IDS_PER_STATEMENT] for at in range(0, len(ids), _IDS_PER_STATEMENT))


def _row(fact: Schedule | Stage | Watch) -> dict[str, object]:
    return {name: getattr(fact, name) for name in fact.__slots__}


def _stage_key(stage: Stage) -> tuple[str, int]:
    return stage.schedule_id, stage.position


def _watch_key(watch: Watch) -> tuple[str, str]:
    return watch.subject_kind, watch.subject_id
