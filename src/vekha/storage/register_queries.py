"""Obligations one by one with the words a paper needs, as recorded by an instant."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, literal_column, select

from vekha.domain.deadlines import Span
from vekha.domain.figures import IndicatorSum, RegisterRow
from vekha.domain.life import Ground, PaperKind
from vekha.domain.obligations import Event, Figure
from vekha.rules.grounds import ground_title
from vekha.rules.judging import Returns
from vekha.rules.states import DONE
from vekha.storage.as_of_queries import (
    ACT,
    AS_OF,
    COUNTED_AT,
    DUE,
    STATE,
    Cut,
    as_recorded,
    fact_columns,
    in_cut,
)
from vekha.storage.extension_queries import extension_count
from vekha.storage.journal_tables import journal_texts
from vekha.storage.life_tables import act_grounds
from vekha.storage.obligation_tables import obligation_acts, obligations, submission_figures, submissions
from vekha.storage.organisation_tables import organisations, posts
from vekha.storage.roadmap_tables import editions, item_versions, roadmaps
from vekha.storage.rollup_queries import fact_of, pieces


@dataclass(frozen=True, slots=True)
class RoadmapFacts:
    """What a paper says of a roadmap. `controller` is the post that keeps control, "" when none is named."""

    id: str
    title: str
    number: str
    date: date | None
    issuer: str
    controller: str
    controller_post_id: int | None
    returns: Returns


def register(conn: Connection, cut: Cut, organisation_ids: Iterable[int]) -> list[RegisterRow]:
    """Return every obligation of the cut, by roadmap, item, organisation and occurrence.

    The id comes last: an item an edition dropped has the place of one it added, and papers must not differ.
    """
    found: list[RegisterRow] = []
    texts: dict[str, Row[Any]] = {}
    for piece in pieces(organisation_ids):
        backs, papers = _backs(conn, cut, piece), _papers(conn, cut, piece)
        rows = conn.execute(_statement(cut, piece), cut.binds()).all()
        texts |= _texts(conn, cut, {row.roadmap_id for row in rows})
        for row in rows:
            owner = row.obligation_id
            beside = _Beside(backs.get(owner, []), papers.get(owner, ""))
            found.append(_row(row, texts.get(row.item_id), beside))
    return sorted(found, key=_order)


def _order(row: RegisterRow) -> tuple[str, int, int, str, str]:
    owner = row.fact.organisation_id
    return (row.roadmap_id, row.ordinal, owner, row.occurrence_key, row.obligation_id)


def _statement(cut: Cut, piece: Sequence[int]) -> Select[Any]:
    of_obligation = (
        "item_id",
        "roadmap_id",
        "executor_role",
        "occurrence_key",
        "original_due",
        "history",
    )
    return (
        select(
            *fact_columns(),
            literal_column("1"),
            obligations.c.id.label("obligation_id"),
            *(obligations.c[name] for name in of_obligation),
            DUE.label("due"),
            COUNTED_AT.label("counted_at"),
            ACT.c.reviewer_days,
            ACT.c.return_due,
            extension_count(AS_OF).label("extensions"),
            submissions.c.submitted_at,
            submissions.c.received_at,
        )
        .select_from(as_recorded())
        .outerjoin(submissions, _lying())
        .where(in_cut(cut), obligations.c.organisation_id.in_(piece))
    )


def _texts(conn: Connection, cut: Cut, roadmap_ids: Iterable[str]) -> dict[str, Row[Any]]:
    """Return what each item said in its newest edition confirmed by then, a removed item in its last."""
    said = item_versions.c
    statement = (
        select(said.item_id, said.section, said.ordinal, said.number, said.title)
        .join(editions, editions.c.id == said.edition_id)
        .where(editions.c.roadmap_id.in_(sorted(set(roadmap_ids))), editions.c.confirmed_at <= cut.as_of)
        .order_by(editions.c.edition)
    )
    return {row.item_id: row for row in conn.execute(statement)}


def _lying() -> ColumnElement[bool]:
    return and_(
        COUNTED_AT.is_not(None),
        submissions.c.obligation_id == obligations.c.id,
        submissions.c.version == ACT.c.version,
    )


def _backs(conn: Connection, cut: Cut, piece: Sequence[int]) -> dict[str, list[str]]:
    """Return for each obligation the reasons it went back for, oldest first, "" where one was erased."""
    act = obligation_acts
    statement = (
        select(act.c.obligation_id, journal_texts.c.text)
        .join(obligations, obligations.c.id == act.c.obligation_id)
        .outerjoin(journal_texts, journal_texts.c.record_id == act.c.record_id)
        .where(act.c.event.in_([Event.RETURN, Event.REOPEN]), act.c.recorded_at <= cut.as_of)
        .where(obligations.c.organisation_id.in_(piece))
        .order_by(act.c.obligation_id, act.c.seq)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for obligation_id, reason in conn.execute(statement):
        found[obligation_id].append(reason or "")
    return found


def _papers(conn: Connection, cut: Cut, piece: Sequence[int]) -> dict[str, str]:
    """Return the paper the newest step of each obligation that needs one rests on."""
    ground = act_grounds.c
    statement = (
        select(ground.obligation_id, ground.paper_kind, ground.number, ground.date)
        .join(obligations, obligations.c.id == ground.obligation_id)
        .where(ground.recorded_at <= cut.as_of, obligations.c.organisation_id.in_(piece))
        .order_by(ground.obligation_id, ground.seq)
    )
    return {
        owner: ground_title(Ground("", PaperKind(kind), number or "", dated))
        for owner, kind, number, dated in conn.execute(statement)
    }


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside an obligation: the reasons it went back for, oldest first, and its paper."""

    backs: Sequence[str]
    paper: str


