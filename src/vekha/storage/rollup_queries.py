"""Groups of obligations for counting, and the tree, as recorded by an instant."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from vekha.domain.figures import Fact
from vekha.domain.obligations import State
from vekha.domain.organisations import Organisation, Viewer
from vekha.storage.as_of_queries import Cut, as_recorded, fact_columns, in_cut
from vekha.storage.obligation_tables import obligations
from vekha.storage.organisation_queries import organisation_of
from vekha.storage.organisation_tables import organisation_versions
from vekha.storage.scope import in_scope

# SQLite allows 32,766 parameters in a statement.
IDS_AT_ONCE = 10_000


def fact_groups(conn: Connection, cut: Cut, organisation_ids: Iterable[int]) -> list[Fact]:
    """Return what the organisations owe, in groups alike in everything that counts: one GROUP BY a piece."""
    rows = select(*fact_columns()).select_from(as_recorded()).where(in_cut(cut))
    return [fact for piece in pieces(organisation_ids) for fact in _groups(conn, cut, rows, piece)]


def _groups(conn: Connection, cut: Cut, rows: Select[Any], piece: Sequence[int]) -> Iterator[Fact]:
    each = rows.where(obligations.c.organisation_id.in_(piece)).subquery()
    statement = select(*each.c, func.count()).group_by(*each.c)
    for row in conn.execute(statement, cut.binds()):
        yield fact_of(row)


def fact_of(row: Sequence[Any]) -> Fact:
    """Return the fact of a row that begins with `fact_columns` and goes on with the count."""
    return Fact(
        organisation_id=row[0],
        state=State(row[1]),
        term_come=row[2],
        in_time=row[3],
        in_time_original=row[4],
        extended=bool(row[5]),
        due=row[6],
        counted_at=row[7],
        suspended=row[8],
        count=row[9],
    )


def pieces(ids: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Yield the ids in pieces a statement can hold."""
    left = iter(ids)
    while piece := tuple(islice(left, IDS_AT_ONCE)):
        yield piece


def organisations_as_of(conn: Connection, viewer: Viewer, as_of: datetime) -> tuple[Organisation, ...]:
    """Return the viewer's organisations as they were recorded by the instant, in order of id."""
    version = organisation_versions
    newest = (
        select(version.c.organisation_id, func.max(version.c.version).label("version"))
        .where(version.c.recorded_at <= as_of, in_scope(version.c.organisation_id, viewer))
        .group_by(version.c.organisation_id)
        .subquery()
    )
    same = and_(version.c.organisation_id == newest.c.organisation_id, version.c.version == newest.c.version)
    statement = select(version).join(newest, same).order_by(version.c.organisation_id)
    return tuple(organisation_of(row.organisation_id, row) for row in conn.execute(statement))
