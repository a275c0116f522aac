"""Look at what a calendar changes for those who still owe something, and put it into force."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from vekha.actions.record import record
from vekha.actions.recount import Recount, Redated, put, recount
from vekha.actions.see_calendar import organisation_of
from vekha.actions.work_calendars import WorkCalendars, work_calendars
from vekha.calendar.days import FIRST_YEAR, LAST_YEAR, DayKind, DaySet
from vekha.calendar.differences import DayChange, changed_days
from vekha.calendar.errors import CalendarError
from vekha.calendar.layer_files import LayerFile, layer_file, read_layer
from vekha.calendar.layers import Layer
from vekha.calendar.school_years import SchoolPlan
from vekha.domain.deadlines import Span
from vekha.domain.organisations import Actor, Organisation
from vekha.domain.records import Deed
from vekha.domain.refusals import RefusedError
from vekha.storage import calendar_queries, case_queries, organisation_queries
from vekha.storage.calendar_queries import KeptLayer
from vekha.storage.database import Database, reading

MOVES_SHOWN = 50
_WHOLE = Span(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))


class LayerRefusedError(RefusedError):
    """The file is no layer: the message names file, line and reason."""


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A day that is of another kind in the new calendar, in a week of so many working days."""

    week: int
    day: date
    was: DayKind
    becomes: DayKind


@dataclass(frozen=True, slots=True)
class Move:
    """An obligation whose term moves from one day to another."""

    obligation_id: str
    organisation: str
    item_title: str
    was: date
    becomes: date


@dataclass(frozen=True, slots=True)
class Moves:
    """What happens to what is still owed, in numbers, and the first of the moves.

    due: terms that move. inner: only inner dates or the length of the last day. held: would move to an
    instant that has passed, so they stay. settled, unsettled: provisional no more, or from now on.
    """

    due: int = 0
    inner: int = 0
    held: int = 0
    settled: int = 0
    unsettled: int = 0
    listed: tuple[Move, ...] = ()

    @property
    def otherwise(self) -> int:
        """How many change without their day moving."""
        return self.inner + self.settled + self.unsettled

    @property
    def nothing(self) -> bool:
        return not (self.due or self.otherwise)


