"""The ledger of suspensions: the intervals as shortened since, and what is suspended on a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from vekha.domain.deadlines import Span
from vekha.domain.life import Suspension
from vekha.storage.case_queries import pieces
from vekha.storage.life_tables import suspensions
from vekha.storage.obligation_tables import obligations


def ledger(conn: Connection, ids: Iterable[str]) -> Mapping[str, tuple[Suspension, ...]]:
    """Return the suspensions of these obligations that were ever put on record, in order of seq."""
    found: dict[str, dict[int, Suspension]] = defaultdict(dict)
    columns = (suspensions.c[name] for name in ("obligation_id", "seq", "first", "last", "shortens"))
    ordered = select(*columns).order_by(suspensions.c.obligation_id, suspensions.c.seq)
    for piece in pieces(ids):
        for owner, seq, first, last, shortens in conn.execute(
            ordered.where(suspensions.c.obligation_id.in_(piece))
        ):
            of = shortens or seq
            found[owner][of] = Suspension(owner, of, first, last)
    return {owner: tuple(rows.values()) for owner, rows in found.items()}


def lines_of(conn: Connection, obligation_id: str) -> tuple[tuple[datetime, Suspension], ...]:
    """Return each line of the ledger as it was written, with its instant (aware UTC), in order."""
    line = suspensions.c
    statement = (
        select(line.recorded_at, line.obligation_id, line.seq, line.first, line.last)
        .where(line.obligation_id == obligation_id)
        .order_by(line.seq)
    )
    return tuple((row[0], Suspension(*row[1:])) for row in conn.execute(statement))


def newest_seqs(conn: Connection, ids: Iterable[str]) -> Mapping[str, int]:
    """Return the newest line of the ledger of each; left out is what was never suspended."""
    found: dict[str, int] = {}
    for piece in pieces(ids):
        statement = (
            select(suspensions.c.obligation_id, func.max(suspensions.c.seq))
            .where(suspensions.c.obligation_id.in_(piece))
            .group_by(suspensions.c.obligation_id)
        )
        found |= {row[0]: row[1] for row in conn.execute(statement)}
    return found


def unfinished(conn: Connection, ids: Iterable[str], day: date) -> Mapping[str, Suspension]:
    """Return the suspension of each that has not ended before `day`, begun or not."""
    found = ledger(conn, ids)
    return {
        owner: one
        for owner, rows in found.items()
        for one in rows
        if one.first <= one.last and one.last >= day
    }


def newest(conn: Connection, ids: Iterable[str]) -> Mapping[str, Span]:
    """Return the newest suspension of each that came into force, ended or not."""
    found = ledger(conn, ids)
    begun = {owner: [one for one in rows if one.first <= one.last] for owner, rows in found.items()}
    return {owner: Span(rows[-1].first, rows[-1].last) for owner, rows in begun.items() if rows}


def suspended_on(day: ColumnElement[date], by: ColumnElement[datetime] | None = None) -> ColumnElement[bool]:
    """Return the condition that an obligation is suspended on `day`, as recorded by the instant `by`."""
    line, later = suspensions.alias("line"), suspensions.alias("shorter")
    recorded = () if by is None else (line.c.recorded_at <= by,)
    shortened = exists().where(
        later.c.obligation_id == line.c.obligation_id,
        or_(
            later.c.shortens == line.c.seq,
            and_(later.c.shortens == line.c.shortens, later.c.seq > line.c.seq),
        ),
        *(() if by is None else (later.c.recorded_at <= by,)),
    )
    return exists().where(
        line.c.obligation_id == obligations.c.id,
        line.c.first <= day,
        line.c.last >= day,
        *recorded,
        ~shortened,
    )
