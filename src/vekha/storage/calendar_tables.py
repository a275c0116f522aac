"""Calendar layers that organisations keep themselves: every version as it was accepted (design 4.16)."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from vekha.storage.schema import Instant, metadata

# Append-only. The newest version of an organisation is in force for it and everyone below; a version without
# days takes the layer back. `text` is the file as it came, `title` what Russian texts call the layer.
calendar_layers = Table(
    "calendar_layers",
    metadata,
    Column("organisation_id", Integer, ForeignKey("organisations.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("shard_id", Integer, nullable=False),
    Column("record_id", BigInteger, nullable=False, index=True),
    Column("recorded_at", Instant, nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("title", String(300), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("text", Text, nullable=False),
)
