"""The journal: a chain per shard, a chain of heads above (shard 0), erasable text beside (design 4.14)."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from vekha.storage.schema import Instant, metadata

# Rows of an action carry its `record_id`; `seq` is given when the chain's head is locked, last of all.
journal = Table(
    "journal",
    metadata,
    Column("shard_id", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("record_id", BigInteger, nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("action", String(32), nullable=False),
    Column("actor_id", String(20), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("rows_sha256", String(64), nullable=False),
    Column("text_digest", String(64)),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

# Erasable: the record keeps SHA-256(salt + text) only.
journal_texts = Table(
    "journal_texts",
    metadata,
    Column("record_id", BigInteger, primary_key=True),
    Column("salt", String(32), nullable=False),
    Column("text", Text, nullable=False),
)

chain_heads = Table(
    "chain_heads",
    metadata,
    Column("shard_id", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

# What a record of the chain of heads saw: the head of every chain at that moment.
head_marks = Table(
    "head_marks",
    metadata,
    Column("record_id", BigInteger, primary_key=True),
    Column("marked_shard_id", Integer, primary_key=True),
    Column("shard_id", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

# Printed papers, archived as issued: the hash is of the canonical figures and ids (design 4.16).
papers = Table(
    "papers",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("record_id", BigInteger, nullable=False, index=True),
    Column("shard_id", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("organisation_id", Integer, ForeignKey("organisations.id"), nullable=False),
    Column("as_of", Instant, nullable=False),
    Column("figures_sha256", String(64), nullable=False),
    Column("figures", Text, nullable=False),
)
