"""The outbox: letters frozen before their first attempt (design 4.10-4.12)."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from vekha.storage.schema import Instant, metadata

# An address is a personal datum: it stands here once, letters name it by id.
mailboxes = Table(
    "mailboxes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", String(320), nullable=False, unique=True),
)

letters = Table(
    "letters",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("mailbox_id", Integer, ForeignKey("mailboxes.id"), nullable=False),
    Column("organisation_id", Integer, ForeignKey("organisations.id"), nullable=False, index=True),
    Column("shard_id", Integer, nullable=False),
    Column("record_id", BigInteger, nullable=False, index=True),
    Column("local_day", Date, nullable=False),
    Column("letter_class", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("message_id", String(200), nullable=False, unique=True),
    Column("raw_sha256", String(64), nullable=False),
    Column("composed_at", Instant, nullable=False),
    Column("best_before", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Instant, nullable=False),
    Column("lease_owner", String(64)),
    Column("lease_until", Instant),
    Column("finished_at", Instant),
    Column("last_reply", Text),
    # At most one service letter per mailbox and local day (design 4.11).
    Index(
        "uq_letters_service_day",
        "mailbox_id",
        "local_day",
        unique=True,
        sqlite_where=text("letter_class = 'service'"),
        postgresql_where=text("letter_class = 'service'"),
    ),
    Index(
        "ix_letters_waiting",
        "next_attempt_at",
        sqlite_where=text("status in ('queued', 'in_flight')"),
        postgresql_where=text("status in ('queued', 'in_flight')"),
    ),
)

letter_bytes = Table(
    "letter_bytes",
    metadata,
    Column("letter_id", String(20), ForeignKey("letters.id"), primary_key=True),
    Column("raw", LargeBinary, nullable=False),
)

letter_rows = Table(
    "letter_rows",
    metadata,
    Column("letter_id", String(20), ForeignKey("letters.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("subject_kind", String(16), nullable=False),
    Column("subject_id", String(20), nullable=False),
    Column("arming", Integer, nullable=False),
    Column("stage", String(32), nullable=False),
    Column("audience", String(16), nullable=False),
    Column("part", String(16), nullable=False),
    Index("ix_letter_rows_subject", "subject_kind", "subject_id"),
)