@dataclass(frozen=True, slots=True)
class LayerChange:
    """A layer beside the one in force. version: its own once accepted; known: it is in force already."""

    organisation: str
    title: str
    version: int
    known: bool
    accepted: bool
    moves: Moves
    days: tuple[ChangedDay, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """What today's calendars change against the dates in force."""

    accepted: bool
    moves: Moves


def layer_of(name: str, content: bytes, code: str) -> LayerFile:
    """Return the file a person hands in for the organisation. Raises LayerRefusedError."""
    try:
        return layer_file(name, content, f"Календарь {code}")
    except CalendarError as refused:
        raise LayerRefusedError(str(refused)) from refused


def school_plan_of(file: LayerFile) -> SchoolPlan:
    """Return the terms and vacations the layer brings. Raises LayerRefusedError where it brings none."""
    school = _read(file).school
    if school is None:
        raise LayerRefusedError(f"{file.name}: в слое нет учебного года. Впишите таблицу [school_year].")
    return school


def preview_layer(engine: Database, file: LayerFile, code: str, actor: Actor, now: datetime) -> LayerChange:
    """Return what accepting the layer would change. Raises LayerRefusedError, NoSuchCalendarError."""
    layer = _read(file)
    with reading(engine) as conn:
        return _laid(conn, file, layer, organisation_of(conn, code, actor.viewer), now, lock=False)[0]


def accept_layer(engine: Database, file: LayerFile, code: str, actor: Actor, now: datetime) -> LayerChange:
    """Put the layer into force and re-date what is owed, in one transaction. Again: nothing is added.

    Raises LayerRefusedError, NoSuchCalendarError, TooEarlyError.
    """
    layer = _read(file)
    with engine.begin() as conn:
        calendar_queries.lock_calendars(conn)
        unit = organisation_of(conn, code, actor.viewer)
        change, found = _laid(conn, file, layer, unit, now, lock=True)
        _accept(conn, _Accepting(file, change, unit, actor.person_id, now), found)
    return LayerChange(
        change.organisation, change.title, change.version, change.known, True, change.moves, change.days
    )


@dataclass(frozen=True, slots=True)
class _Accepting:
    file: LayerFile
    change: LayerChange
    unit: Organisation
    actor_id: str
    now: datetime


def _accept(conn: Connection, accepting: _Accepting, found: Recount) -> None:
    change, unit, now = accepting.change, accepting.unit, accepting.now
    row = {
        "organisation_id": unit.id,
        "version": change.version,
        "shard_id": unit.shard_id,
        "recorded_at": now,
        "file_name": accepting.file.name,
        "title": change.title,
        "sha256": _sha256(accepting.file),
        "text": accepting.file.text,
    }
    acts, shards = put(conn, found, accepting.actor_id, now)
    if change.known and not acts and not shards:
        return
    deed = Deed(
        "calendar_layer",
        accepting.actor_id,
        now,
        f"calendar {unit.id} {change.version}",
        f"«{change.title}», версия {change.version} ({unit.short_name})",
    )
    rows: dict[str, list[dict[str, object]]] = {
        "calendar_layers": [] if change.known else [row],
        "obligation_acts": acts,
    }
    record(conn, deed, rows, sorted(shards))


def _laid(
    conn: Connection, file: LayerFile, layer: Layer, unit: Organisation, now: datetime, *, lock: bool
) -> tuple[LayerChange, Recount]:
    kept = {one.organisation_id: one for one in calendar_queries.newest_layers(conn)}
    before = work_calendars(conn)
    after = before.with_layer(unit.id, file)
    below = organisation_queries.subtree(conn, unit.id)
    found = recount(conn, below, after, now, lock=lock)
    mine = kept.get(unit.id)
    known = mine is not None and _same(mine, file)
    change = LayerChange(
        organisation=unit.short_name,
        title=layer.title,
        version=(mine.version if mine else 0) + (not known),
        known=known,
        accepted=False,
        moves=_moves(conn, found),
        days=_changed_days(before, after, unit, below),
    )
    return change, found


def recount_all(engine: Database, actor: Actor, now: datetime, *, accept: bool) -> CalendarChange:
    """Hold the dates in force of the actor's organisations against today's calendars; `accept` re-dates them.

    For a calendar that came with a new version of the program. Raises TooEarlyError.
    """
    if not accept:
        with reading(engine) as conn:
            return CalendarChange(False, _moves(conn, _found(conn, actor, now, lock=False)))
    with engine.begin() as conn:
        calendar_queries.lock_calendars(conn)
        found = _found(conn, actor, now, lock=True)
        moves = _moves(conn, found)
        acts, shards = put(conn, found, actor.person_id, now)
        if acts or shards:
            deed = Deed("calendar_recount", actor.person_id, now, "calendar", "по календарю программы")
            record(conn, deed, {"obligation_acts": acts}, sorted(shards))
    return CalendarChange(True, moves)


def _found(conn: Connection, actor: Actor, now: datetime, *, lock: bool) -> Recount:
    units = organisation_queries.subtree(conn, actor.viewer.organisation_id)
    return recount(conn, units, work_calendars(conn), now, lock=lock)


def calendar_moves(conn: Connection, units: Sequence[Organisation], now: datetime) -> Moves:
    """Return what today's calendars change for these organisations, without listing any."""
    return _moves(conn, recount(conn, units, work_calendars(conn), now, lock=False), listed=0)


def _read(file: LayerFile) -> Layer:
    try:
        return read_layer(file)
    except CalendarError as refused:
        raise LayerRefusedError(str(refused)) from refused


def _changed_days(
    before: WorkCalendars, after: WorkCalendars, unit: Organisation, below: Sequence[Organisation]
) -> tuple[ChangedDay, ...]:
    """The owner's days, for each length of week that is worked below him."""
    members = {one.week: one for one in reversed(below)} | {unit.week: unit}
    return tuple(
        ChangedDay(week, change.day, change.was, change.becomes)
        for week, one in sorted(members.items())
        for change in _days(before, after, one)
    )


def _days(before: WorkCalendars, after: WorkCalendars, unit: Organisation) -> list[DayChange]:
    return list(changed_days(before.of(unit, DaySet.LABOUR), after.of(unit, DaySet.LABOUR), _WHOLE))


def _moves(conn: Connection, found: Recount, listed: int = MOVES_SHOWN) -> Moves:
    changed = (*found.moved, *found.flagged)
    due = sorted((one for one in found.moved if one.due_moves), key=_by_day)
    return Moves(
        due=len(due),
        inner=len(found.moved) - len(due),
        held=len(found.held),
        settled=sum(one.duty.term.provisional and not one.fresh.provisional for one in changed),
        unsettled=sum(one.fresh.provisional and not one.duty.term.provisional for one in changed),
        listed=tuple(_move(conn, one) for one in due[:listed]),
    )


def _by_day(one: Redated) -> tuple[date, int, str]:
    return one.duty.term.due, one.unit.id, one.duty.id


def _move(conn: Connection, one: Redated) -> Move:
    _, title = case_queries.item_texts(conn, [one.duty.item_id]).get(one.duty.item_id, ("", ""))
    return Move(one.duty.id, one.unit.short_name, title, one.duty.term.due, one.fresh.due)


def _same(kept: KeptLayer, file: LayerFile) -> bool:
    return (kept.sha256, kept.file_name.rpartition(".")[2].lower()) == (
        _sha256(file),
        file.name.rpartition(".")[2].lower(),
    )


def _sha256(file: LayerFile) -> str:
    return hashlib.sha256(file.text.encode()).hexdigest()
