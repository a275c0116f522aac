"""Seal a deed into a chain, and find every place where a chain does not hold. Pure."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from vekha.audit.canon import canonical, encoded, text_digest
from vekha.domain.records import Break, Deed, Head, Record

GENESIS = hashlib.sha256("веха: начало журнала".encode()).hexdigest()
HEADS_SHARD = 0
# Among this many changed records of a chain the ones that only changed places are looked for.
REORDERED_SOUGHT = 200


def record_hash(record: Record) -> str:
    """Return the SHA-256 (hex) over everything in the record but its own hash."""
    row = {name: getattr(record, name) for name in Record.__slots__ if name != "hash"}
    return hashlib.sha256(encoded(canonical("journal", row))).hexdigest()


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


def chain_breaks(records: Sequence[Record], head: Head | None, shard_id: int) -> Iterator[Break]:
    """Yield every break of one chain: `records` in order of seq, `head` as kept beside them, None if lost."""
    yield from _link_breaks(records, shard_id)
    yield from _own_breaks(records)
    yield from _head_breaks(records, head, shard_id)


def _own_breaks(records: Sequence[Record]) -> Iterator[Break]:
    changed = [record for record in records if record.hash != record_hash(record)]
    for record in changed:
        place = _true_place(record, changed) if len(changed) <= REORDERED_SOUGHT else None
        if place is None:
            yield Break(record.shard_id, record.seq, "запись изменена")
        else:
            yield Break(record.shard_id, record.seq, f"порядок нарушен: эта запись стояла {place}-й")


def _true_place(record: Record, changed: Sequence[Record]) -> int | None:
    """Return the seq under which the record's hash is right, when it is that of another changed record."""
    places = (other.seq for other in changed if other.seq != record.seq)
    return next((seq for seq in places if record_hash(replace(record, seq=seq)) == record.hash), None)


def _link_breaks(records: Sequence[Record], shard_id: int) -> Iterator[Break]:
    """Yield gaps, and records that were sealed anew so that their own hash is right but no link is."""
    before = Head(shard_id, 0, GENESIS)
    recomputed = GENESIS
    for record in records:
        if record.seq != before.seq + 1:
            yield Break(shard_id, before.seq + 1, _missing(before.seq + 1, record.seq - 1))
        elif record.previous not in {before.hash, recomputed} and record.hash == record_hash(record):
            yield Break(shard_id, max(before.seq, 1), "запись подменена: следующая её не продолжает")
        before = Head(shard_id, record.seq, record.hash)
        recomputed = record_hash(record)


def _missing(first: int, last: int) -> str:
    return "записи нет: её удалили" if first == last else f"записей с {first} по {last} нет: их удалили"


def _head_breaks(records: Sequence[Record], head: Head | None, shard_id: int) -> Iterator[Break]:
    last = records[-1] if records else None
    seq, known_hash = (last.seq, last.hash) if last else (0, GENESIS)
    if head is None:
        yield Break(shard_id, seq, "голова цепи удалена")
    elif head.seq > seq:
        yield Break(shard_id, seq + 1, _missing(seq + 1, head.seq) + " с конца")
    elif (head.seq, head.hash) != (seq, known_hash):
        yield Break(shard_id, seq, "голова цепи не та, что у последней записи")


def mark_breaks(records: Sequence[Record], marks: Mapping[int, str], shard_id: int) -> Iterator[Break]:
    """Yield where a chain is not what the chain of heads saw: `marks` are hashes by seq."""
    hashes = {record.seq: record.hash for record in records} | {0: GENESIS}
    wrong = [seq for seq, marked in sorted(marks.items()) if hashes.get(seq) != marked]
    if not wrong:
        return
    first = wrong[0]
    if first in hashes:
        yield Break(shard_id, first, "запись не та, что была при отметке голов: цепь переписали")
    else:
        yield Break(shard_id, first, "записи, которую видела отметка голов, нет")


def rows_break(record: Record, found: Mapping[int, tuple[int, str]], empty: str) -> Break | None:
    """Return a break when the rows a record covers are not the rows it counted and digested."""
    count, digest = found.get(record.record_id, (0, empty))
    if count != record.row_count:
        what = f"строк данных {count} вместо {record.row_count}: строку удалили или добавили"
        return Break(record.shard_id, record.seq, what)
    if digest != record.rows_sha256:
        return Break(record.shard_id, record.seq, "строка данных этой записи изменена")
    return None


def text_breaks(record: Record, texts: Iterable[tuple[str, str]]) -> Iterator[Break]:
    """Yield a break when a text that was not erased is not the text of the record. `texts`: salt, text."""
    for salt, text in texts:
        if record.text_digest != text_digest(salt, text):
            yield Break(record.shard_id, record.seq, "текст записи изменён")
