"""Roadmaps, their editions and items. An item keeps its id through editions (design 4.6)."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
)

from vekha.storage.schema import Instant, metadata

# identity = (issuer, number, date), or without a number (issuer, title, period).
roadmaps = Table(
    "roadmaps",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("identity", String(64), nullable=False, unique=True),
    Column("issuer_id", Integer, ForeignKey("organisations.id"), nullable=False, index=True),
    Column("number", String(100)),
    Column("date", Date),
    Column("title", Text, nullable=False),
    Column("plan_start", Date, nullable=False),
    Column("plan_end", Date, nullable=False),
    Column("controller_post_id", Integer, ForeignKey("posts.id")),
    # What the document itself says of days off; null leaves it to the kind of each item's work.
    Column("shift_policy", String(24)),
    Column("policy_basis", Text, nullable=False),
    Column("returns", String(24), nullable=False),
    Column("ladder_id", String(64), nullable=False),
    # An extension is asked for so many working days before the term, or later with the controller's reason.
    Column("extension_workdays", Integer, nullable=False, server_default="3"),
    # How long a paper may lie with the reviewer.
    Column("review_workdays", Integer, nullable=False, server_default="5"),
)

editions = Table(
    "editions",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("roadmap_id", String(20), ForeignKey("roadmaps.id"), nullable=False, index=True),
    Column("edition", Integer, nullable=False),
    Column("file_sha256", String(64), nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("confirmed_at", Instant, nullable=False),
    # What a person chose for occurrences that were past then: history, in_force, null where none was.
    Column("past", String(16)),
    Column("record_id", BigInteger, nullable=False, index=True),
    Column("shard_id", Integer, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("roadmap_id", String(20), ForeignKey("roadmaps.id"), nullable=False, index=True),
)

# Append-only: what the item says in an edition, the confirmed reading beside the printed text.
item_versions = Table(
    "item_versions",
    metadata,
    Column("item_id", String(20), ForeignKey("items.id"), primary_key=True),
    Column("edition_id", String(20), ForeignKey("editions.id"), primary_key=True),
    Column("shard_id", Integer, nullable=False),
    Column("record_id", BigInteger, nullable=False, index=True),
    Column("ordinal", Integer, nullable=False),
    Column("number", String(50)),
    Column("section", Text),
    Column("title", Text, nullable=False),
    Column("deadline_text", Text, nullable=False),
    Column("executor_text", Text, nullable=False),
    Column("result_text", Text, nullable=False),
    Column("result_kind", String(32), nullable=False),
    Column("indicators", JSON, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("occurrences", JSON, nullable=False),
    Column("offset", JSON),
    # The fixed day an event's term never runs past, inclusive.
    Column("last_day", Date),
    Column("policy", String(24), nullable=False),
    Column("policy_basis", String(200), nullable=False),
    Column("explain", JSON, nullable=False),
    Column("place", JSON, nullable=False),
    Column("decision", String(16), nullable=False),
    # What the person said instead of the printed text: another phrase, another executor; null keeps it.
    Column("said_phrase", Text),
    Column("said_executor", Text),
    Column("decided_by", String(20), nullable=False),
    Column("left_out", Boolean, nullable=False),
)

# Whom an item addresses: a role at every organisation of a level below the issuer, or at one organisation.
item_addressees = Table(
    "item_addressees",
    metadata,
    Column("item_id", String(20), ForeignKey("items.id"), primary_key=True),
    Column("edition_id", String(20), ForeignKey("editions.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("shard_id", Integer, nullable=False),
    Column("record_id", BigInteger, nullable=False, index=True),
    Column("executor_role", String(24), nullable=False),
    Column("level", String(16)),
    Column("organisation_id", Integer, ForeignKey("organisations.id")),
    Column("missing", Boolean, nullable=False),
    Column("basis", Text, nullable=False),
    # Appointed later than the document: answers for what falls due on this day or after it.
    Column("since", Date),
)

# Append-only: the indicators of an item in an edition; target null: «план не задан» until its act is entered.
indicators = Table(
    "indicators",
    metadata,
    Column("item_id", String(20), ForeignKey("items.id"), primary_key=True),
    Column("edition_id", String(20), ForeignKey("editions.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("shard_id", Integer, nullable=False),
    Column("record_id", BigInteger, nullable=False, index=True),
    Column("text", Text, nullable=False),
    # What the numerator and the denominator of a share count.
    Column("part", Text),
    Column("whole", Text),
    Column("unit", Text),
    Column("direction", String(16)),
    Column("target", Float),
    Column("target_high", Float),
)

# Append-only: the plan of an indicator that lies in another act, entered from it; the newest rules. The
# indicator is named by its text, for its position may change with an edition.
indicator_targets = Table(
    "indicator_targets",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("item_id", String(20), ForeignKey("items.id"), nullable=False, index=True),
    Column("shard_id", Integer, nullable=False),
    Column("record_id", BigInteger, nullable=False, index=True),
    Column("recorded_at", Instant, nullable=False),
    Column("actor_id", String(20), nullable=False),
    Column("indicator", Text, nullable=False),
    Column("direction", String(16), nullable=False),
    Column("target", Float, nullable=False),
    Column("paper_kind", String(16), nullable=False),
    Column("number", String(100), nullable=False),
    Column("date", Date, nullable=False),
)