def _row(row: Row[Any], said: Row[Any] | None, beside: _Beside) -> RegisterRow:
    backs = beside.backs
    return RegisterRow(
        obligation_id=row.obligation_id,
        roadmap_id=row.roadmap_id,
        section=(said.section if said else None) or "",
        ordinal=said.ordinal if said else 0,
        item_number=(said.number if said else None) or "",
        item_title=said.title if said else "",
        executor_role=row.executor_role,
        occurrence_key=row.occurrence_key,
        original_due=row.original_due,
        due=row.due,
        submitted_at=row.submitted_at,
        received_at=row.received_at,
        counted_at=row.counted_at,
        reviewer_days=row.reviewer_days or 0,
        return_due=row.return_due,
        returns=len(backs),
        reason=backs[-1] if backs else "",
        extensions=row.extensions,
        paper=beside.paper,
        history=row.history,
        fact=fact_of(row),
    )


def indicator_sums(conn: Connection, cut: Cut, organisation_ids: Iterable[int]) -> list[IndicatorSum]:
    """Return the figures of the accepted papers, summed by indicator and occurrence, in their order.

    Sums are exact before they are rounded, so the order of rows cannot change them.
    """
    told: dict[tuple[str, str, date | None, date | None], list[Figure]] = defaultdict(list)
    for piece in pieces(organisation_ids):
        for row in conn.execute(_figures(cut, piece), cut.binds()):
            key = (row.indicator, row.occurrence_key, row.period_first, row.period_last)
            told[key].append(Figure(row.indicator, row.numerator, row.denominator))
    ordered = sorted(told, key=lambda one: (one[0], str(one[2]), one[1]))
    return [_summed(key, told[key]) for key in ordered]


def _summed(key: tuple[str, str, date | None, date | None], figures: Sequence[Figure]) -> IndicatorSum:
    name, occurrence_key, first, last = key
    below = [figure.denominator for figure in figures if figure.denominator is not None]
    return IndicatorSum(
        indicator=name,
        occurrence_key=occurrence_key,
        period=Span(first, last) if first and last else None,
        numerator=fsum(figure.numerator for figure in figures),
        denominator=fsum(below) if len(below) == len(figures) else None,
        papers=len(figures),
    )


def _figures(cut: Cut, piece: Sequence[int]) -> Select[Any]:
    figure = submission_figures.c
    of_paper = and_(figure.obligation_id == obligations.c.id, figure.version == ACT.c.version)
    return (
        select(
            figure.indicator,
            figure.numerator,
            figure.denominator,
            obligations.c.occurrence_key,
            obligations.c.period_first,
            obligations.c.period_last,
        )
        .select_from(as_recorded().join(submission_figures, of_paper))
        .where(in_cut(cut), obligations.c.organisation_id.in_(piece), STATE.in_(DONE))
    )


def roadmap_facts(conn: Connection, roadmap_ids: Iterable[str]) -> Iterator[RoadmapFacts]:
    """Yield what papers say of these roadmaps, in order of the order's date and number."""
    statement = (
        select(
            roadmaps.c.id,
            roadmaps.c.title,
            roadmaps.c.number,
            roadmaps.c.date,
            organisations.c.name,
            posts.c.title.label("controller"),
            roadmaps.c.controller_post_id,
            roadmaps.c.returns,
        )
        .join(organisations, organisations.c.id == roadmaps.c.issuer_id)
        .outerjoin(posts, posts.c.id == roadmaps.c.controller_post_id)
        .where(roadmaps.c.id.in_(sorted(set(roadmap_ids))))
        .order_by(roadmaps.c.date, roadmaps.c.number, roadmaps.c.id)
    )
    for row in conn.execute(statement):
        yield RoadmapFacts(
            row.id,
            row.title,
            row.number or "",
            row.date,
            row.name,
            row.controller or "",
            row.controller_post_id,
            Returns(row.returns),
        )
