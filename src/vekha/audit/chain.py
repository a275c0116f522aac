"""Seal a deed into a chain, and find the first place where a chain does not hold. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from vekha.audit.canon import canonical
from vekha.domain.records import Break, Deed, Head, Record

GENESIS = hashlib.sha256("веха: начало журнала".encode()).hexdigest()
HEADS_SHARD = 0


def record_hash(record: Record) -> str:
    """Return the SHA-256 (hex) over everything in the record but its own hash."""
    row = {name: getattr(record, name) for name in Record.__slots__ if name != "hash"}
    return hashlib.sha256(canonical("journal", row).encode()).hexdigest()


def seal(head: Head, record_id: int, deed: Deed, rows: tuple[int, str], text_digest: str | None) -> Record:
    """Return the record that follows `head`. `rows` are the count and digest of the rows it covers."""
    open_record = Record(
        shard_id=head.shard_id,
        seq=head.seq + 1,
        record_id=record_id,
        at=deed.at,
        action=deed.action,
        actor_id=deed.actor_id,
        subject=deed.subject,
        row_count=rows[0],
        rows_sha256=rows[1],
        text_digest=text_digest,
        previous=head.hash,
        hash="",
    )
    return replace(open_record, hash=record_hash(open_record))


def chain_break(records: Iterable[Record], head: Head) -> Break | None:
    """Return the first break of one chain, None when every record follows the one before up to `head`."""
    previous = Head(head.shard_id, 0, GENESIS)
    for record in records:
        if record.seq != previous.seq + 1:
            what = "записи нет или порядок нарушен"
            return Break(head.shard_id, previous.seq + 1, what)
        if record.hash != record_hash(record):
            return Break(head.shard_id, record.seq, "запись изменена")
        if record.previous != previous.hash:
            return Break(head.shard_id, record.seq, "запись не продолжает предыдущую: её подменили")
        previous = Head(record.shard_id, record.seq, record.hash)
    if (previous.seq, previous.hash) != (head.seq, head.hash):
        return Break(head.shard_id, previous.seq + 1, "последних записей нет: журнал короче своей головы")
    return None


def rows_break(record: Record, found: Mapping[int, tuple[int, str]], empty: str) -> Break | None:
    """Return a break when the rows a record covers are not the rows it counted and digested."""
    count, digest = found.get(record.record_id, (0, empty))
    if count != record.row_count:
        what = f"строк данных {count} вместо {record.row_count}: строку удалили или добавили"
        return Break(record.shard_id, record.seq, what)
    if digest != record.rows_sha256:
        return Break(record.shard_id, record.seq, "строка данных этой записи изменена")
    return None
