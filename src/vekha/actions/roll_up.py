"""Roll completion up: school -> municipality -> region, as recorded by an instant (design 4.15, 4.16)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from vekha.domain.deadlines import Span
from vekha.domain.figures import Branch
from vekha.domain.organisations import Organisation, Viewer
from vekha.domain.refusals import RefusedError
from vekha.rules.counting import below, count, grow, silent
from vekha.storage import rollup_queries
from vekha.storage.as_of_queries import Cut


class NoFiguresError(RefusedError):
    """There is nothing to count: the organisation or the period is not as asked."""


@dataclass(frozen=True, slots=True)
class RollUp:
    """The tree with its figures. `silent`: terms have come and nothing was sent. `as_of` aware UTC."""

    period: Span
    as_of: datetime
    tree: Branch
    silent: tuple[Organisation, ...]


def roll_up(engine: Engine, viewer: Viewer, organisation_id: int, period: Span, as_of: datetime) -> RollUp:
    """Return the figures of the organisation and everything below it. Raises NoFiguresError."""
    with engine.begin() as conn:
        cut = Cut(viewer, period, as_of)
        organisations = organisations_below(conn, cut, organisation_id)
        facts = rollup_queries.fact_groups(conn, cut, [each.id for each in organisations])
    figures = count(facts, {each.id: each.zone for each in organisations})
    tree = grow(organisations, figures, organisation_id)
    return RollUp(period, as_of, tree, silent(tree))


def organisations_below(conn: Connection, cut: Cut, organisation_id: int) -> tuple[Organisation, ...]:
    """Return the organisation and those below it as recorded by then. Raises NoFiguresError."""
    if cut.period.first > cut.period.last:
        raise NoFiguresError("Период начинается позже, чем кончается: проверьте --from и --to.")
    seen = rollup_queries.organisations_as_of(conn, cut.viewer, cut.as_of)
    found = below(seen, organisation_id)
    if not found:
        raise NoFiguresError(
            f"На {cut.as_of:%d.%m.%Y %H:%M} UTC такой организации среди видимых вам ещё нет: "
            "проверьте код организации и момент отчёта."
        )
    return found
