"""What the database says of its own health: people, controllers, watches, lag, the clock of the journal."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from vekha.actions.accept_layer import calendar_moves
from vekha.actions.compose_letters import read_directory
from vekha.actions.watch_over import Watched, watched_at
from vekha.domain.confirmed import ConfirmedRoadmap
from vekha.domain.health import Finding, Health
from vekha.domain.letters import Directory
from vekha.domain.organisations import Viewer
from vekha.domain.watches import Audience, Unwatched
from vekha.rules.audiences import posts_to_try
from vekha.rules.russian import counted
from vekha.storage import health_queries, organisation_queries, roadmap_queries, unwatched_queries

CLOCK_TOLERANCE = timedelta(minutes=5)
_WHY = {
    Unwatched.HISTORY: "внесены как история",
    Unwatched.ASKED: "без даты, автор спрошен",
    Unwatched.SUPPLIED: "график или событие сообщены, ждут следующего",
    Unwatched.EXHAUSTED: "все напоминания и эскалации уже были",
    Unwatched.FORGOTTEN: "никто не следит и причины нет",
}


def examine_records(conn: Connection, now: datetime, *, virtual: bool) -> Iterator[Finding]:
    """Yield the findings about what is recorded. In a virtual folder the clock is not compared."""
    if not virtual:
        yield _journal_clock(conn, now)
    units, people = health_queries.people_counts(conn)
    yield _loaded("organisations", units, "организаций", "vekha organisations ФАЙЛ.csv")
    if not units:
        return
    yield _loaded("people", people, "людей", "vekha organisations ФАЙЛ.csv --people ЛЮДИ.csv")
    roadmaps = roadmap_queries.roadmaps_seen(conn)
    yield Finding("roadmaps", Health.WELL, f"дорожных карт в силе: {len(roadmaps)}")
    yield from _controllers(conn, roadmaps, now)
    yield from _unwatched(conn, now)
    yield _calendar(conn, now)
    if not virtual:
        yield from _lag(watched_at(conn, now))


def _journal_clock(conn: Connection, now: datetime) -> Finding:
    newest = health_queries.newest_instant(conn)
    if newest is None or newest <= now + CLOCK_TOLERANCE:
        return Finding("journal-clock", Health.WELL, "журнал не обгоняет часы")
    said = f"последняя запись журнала сделана {newest:%d.%m.%Y %H:%M} UTC: позже, чем показывают часы"
    return Finding("journal-clock", Health.FAULT, said, "Проверьте часы: они отстали или отставали раньше.")


def _loaded(check: str, count: int, what: str, command: str) -> Finding:
    if count:
        return Finding(check, Health.WELL, f"{what}: {count}")
    return Finding(check, Health.FAULT, f"{what} в базе нет", f"Загрузите: {command}")


def _controllers(
    conn: Connection, roadmaps: tuple[ConfirmedRoadmap, ...], now: datetime
) -> Iterator[Finding]:
    issuers = frozenset(roadmap.issuer_id for roadmap in roadmaps)
    if not issuers:
        return
    directory = read_directory(conn, issuers, now)
    told = [finding for roadmap in roadmaps if (finding := _controller(roadmap, directory))]
    yield from told or [
        Finding("controllers", Health.WELL, "у каждой дорожной карты контролёру есть куда писать")
    ]


def _controller(roadmap: ConfirmedRoadmap, directory: Directory) -> Finding | None:
    """None where the controller himself has a mailbox."""
    line = directory.upwards(roadmap.issuer_id)
    seats = [seat for unit in line for seat in directory.seats.get(unit.id, ())]
    if any(seat.post_id == roadmap.controller_post_id and seat.address for seat in seats):
        return None
    advice = "Впишите адрес контролёра в таблицу людей и загрузите её: vekha organisations … --people …"
    instead = posts_to_try(Audience.CONTROLLER, "")
    above = next((seat for seat in seats if seat.address and seat.role in instead), None)
    if above is None:
        return Finding("controllers", Health.FAULT, f"{roadmap.label}: об опозданиях писать некому", advice)
    said = f"{roadmap.label}: у контролёра нет адреса, вместо него получает {above.title}"
    return Finding("controllers", Health.WARNING, said, advice)


def _unwatched(conn: Connection, now: datetime) -> Iterator[Finding]:
    top = organisation_queries.root(conn)
    if top is None:
        return
    viewer = Viewer(top.id)
    counts = unwatched_queries.unwatched_counts(conn, now, viewer)
    reasons = [
        f"{_WHY[why]}: {count}" for why, count in counts.items() if count and why is not Unwatched.FORGOTTEN
    ]
    said = "; ".join(["без будущих напоминаний", *reasons]) if reasons else "за всем открытым следят"
    if not counts[Unwatched.FORGOTTEN]:
        yield Finding("unwatched", Health.WELL, said)
        return
    ids = unwatched_queries.unwatched(conn, now, viewer, Unwatched.FORGOTTEN, limit=3)
    number = counted(counts[Unwatched.FORGOTTEN], "обязательством", "обязательствами", "обязательствами")
    said = f"за {number} никто не следит, и причины нет (например, {', '.join(one[:8] for one in ids)})"
    yield Finding("unwatched", Health.FAULT, said, "Посмотрите vekha explain НОМЕР и сообщите разработчикам.")


def _calendar(conn: Connection, now: datetime) -> Finding:
    """A calendar that came with a new version of the program moves nothing until a person accepts it."""
    moves = calendar_moves(conn, organisation_queries.all_organisations(conn), now)
    if moves.nothing:
        return Finding("dates", Health.WELL, "сроки стоят на нынешнем календаре")
    said = f"нынешний календарь сдвигает сроков: {moves.due}, меняет иначе: {moves.otherwise}"
    return Finding("dates", Health.WARNING, said, "Посмотрите и примите: vekha calendar-diff")


def _lag(found: Watched) -> Iterator[Finding]:
    sweep = "Запустите vekha serve или проверьте сейчас: vekha check-deadlines"
    if found.shards_behind:
        said = f"сроки давно не проверялись, участков: {found.shards_behind}"
        yield Finding("sweeps", Health.FAULT, said, sweep)
    else:
        yield Finding("sweeps", Health.WELL, "сроки проверены за последний час")
    stuck = {"писем в очереди": found.letters_stuck, "уведомлений без письма": found.notices_stuck}
    waiting = ", ".join(f"{what}: {count}" for what, count in stuck.items() if count)
    if waiting:
        advice = "Проверьте почтовый сервер и запустите: vekha deliver"
        yield Finding("letters", Health.FAULT, f"застряли — {waiting}", advice)
    else:
        yield Finding("letters", Health.WELL, "письма не застревают")
