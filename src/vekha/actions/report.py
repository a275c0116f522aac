"""Print a paper: the same facts as DOCX, HTML or XLSX, archived with the hash that stands on it."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, Engine

from vekha.actions.mark_heads import mark_heads
from vekha.actions.record import record
from vekha.actions.roll_up import NoFiguresError, organisations_below
from vekha.audit.chain import HEADS_SHARD
from vekha.calendar.zones import local_day
from vekha.domain.deadlines import Span
from vekha.domain.figures import Figures, IndicatorSum, RegisterRow
from vekha.domain.indicators import IndicatorPlan
from vekha.domain.organisations import Actor, Organisation
from vekha.domain.records import Deed
from vekha.reports.docx_paper import docx_paper
from vekha.reports.html_paper import html_paper
from vekha.reports.memo import memo
from vekha.reports.out_files import file_stem, place
from vekha.reports.paper import Paper, PaperFacts, Source
from vekha.reports.xlsx_register import xlsx_register
from vekha.rules.counting import count, grow, outcome, silent
from vekha.rules.russian import order_title
from vekha.storage import (
    organisation_queries,
    paper_queries,
    register_queries,
    substitution_queries,
    target_queries,
)
from vekha.storage.as_of_queries import Cut
from vekha.storage.register_queries import RoadmapFacts


class PaperKind(StrEnum):
    """What is printed."""

    MEMO = "memo"
    REGISTER = "register"


class UnknownFormatError(NoFiguresError):
    """The paper is not printed in that format."""


MEMO_PRINTERS: Mapping[str, Callable[[Paper], bytes]] = {"docx": docx_paper, "html": html_paper}
REGISTER_PRINTERS: Mapping[str, Callable[[PaperFacts], bytes]] = {"xlsx": xlsx_register}
FORMATS = {PaperKind.MEMO: tuple(MEMO_PRINTERS), PaperKind.REGISTER: tuple(REGISTER_PRINTERS)}


@dataclass(frozen=True, slots=True)
class Order:
    """Which paper: due days in `period`, as recorded by `as_of` (aware UTC); no formats means every one."""

    kind: PaperKind
    organisation_id: int
    period: Span
    as_of: datetime
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """The paper as archived. `figures_sha256` stands on it; `total` are its figures."""

    paper_id: str
    kind: PaperKind
    organisation: str
    as_of: datetime
    figures_sha256: str
    total: Figures
    silent: tuple[str, ...]
    files: tuple[str, ...]


def report(engine: Engine, order: Order, out: Path, actor: Actor, now: datetime) -> Reported:
    """Write the paper's files into `out` and archive its figures. Raises NoFiguresError, NoFolderError.

    The heads of the journal are marked before it, in a transaction of their own (design, section 5).
    """
    formats = formats_of(order)
    if order.as_of > now:
        raise NoFiguresError("Момент отчёта ещё не наступил: укажите --as-of не позже настоящего.")
    with engine.begin() as conn:
        facts, figures = _gather(conn, order, actor)
    mark_heads(engine, now)
    with engine.begin() as conn:
        facts = replace(facts, head=_head(conn, order.as_of, facts.organisation.shard_id))
    printed = _print(order.kind, formats, facts)
    with engine.begin() as conn:
        paper_id = _archive(conn, order, (facts, figures), actor, now)
        files = [place(out, f"{_stem(order, facts)}.{name}", content) for name, content in printed.items()]
    return Reported(
        paper_id,
        order.kind,
        facts.organisation.name,
        order.as_of,
        facts.figures_sha256,
        facts.tree.total,
        tuple(each.name for each in facts.silent),
        tuple(str(path) for path in files),
    )


def formats_of(order: Order) -> tuple[str, ...]:
    """Return the formats asked for, all of the paper's where none is; raises UnknownFormatError."""
    known = FORMATS[order.kind]
    unknown = [name for name in order.formats if name not in known]
    if unknown:
        raise UnknownFormatError(
            f"Формата «{unknown[0]}» у этой бумаги нет. Есть: {', '.join(known)} (--format)."
        )
    return tuple(dict.fromkeys(order.formats)) or known


def _print(kind: PaperKind, formats: Sequence[str], facts: PaperFacts) -> dict[str, bytes]:
    if kind is PaperKind.REGISTER:
        return {name: REGISTER_PRINTERS[name](facts) for name in formats}
    paper = memo(facts)
    return {name: MEMO_PRINTERS[name](paper) for name in formats}


