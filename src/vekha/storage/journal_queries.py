"""Read and append the journal's chains."""

from collections.abc import Iterator

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from vekha.domain.records import Head, Record
from vekha.storage.journal_tables import chain_heads, journal, journal_texts
from vekha.storage.raw_rows import raw_rows


def lock_head(conn: Connection, shard_id: int, genesis: str) -> Head:
    """Return the chain's head, locked until the transaction ends; a new chain starts at `genesis`, seq 0."""
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    start = dialect.insert(chain_heads).values(shard_id=shard_id, seq=0, hash=genesis)
    conn.execute(start.on_conflict_do_nothing())
    found = conn.execute(
        select(chain_heads.c.seq, chain_heads.c.hash)
        .where(chain_heads.c.shard_id == shard_id)
        .with_for_update()
    ).one()
    return Head(shard_id, found.seq, found.hash)


def append_record(conn: Connection, record: Record) -> None:
    """Append a record and move the head, which the caller has locked."""
    columns = {name: getattr(record, name) for name in Record.__slots__}
    conn.execute(insert(journal).values(**columns))
    conn.execute(
        update(chain_heads)
        .where(chain_heads.c.shard_id == record.shard_id)
        .values(seq=record.seq, hash=record.hash)
    )


def append_text(conn: Connection, record_id: int, salt: str, text: str) -> None:
    """Keep the erasable text of a record."""
    conn.execute(insert(journal_texts).values(record_id=record_id, salt=salt, text=text))


def text_of(conn: Connection, record_id: int) -> str | None:
    """Return a record's text, None where there is none or it was erased."""
    return conn.execute(
        select(journal_texts.c.text).where(journal_texts.c.record_id == record_id)
    ).scalar_one_or_none()


def texts(conn: Connection) -> Iterator[tuple[int, str, str]]:
    """Yield (record id, salt, text) of every text that was not erased."""
    for found in conn.execute(select(journal_texts)):
        yield found.record_id, found.salt, found.text


def records(conn: Connection) -> Iterator[Record]:
    """Yield every record, chain by chain, in order of seq. A damaged value comes as text or as -1."""
    columns = [journal.c[name] for name in Record.__slots__]
    for found in raw_rows(conn, columns, [journal.c.shard_id, journal.c.seq]):
        yield Record(*found)


def heads(conn: Connection) -> tuple[Head, ...]:
    """Return the head of every chain, in order of shard."""
    statement = select(chain_heads.c.shard_id, chain_heads.c.seq, chain_heads.c.hash)
    return tuple(Head(*found) for found in conn.execute(statement.order_by(chain_heads.c.shard_id)))


def newest_record(conn: Connection, shard_id: int) -> Record | None:
    """Return the last record of a chain, None where the chain is empty."""
    columns = [journal.c[name] for name in Record.__slots__]
    statement = select(*columns).where(journal.c.shard_id == shard_id).order_by(journal.c.seq.desc()).limit(1)
    found = conn.execute(statement).first()
    return Record(*found) if found else None


def stands(conn: Connection, shard_id: int, action: str, subject: str) -> bool:
    """Return whether the chain holds a record of this action on this subject."""
    found = select(journal.c.seq).where(
        journal.c.shard_id == shard_id, journal.c.action == action, journal.c.subject == subject
    )
    return conn.execute(found.limit(1)).first() is not None
