"""Give an undated item its dates: an event that happened, or a schedule its author supplied (design 4.7).

Recording is one transaction. The obligations are issued after it as any others: a run that is cut off is
finished by the nightly issue.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from vekha.actions.arm import disarm
from vekha.actions.find_item import NoSuchItemError, find_item
from vekha.actions.issue import Issued, issue
from vekha.actions.record import record
from vekha.actions.step import NotTheirsError
from vekha.actions.touched import touched_shards
from vekha.actions.work_calendars import work_calendars
from vekha.calendar.days import DaySet
from vekha.domain.confirmed import ConfirmedItem
from vekha.domain.deadlines import Occurrence
from vekha.domain.life import HappeningKind
from vekha.domain.organisations import Actor, Organisation
from vekha.domain.records import Deed
from vekha.domain.refusals import RefusedError
from vekha.domain.watches import SubjectKind
from vekha.rules import identity
from vekha.rules.addressing import addressees
from vekha.rules.happenings import check_takes, event_occurrence, schedule_occurrences, term_of_event
from vekha.storage import happening_queries, obligation_queries, organisation_queries, roadmap_queries
from vekha.storage.database import Database


class NotAddressedError(RefusedError):
    """The organisation is not among those the item obliges."""


@dataclass(frozen=True, slots=True)
class GivenPaper:
    """The paper that proves it: number and date as printed, and what else is to be said of it."""

    number: str
    dated: date | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Supplied:
    """What was recorded and what it gave. `organisation` is "" when every addressee is meant."""

    happening_id: str
    item: str
    organisation: str
    dates: tuple[date, ...]
    explain: tuple[str, ...]
    issued: Issued


@dataclass(frozen=True, slots=True)
class _Target:
    """The item that gets dates; `unit` None stands for every addressee."""

    item: ConfirmedItem
    roadmap_id: str
    issuer: Organisation
    unit: Organisation | None

    @property
    def name(self) -> str:
        number = f"{self.item.number} " if self.item.number else ""
        return f"{number}{self.item.title}"


@dataclass(frozen=True, slots=True)
class Named:
    """What a person typed: an item (its id or number) or an obligation that waits, and an organisation."""

    called: str
    organisation: str = ""


def record_event(
    engine: Database, named: Named, on: date, paper: GivenPaper, actor: Actor, now: datetime
) -> Supplied:
    """Record that the event an item waits for happened on the day `on`; one occurrence for each addressee.

    Recording the same event (organisation, day, paper) again adds nothing. Raises NoSuchItemError,
    NotAddressedError, HappeningError, NotTheirsError.
    """
    with engine.begin() as conn:
        target = _target(conn, named, actor)
        check_takes(target.item.kind, HappeningKind.EVENT, target.name)
        roadmap_queries.lock_roadmap(conn, target.roadmap_id)
        if (again := _same_event(conn, target, on, paper)) is None:
            labour = work_calendars(conn).of(target.unit or target.issuer, DaySet.LABOUR)
            term = term_of_event(target.item.offset, target.item.last_day, on, labour)
            seq = happening_queries.newest_seq(conn, target.item.id) + 1
            given = ((event_occurrence(seq, term), term.explain),)
            row = _head(target, seq, HappeningKind.EVENT, paper) | {"happened_on": on}
            _keep(conn, target, row, given, Deed("event", actor.person_id, now, target.item.id, paper.text))
            again = (str(row["id"]), given)
    return _issued(engine, target, again, now)


def supply_schedule(
    engine: Database,
    named: Named,
    dates: Sequence[tuple[date | None, date]],
    paper: GivenPaper,
    actor: Actor,
    now: datetime,
) -> Supplied:
    """Record the (start or None, due) days of a schedule for an item; its author is asked no more.

    Raises NoSuchItemError, NotAddressedError, HappeningError, NotTheirsError.
    """
    with engine.begin() as conn:
        target = _target(conn, named, actor)
        check_takes(target.item.kind, HappeningKind.SCHEDULE, target.name)
        roadmap_queries.lock_roadmap(conn, target.roadmap_id)
        seq = happening_queries.newest_seq(conn, target.item.id) + 1
        label = f"по графику № {paper.number}" if paper.number else "по графику"
        given = tuple((each, label) for each in schedule_occurrences(seq, dates))
        row = _head(target, seq, HappeningKind.SCHEDULE, paper)
        _keep(conn, target, row, given, Deed("schedule", actor.person_id, now, target.item.id, paper.text))
    return _issued(engine, target, (str(row["id"]), given), now)


_Given = tuple[str, Sequence[tuple[Occurrence, str]]]


def _issued(engine: Database, target: _Target, given: _Given, now: datetime) -> Supplied:
    """The engine issues: a school that tells of its own event does not see the whole roadmap."""
    happening_id, dates = given
    return Supplied(
        happening_id,
        target.name,
        target.unit.short_name if target.unit else "",
        tuple(occurrence.raw_due for occurrence, _ in dates),
        tuple(text for _, text in dates),
        issue(engine, target.roadmap_id, now),
    )


def _target(conn: Connection, named: Named, actor: Actor) -> _Target:
    item_id, unit = _called(conn, named.called.strip(), actor)
    item = roadmap_queries.item(conn, item_id)
    roadmap = roadmap_queries.roadmap(conn, roadmap_queries.roadmap_id_of(conn, item_id))
    issuer = organisation_queries.organisation(conn, roadmap.issuer_id)
    if named.organisation:
        unit = organisation_queries.by_code(conn, named.organisation.strip())
        if unit is None:
            raise NotAddressedError(f"Организации с кодом «{named.organisation}» нет. Проверьте код.")
    tree = organisation_queries.subtree(conn, issuer.id)
    if unit and unit.id not in addressees(item.addressed, issuer.id, tree):
        raise NotAddressedError(
            f"{unit.short_name} не среди тех, кому адресовано мероприятие «{item.title}»."
        )
    target = _Target(item, roadmap.id, issuer, unit)
    _check_right(conn, target, actor)
    return target


def _called(conn: Connection, called: str, actor: Actor) -> tuple[str, Organisation | None]:
    """Return the item, and the organisation where an obligation was named."""
    found = find_item(conn, called, actor.viewer)
    if found:
        return found.item_id, None
    owed = obligation_queries.by_prefix(conn, called, actor.viewer, 2) if called else ()
    if len(owed) == 1:
        return owed[0].item_id, organisation_queries.organisation(conn, owed[0].organisation_id)
    raise NoSuchItemError(
        f"Мероприятия или обязательства «{called}» нет среди ваших. "
        "Номера показывает vekha owed --numbers; пункт дорожной карты называет её издатель."
    )


def _check_right(conn: Connection, target: _Target, actor: Actor) -> None:
    """The issuer and those above it speak for every addressee; an organisation speaks for itself."""
    seat = actor.viewer.organisation_id
    above = {unit.id for unit in organisation_queries.ancestors(conn, target.issuer.id)}
    if seat not in {target.issuer.id, *above} and (target.unit is None or target.unit.id != seat):
        raise NotTheirsError(
            f"Дату мероприятия «{target.name}» сообщает издатель ({target.issuer.short_name}), "
            "а о своём событии — сама организация: назовите номер своего обязательства."
        )


def _same_event(conn: Connection, target: _Target, on: date, paper: GivenPaper) -> _Given | None:
    unit = target.unit.id if target.unit else None
    for one in happening_queries.happenings_of(conn, [target.item.id]).get(target.item.id, ()):
        told = (one.organisation_id, one.happened_on, one.number, one.dated)
        if one.kind is HappeningKind.EVENT and told == (unit, on, paper.number, paper.dated):
            return one.id, tuple(zip(one.occurrences, one.explain, strict=True))
    return None


def _head(target: _Target, seq: int, kind: HappeningKind, paper: GivenPaper) -> dict[str, object]:
    return {
        "id": identity.happening_id(target.item.id, seq),
        "item_id": target.item.id,
        "seq": seq,
        "kind": kind,
        "organisation_id": target.unit.id if target.unit else None,
        "happened_on": None,
        "number": paper.number,
        "date": paper.dated,
    }


def _keep(
    conn: Connection,
    target: _Target,
    row: Mapping[str, object],
    given: Sequence[tuple[Occurrence, str]],
    deed: Deed,
) -> None:
    sealed = {
        "shard_id": (target.unit or target.issuer).shard_id,
        "recorded_at": deed.at,
        "actor_id": deed.actor_id,
    }
    dates = [
        {
            "happening_id": row["id"],
            "position": position,
            "key": occurrence.key,
            "start": occurrence.start,
            "raw_due": occurrence.raw_due,
            "explain": text,
            **sealed,
        }
        for position, (occurrence, text) in enumerate(given, start=1)
    ]
    obliged = () if target.unit else touched_shards(conn, target.issuer.id, [target.item])
    shards = sorted({target.issuer.shard_id, *obliged})
    record(conn, deed, {"happenings": [{**row, **sealed}], "happening_dates": dates}, shards)
    disarm(conn, SubjectKind.SCHEDULE_REQUEST, [identity.request_id(target.item.id)])