def _gather(conn: Connection, order: Order, actor: Actor) -> tuple[PaperFacts, str]:
    cut = Cut(actor.viewer, order.period, order.as_of)
    units = organisations_below(conn, cut, order.organisation_id)
    by_id = {each.id: each for each in units}
    rows = register_queries.register(conn, cut, by_id)
    counted = count((row.fact for row in rows), {each.id: each.zone for each in units})
    tree = grow(units, counted, order.organisation_id)
    indicators = register_queries.indicator_sums(conn, cut, by_id)
    plans = target_queries.plans(conn, {(row.roadmap_id, row.ordinal) for row in rows}, order.as_of)
    figures = canonical_figures(order, counted, rows, Indicators(indicators, plans))
    facts = PaperFacts(
        organisation=by_id[order.organisation_id],
        period=order.period,
        as_of=order.as_of,
        prepared_by=organisation_queries.person_name(conn, actor.person_id) or "",
        tree=tree,
        silent=silent(tree),
        sources=_sources(conn, order, rows, by_id[order.organisation_id]),
        rows=tuple(rows),
        indicators=tuple(indicators),
        plans=plans,
        organisations=by_id,
        figures_sha256=hashlib.sha256(figures.encode()).hexdigest(),
        head="",
    )
    return facts, figures


@dataclass(frozen=True, slots=True)
class Indicators:
    """What was reported of the indicators, and what is planned."""

    sums: Sequence[IndicatorSum]
    plans: Sequence[IndicatorPlan]


def canonical_figures(
    order: Order,
    counted: Mapping[int, Figures],
    rows: Sequence[RegisterRow],
    indicators: Indicators,
) -> str:
    """Return figures and ids as one line of JSON with sorted keys: what the hash on a paper is of."""
    ids: dict[str, list[str]] = {}
    for row in rows:
        ids.setdefault(outcome(row.fact), []).append(row.obligation_id)
    facts = {
        "organisation": order.organisation_id,
        "period": [order.period.first.isoformat(), order.period.last.isoformat()],
        "as_of": order.as_of.isoformat(timespec="microseconds"),
        "figures": {str(key): asdict(figures) for key, figures in counted.items()},
        "indicators": [
            [one.indicator, one.occurrence_key, one.numerator, one.denominator, one.papers]
            for one in indicators.sums
        ],
        "plans": [
            [one.item_id, one.text, one.direction, one.target, one.target_high, one.act]
            for one in indicators.plans
        ],
        "obligations": {name: sorted(found) for name, found in ids.items()},
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _sources(
    conn: Connection, order: Order, rows: Sequence[RegisterRow], place_of: Organisation
) -> tuple[Source, ...]:
    day = local_day(order.as_of, place_of.zone)
    return tuple(
        Source(
            each.id,
            each.title,
            order_title(each.number, each.date),
            _controller(conn, each, day),
            each.returns,
        )
        for each in register_queries.roadmap_facts(conn, {row.roadmap_id for row in rows})
    )


def _controller(conn: Connection, roadmap: RoadmapFacts, day: date) -> str:
    if roadmap.controller_post_id is None:
        return ""
    holders = substitution_queries.sitting_on(conn, [roadmap.controller_post_id], day)
    return " ".join([roadmap.controller, *(holder.name for holder in holders[:1])])


def _head(conn: Connection, as_of: datetime, shard_id: int) -> str:
    """Return the head as of the instant: of the chain of heads, else of the organisation's own chain."""
    if head := paper_queries.head_as_of(conn, HEADS_SHARD, as_of):
        return f"запись {head.seq} цепи голов, {head.hash}"
    head = paper_queries.head_as_of(conn, shard_id, as_of)
    return f"запись {head.seq} участка {shard_id}, {head.hash}" if head else "записей ещё нет"


def _archive(
    conn: Connection, order: Order, made: tuple[PaperFacts, str], actor: Actor, now: datetime
) -> str:
    facts, figures = made
    paper_id = secrets.token_hex(10)
    row = {
        "id": paper_id,
        "shard_id": facts.organisation.shard_id,
        "kind": order.kind,
        "organisation_id": order.organisation_id,
        "as_of": order.as_of,
        "figures_sha256": facts.figures_sha256,
        "figures": figures,
    }
    record(conn, Deed("report", actor.person_id, now, paper_id), {"papers": [row]})
    return paper_id


def _stem(order: Order, facts: PaperFacts) -> str:
    return file_stem(
        order.kind,
        facts.organisation.code,
        order.period.first.isoformat(),
        order.period.last.isoformat(),
        f"{order.as_of:%Y-%m-%dT%H%M%SZ}",
    )
