"""Append rows and seal them into the journal: every action that changes anything ends here."""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from vekha.audit.canon import canonical, rows_digest, text_digest
from vekha.audit.chain import GENESIS, seal
from vekha.domain.records import Deed, Record
from vekha.storage import append_queries, journal_queries

Row = Mapping[str, object]
Rows = Mapping[str, Sequence[Row]]


def record(conn: Connection, deed: Deed, rows: Rows, shards: Sequence[int] = ()) -> tuple[Record, ...]:
    """Append `rows` (by table; each names its shard_id) and one record per shard they touch.

    `shards` adds shards that get a record without rows. Chains are locked last, in order of shard id, so
    that two actions over the same shards cannot wait for each other. The caller owns the transaction.
    """
    ids: dict[int, int] = {shard: new_record_id() for shard in shards}
    lines: dict[int, list[str]] = defaultdict(list)
    numbered: dict[str, list[Row]] = {}
    for name, table_rows in rows.items():
        columns = append_queries.COVERED[name].columns
        numbered[name] = []
        for row in table_rows:
            stored = append_queries.as_stored(name, row)
            shard = _shard(row)
            ids[shard] = ids.get(shard) or new_record_id()
            lines[shard].append(canonical(name, {column: stored[column] for column in columns}))
            numbered[name].append({**stored, "record_id": ids[shard]})
    append_queries.append_rows(conn, numbered)
    return tuple(_seal(conn, shard, ids[shard], deed, lines[shard]) for shard in sorted(ids))


def seal_lines(conn: Connection, deed: Deed, shard_id: int, record_id: int, lines: list[str]) -> Record:
    """Seal one record over rows the caller appended under `record_id`, given as their canonical lines."""
    return _seal(conn, shard_id, record_id, deed, lines)


def new_record_id() -> int:
    """Return the id of a record to be; it says nothing and is never 0."""
    return secrets.randbits(62) or 1


def _shard(row: Row) -> int:
    shard = row["shard_id"]
    if not isinstance(shard, int):
        raise TypeError(f"a row without a shard: {row}")
    return shard


def _seal(conn: Connection, shard_id: int, record_id: int, deed: Deed, lines: list[str]) -> Record:
    digest = None
    if deed.text:
        salt = secrets.token_hex(16)
        digest = text_digest(salt, deed.text)
        journal_queries.append_text(conn, record_id, salt, deed.text)
    head = journal_queries.lock_head(conn, shard_id, GENESIS)
    sealed = seal(head, record_id, deed, (len(lines), rows_digest(lines)), digest)
    journal_queries.append_record(conn, sealed)
    return sealed
