"""Who waits for whom in a confirmed roadmap: what the rules proposed and what people made of it."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from vekha.storage.schema import Instant, metadata

# Append-only: the newest version of a link rules. A link keeps its number and its two items for ever.
links = Table(
    "links",
    metadata,
    Column("roadmap_id", String(20), ForeignKey("roadmaps.id"), primary_key=True),
    # As people name it: 1, 2, ... in the roadmap, none given twice.
    Column("number", Integer, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("shard_id", Integer, nullable=False),
    Column("record_id", BigInteger, nullable=False, index=True),
    Column("recorded_at", Instant, nullable=False),
    Column("actor_id", String(20), nullable=False),
    Column("before_item", String(20), ForeignKey("items.id"), nullable=False),
    Column("after_item", String(20), ForeignKey("items.id"), nullable=False),
    Column("kind", String(2), nullable=False),
    # Null where the one may follow the other at once.
    Column("lag", Integer),
    Column("lag_unit", String(16)),
    Column("why", Text, nullable=False),
    Column("rule", String(50), nullable=False),
    Column("state", String(16), nullable=False),
)
