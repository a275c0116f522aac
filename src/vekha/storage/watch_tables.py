"""Watches, schedules, stages, notices and how far each flow has come (design, section 5)."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, false, text

from vekha.storage.schema import Instant, metadata

ladders = Table(
    "ladders",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("toml", Text, nullable=False),
)

day_tables = Table(
    "day_tables",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("subject", String(2), nullable=False),
    Column("week", Integer, nullable=False),
    Column("day_set", String(8), nullable=False),
    Column("layers", Text, nullable=False),
)

schedules = Table(
    "schedules",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("ladder_id", String(64), ForeignKey("ladders.id"), nullable=False),
    Column("day_table_id", String(64), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("armed_on", Date, nullable=False),
    Column("remind_date", Date, nullable=False),
    Column("due_date", Date, nullable=False),
)

stages = Table(
    "stages",
    metadata,
    Column("schedule_id", String(20), ForeignKey("schedules.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("stage", String(32), nullable=False),
    Column("audience", String(16), nullable=False),
    Column("at", Instant, nullable=False, index=True),
)

watches = Table(
    "watches",
    metadata,
    Column("subject_kind", String(16), primary_key=True),
    Column("subject_id", String(20), primary_key=True),
    Column("arming", Integer, nullable=False),
    Column("shard_id", Integer, nullable=False),
    Column("schedule_id", String(20), ForeignKey("schedules.id"), nullable=False),
    Column("live", Boolean, nullable=False),
    Index(
        "ix_watches_live",
        "schedule_id",
        "shard_id",
        sqlite_where=text("live"),
        postgresql_where=text("live"),
    ),
)

# The change trigger: written by every action that arms, in its own transaction; emptied by the sweep, which
# marks what it has `taken` and deletes just that: a row written meanwhile waits for the next sweep.
rearmed = Table(
    "rearmed",
    metadata,
    Column("subject_kind", String(16), primary_key=True),
    Column("subject_id", String(20), primary_key=True),
    Column("shard_id", Integer, nullable=False, index=True),
    Column("taken", Boolean, nullable=False, server_default=false()),
)

# The primary key is the claim: a notice exists once (design 4.9).
notices = Table(
    "notices",
    metadata,
    Column("subject_kind", String(16), primary_key=True),
    Column("subject_id", String(20), primary_key=True),
    Column("arming", Integer, primary_key=True),
    Column("stage", String(32), primary_key=True),
    Column("audience", String(16), primary_key=True),
    Column("shard_id", Integer, nullable=False),
    Column("stage_at", Instant, nullable=False),
    Column("noticed_at", Instant, nullable=False),
    # Status is one of domain.watches.NoticeStatus.
    Column("status", String(16), nullable=False),
    Column("letter_id", String(20)),
    Index(
        "ix_notices_pending",
        "shard_id",
        sqlite_where=text("status = 'pending'"),
        postgresql_where=text("status = 'pending'"),
    ),
    Index("ix_notices_letter", "letter_id"),
)

# How far a flow has come in a shard, and who works on it now.
progress = Table(
    "progress",
    metadata,
    Column("flow", String(32), primary_key=True),
    Column("shard_id", Integer, primary_key=True),
    Column("watermark", Instant),
    Column("lease_owner", String(64)),
    Column("lease_until", Instant),
)

# What each sweep that did anything has done: the counts an operator asks for.
sweeps = Table(
    "sweeps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("shard_id", Integer, nullable=False, index=True),
    Column("swept_from", Instant),
    Column("swept_to", Instant, nullable=False),
    Column("notices", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
)
