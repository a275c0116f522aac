"""Recompute the whole journal: every record, every row and notice it covers, every text, every head."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain, groupby
from operator import itemgetter

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from vekha.actions.verify_notices import notice_breaks
from vekha.audit.canon import canonical, rows_digest
from vekha.audit.chain import HEADS_SHARD, chain_breaks, mark_breaks, rows_break, text_breaks
from vekha.audit.deed_names import deed_name
from vekha.calendar.zones import local_day
from vekha.domain.organisations import Organisation
from vekha.domain.records import Break, Head, Record
from vekha.storage import append_queries, journal_queries, organisation_queries, projection_queries
from vekha.storage.database import Database, reading
from vekha.storage.raw_rows import any_text

UTC_ZONE = "UTC"
NO_ROWS = rows_digest(())
HEADS_NAME = "цепь голов"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was walked and what does not hold. `head`: of the chain of heads, None while it is empty."""

    records: int
    rows: int
    chains: int
    head: Head | None
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Everything the records are held against. Shards by record id: of rows whose record may be gone."""

    heads: dict[int, Head]
    rows: dict[int, tuple[int, str]]
    shards: dict[int, int]
    texts: dict[int, list[tuple[str, str]]]
    marks: dict[int, dict[int, str]]
    printed: set[str] = field(default_factory=set)


def verify(engine: Database) -> tuple[Break, ...]:
    """Return every break of the journal, () when it holds."""
    return verified(engine).breaks


def verified(engine: Database, printed: Iterable[str] = ()) -> Verified:
    """Walk the journal as of one moment. `printed`: hashes from papers that must still be in it."""
    try:
        with reading(engine) as conn, any_text(conn):
            evidence = _evidence(conn, printed)
            chains = _chains(conn)
            noticed = notice_breaks(conn, chain.from_iterable(chains.values()))
            strayed = _astray(conn)
            units = {unit.id: unit for unit in organisation_queries.all_organisations(conn)}
    except DatabaseError as error:
        unread = Break(HEADS_SHARD, 0, f"база данных не читается: {error.orig}")
        return Verified(0, 0, 0, None, (unread,))
    found = (*_all_breaks(chains, evidence), *noticed, *strayed)
    breaks = [_named(one, chains.get(one.shard_id, ()), units) for one in found]
    return Verified(
        records=sum(map(len, chains.values())),
        rows=sum(count for count, _ in evidence.rows.values()),
        chains=len(chains),
        head=evidence.heads.get(HEADS_SHARD),
        breaks=tuple(breaks),
    )


def _astray(conn: Connection) -> list[Break]:
    """What lists show must be what the sealed acts say; it can be rebuilt from them."""
    what = "обязательство {}: состояние или срок в списке не те, что в журнале действий"
    return [Break(one.shard_id, 0, what.format(one.obligation_id)) for one in projection_queries.astray(conn)]


def _chains(conn: Connection) -> dict[int, tuple[Record, ...]]:
    return {shard: tuple(found) for shard, found in groupby(journal_queries.records(conn), _shard_of)}


def _shard_of(record: Record) -> int:
    return record.shard_id


def _evidence(conn: Connection, printed: Iterable[str]) -> _Evidence:
    rows: dict[int, tuple[int, str]] = {}
    shards: dict[int, int] = {}
    marks: dict[int, dict[int, str]] = defaultdict(dict)
    for record_id, found in groupby(append_queries.covered_rows(conn), itemgetter(0)):
        lines = []
        for _, name, row in found:
            lines.append(canonical(name, row))
            shards[record_id] = int(str(row["shard_id"]))
            if name == "head_marks":
                marks[int(str(row["marked_shard_id"]))][int(str(row["seq"]))] = str(row["hash"])
        rows[record_id] = (len(lines), rows_digest(lines))
    texts: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for record_id, salt, text in journal_queries.texts(conn):
        texts[record_id].append((salt, text))
    heads = {head.shard_id: head for head in journal_queries.heads(conn)}
    return _Evidence(heads, rows, shards, texts, marks, set(printed))


def _all_breaks(chains: dict[int, tuple[Record, ...]], evidence: _Evidence) -> Iterator[Break]:
    for shard in sorted(chains.keys() | evidence.heads.keys() | evidence.marks.keys()):
        records = chains.get(shard, ())
        yield from chain_breaks(records, evidence.heads.get(shard), shard)
        yield from mark_breaks(records, evidence.marks.get(shard, {}), shard)
        for record in records:
            found = rows_break(record, evidence.rows, NO_ROWS)
            if found:
                yield found
            yield from text_breaks(record, evidence.texts.get(record.record_id, ()))
    yield from _strays(chains, evidence)


def _strays(chains: dict[int, tuple[Record, ...]], evidence: _Evidence) -> Iterator[Break]:
    """Rows and texts of no record, and printed hashes of no record."""
    known = {record.record_id for records in chains.values() for record in records}
    for record_id in evidence.rows.keys() - known:
        count = evidence.rows[record_id][0]
        yield Break(evidence.shards[record_id], 0, f"строк данных без записи журнала: {count}")
    for _ in evidence.texts.keys() - known:
        yield Break(HEADS_SHARD, 0, "текст без записи журнала")
    hashes = {record.hash for records in chains.values() for record in records}
    for lost in sorted(evidence.printed - hashes):
        yield Break(HEADS_SHARD, 0, f"записи с напечатанным хешем {lost} в журнале нет")


def _named(one: Break, records: Sequence[Record], units: dict[int, Organisation]) -> Break:
    unit = units.get(one.shard_id)
    zone = unit.zone if unit else UTC_ZONE
    found = next((record for record in records if record.seq == one.seq), None)
    return replace(
        one,
        organisation=unit.short_name if unit else HEADS_NAME if one.shard_id == HEADS_SHARD else "",
        action=deed_name(found.action) if found else "",
        day=_day(found.at, zone) if found else None,
    )


def _day(at: object, zone: str) -> date | None:
    """Return the day a record was made on, None where its moment was spoilt."""
    try:
        return local_day(at, zone) if isinstance(at, datetime) else None
    except OverflowError:
        return None
