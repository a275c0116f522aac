"""Close a year: preliminary on its last day, final in February; both papers are kept (design, section 3)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from vekha.actions.print_papers import Batch, print_papers
from vekha.actions.record import record
from vekha.actions.report import Reported
from vekha.calendar.zones import local_day
from vekha.domain.deadlines import Span
from vekha.domain.organisations import Organisation
from vekha.domain.records import ENGINE, Deed
from vekha.domain.refusals import RefusedError
from vekha.storage import journal_queries, organisation_queries
from vekha.storage.database import Database, reading

ACTION = "close_year"


class YearNotOverError(RefusedError):
    """The year cannot be closed yet, or there is nobody whose year it is."""


class YearKind(StrEnum):
    """Terms given in the last days of December end in January: the final closing waits for them."""

    PRELIMINARY = "preliminary"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class YearClosed:
    """What was printed. already: this closing stands in the journal, nothing was done."""

    year: int
    kind: YearKind
    already: bool
    papers: tuple[Reported, ...] = ()


def close_year(engine: Database, year: int, kind: YearKind, out: Path, now: datetime) -> YearClosed:
    """Print the year's papers of every shard into `out` and put the closing into the region's chain.

    Preliminary from 31 December, final from 1 January on the region's local day. Again does nothing.
    Raises YearNotOverError.
    """
    subject = f"{year}:{kind}"
    with reading(engine) as conn:
        region = organisation_queries.root(conn)
        if region is None:
            raise YearNotOverError(
                "Организаций ещё нет: закрывать нечего. Загрузите их: vekha organisations."
            )
        _check_day(region, year, kind, now)
        if journal_queries.stands(conn, region.shard_id, ACTION, subject):
            return YearClosed(year, kind, already=True)
    whole = Span(date(year, 1, 1), date(year, 12, 31))
    papers = print_papers(engine, Batch(None, lambda _: whole), out, now)
    hashes = " ".join(paper.figures_sha256 for paper in papers)
    with engine.begin() as conn:
        record(conn, Deed(ACTION, ENGINE, now, subject, hashes), {}, [region.shard_id])
    return YearClosed(year, kind, already=False, papers=papers)


def _check_day(region: Organisation, year: int, kind: YearKind, now: datetime) -> None:
    first = date(year, 12, 31) if kind is YearKind.PRELIMINARY else date(year + 1, 1, 1)
    if local_day(now, region.zone) < first:
        raise YearNotOverError(f"{year} год ещё не закончен: закрыть его можно с {first:%d.%m.%Y}.")
