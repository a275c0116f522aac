"""Obligations and what people did about them. `obligations` holds what never changes, plus the newest state
and dates as a projection of `obligation_acts`; the rest is append-only (design 4.16).
Reasons and notes are free text: they lie in `journal_texts`, found by `record_id`.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from vekha.storage.schema import Instant, metadata

obligations = Table(
    "obligations",
    metadata,
    # Facts of the issue: never updated, covered by the journal's digest.
    Column("id", String(20), primary_key=True),
    Column("item_id", String(20), ForeignKey("items.id"), nullable=False),
    Column("roadmap_id", String(20), nullable=False),
    Column("organisation_id", Integer, ForeignKey("organisations.id"), nullable=False),
    Column("shard_id", Integer, nullable=False),
    Column("occurrence_key", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("executor_role", String(24), nullable=False),
    Column("executor_missing", Boolean, nullable=False),
    Column("policy", String(24), nullable=False),
    Column("policy_basis", String(200), nullable=False),
    Column("day_table_id", String(64), nullable=False),
    Column("history", Boolean, nullable=False),
    Column("raw_due", Date),
    Column("original_due", Date),
    Column("original_due_at", Instant),
    Column("opens_on", Date),
    Column("period_first", Date),
    Column("period_last", Date),
    Column("issued_at", Instant, nullable=False),
    Column("record_id", BigInteger, nullable=False),
    # The newest state and dates: a projection, rebuilt from the acts.
    Column("state", String(16), nullable=False),
    Column("due", Date),
    Column("due_at", Instant),
    Column("plan_date", Date),
    Column("control_date", Date),
    Column("remind_date", Date),
    # Whether `due` stands on a year without its act; a calendar accepted later may take it away.
    Column("provisional", Boolean, nullable=False),
    Column("arming", Integer, nullable=False),
    Index("ix_obligations_item_organisation", "item_id", "organisation_id"),
    Index("ix_obligations_organisation_due", "organisation_id", "due"),
    Index("ix_obligations_shard_due", "shard_id", "due_at"),
    Index("ix_obligations_record", "record_id"),
)

# One row per step a person took; state and dates are those after it.
obligation_acts = Table(
    "obligation_acts",
    metadata,
    Column("obligation_id", String(20), ForeignKey("obligations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("shard_id", Integer, nullable=False),
    Column("record_id", BigInteger, nullable=False, index=True),
    Column("recorded_at", Instant, nullable=False),
    Column("event", String(16), nullable=False),
    Column("actor_id", String(20), nullable=False),
    # Whom a substitute acted for («за ...»), and the bulk act the step was part of.
    Column("on_behalf_of", String(20)),
    Column("bulk_id", String(20)),
    Column("version", Integer),
    Column("state", String(16), nullable=False),
    Column("due", Date),
    Column("due_at", Instant),
    Column("plan_date", Date),
    Column("control_date", Date),
    Column("remind_date", Date),
    Column("arming", Integer, nullable=False),
    # When the paper counts from (design 4.8): set by submit (its instant) and accept (after deductions).
    Column("counted_at", Instant),
    Column("reviewer_days", Integer, nullable=False, server_default="0"),
    # Set by return and reopen: until when the paper is to be mended (local day inclusive, its instant).
    Column("return_due", Date),
    Column("return_due_at", Instant),
    Index("ix_obligation_acts_recorded", "obligation_id", "recorded_at"),
)

submissions = Table(
    "submissions",
    metadata,
    Column("obligation_id", String(20), ForeignKey("obligations.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("shard_id", Integer, nullable=False),
    Column("record_id", BigInteger, nullable=False, index=True),
    Column("submitted_at", Instant, nullable=False),
    Column("received_at", Instant),
    Column("receiver_id", String(20)),
    Column("actor_id", String(20), nullable=False),
    Column("on_behalf_of", String(20)),
)


def _of_paper() -> tuple[Column[Any], ...]:
    """What every row of a paper begins with: which paper, the place in it, the journal's record."""
    return (
        Column("obligation_id", String(20), primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("position", Integer, primary_key=True),
        Column("shard_id", Integer, nullable=False),
        Column("record_id", BigInteger, nullable=False, index=True),
    )


submission_files = Table(
    "submission_files",
    metadata,
    *_of_paper(),
    Column("sha256", String(64), nullable=False),
    Column("name", String(255), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
)

# Evidence that is no file: an act by its number and date, a page on a site as it stood at `fetched_at`.
submission_acts = Table(
    "submission_acts",
    metadata,
    *_of_paper(),
    Column("title", String(500), nullable=False),
    Column("number", String(100), nullable=False),
    Column("date", Date, nullable=False),
)

submission_pages = Table(
    "submission_pages",
    metadata,
    *_of_paper(),
    Column("url", String(2000), nullable=False),
    Column("fetched_at", Instant, nullable=False),
    Column("text_sha256", String(64), nullable=False),
    # The bytes as fetched lie with the files of evidence under this hash.
    Column("snapshot_sha256", String(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
)

submission_figures = Table(
    "submission_figures",
    metadata,
    *_of_paper(),
    Column("indicator", String(500), nullable=False),
    Column("numerator", Float, nullable=False),
    Column("denominator", Float),
    # What the sender said to a warning of the checks, "" where there was none.
    Column("explanation", String(1000), nullable=False, server_default=""),
)

# A submission without a verdict is under review.
verdicts = Table(
    "verdicts",
    metadata,
    Column("obligation_id", String(20), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("shard_id", Integer, nullable=False),
    Column("record_id", BigInteger, nullable=False, index=True),
    Column("decided_at", Instant, nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("actor_id", String(20), nullable=False),
    Column("on_behalf_of", String(20)),
    Column("return_due", Date),
    Column("return_due_at", Instant),
)

# The author of an undated item is asked for its schedule or event: a subject with a watch of its own.
schedule_requests = Table(
    "schedule_requests",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("item_id", String(20), ForeignKey("items.id"), nullable=False, index=True),
    Column("organisation_id", Integer, ForeignKey("organisations.id"), nullable=False),
    Column("shard_id", Integer, nullable=False),
    Column("record_id", BigInteger, nullable=False, index=True),
    Column("asked_at", Instant, nullable=False),
    Column("due", Date, nullable=False),
)
