"""What happens to an obligation beside its steps: papers, notes, suspensions, requests, supplied dates,
substitutions, bulk acts. Append-only; reasons are free text and lie in `journal_texts` by `record_id`.
"""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from vekha.storage.schema import Instant, metadata


def _sealed() -> tuple[Column[Any], ...]:
    """What every covered row carries: its shard, the journal's record, when and who."""
    return (
        Column("shard_id", Integer, nullable=False),
        Column("record_id", BigInteger, nullable=False, index=True),
        Column("recorded_at", Instant, nullable=False),
        Column("actor_id", String(20), nullable=False),
    )


# The paper an extension, waiver, withdrawal or reinstatement rests on: `seq` is the act's.
act_grounds = Table(
    "act_grounds",
    metadata,
    Column("obligation_id", String(20), ForeignKey("obligations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    *_sealed(),
    Column("paper_kind", String(16), nullable=False),
    Column("number", String(100)),
    Column("date", Date),
)

# Acknowledgement, refusal of it, interim information, a push upwards: records beside the state (design 4.7).
obligation_notes = Table(
    "obligation_notes",
    metadata,
    Column("obligation_id", String(20), ForeignKey("obligations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    *_sealed(),
    Column("kind", String(16), nullable=False),
)

# A ledger of intervals, both days inclusive; a row naming an earlier one in `shortens` gives it a new end.
suspensions = Table(
    "suspensions",
    metadata,
    Column("obligation_id", String(20), ForeignKey("obligations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    *_sealed(),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("shortens", Integer),
    Column("number", String(100)),
    Column("date", Date),
)

# «Прошу продлить», «не касается»: asked by the executor, agreed step by step.
requests = Table(
    "requests",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("obligation_id", String(20), ForeignKey("obligations.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    *_sealed(),
    Column("wanted_due", Date),
    # Until when an answer is expected; the watch over the request ends there.
    Column("answer_by", Date, nullable=False),
    # Asked later than the rules allow: agreed only with the controller's reason.
    Column("too_late", Boolean, nullable=False),
)

request_steps = Table(
    "request_steps",
    metadata,
    Column("request_id", String(20), ForeignKey("requests.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    *_sealed(),
    Column("stage", String(16), nullable=False),
    Column("agreed", Boolean, nullable=False),
)

# What `vekha event` and a supplied schedule say of an undated item; organisation null: of every addressee.
happenings = Table(
    "happenings",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("item_id", String(20), ForeignKey("items.id"), nullable=False, index=True),
    Column("seq", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    *_sealed(),
    Column("organisation_id", Integer, ForeignKey("organisations.id")),
    Column("happened_on", Date),
    Column("number", String(100)),
    Column("date", Date),
)

# The raw dates a happening gives: of an event its offset counted, of a schedule as it prints them.
happening_dates = Table(
    "happening_dates",
    metadata,
    Column("happening_id", String(20), ForeignKey("happenings.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    *_sealed(),
    Column("key", String(32), nullable=False),
    Column("start", Date),
    Column("raw_due", Date, nullable=False),
    Column("explain", Text, nullable=False),
)

# Who acts for the holder of a post, both days inclusive; `ends` gives an earlier one a new last day.
substitutions = Table(
    "substitutions",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("post_id", Integer, ForeignKey("posts.id"), nullable=False, index=True),
    Column("substitute_id", String(20), nullable=False, index=True),
    *_sealed(),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("ends", String(20)),
)

# One act over a filter; `undoes` names the one it takes back. Its steps carry the id in `obligation_acts`.
bulk_acts = Table(
    "bulk_acts",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("shard_id", Integer, primary_key=True),
    Column("record_id", BigInteger, nullable=False, index=True),
    Column("recorded_at", Instant, nullable=False),
    Column("actor_id", String(20), nullable=False),
    Column("event", String(16), nullable=False),
    Column("touched", Integer, nullable=False),
    Column("undoes", String(20)),
    Index("ix_bulk_acts_undoes", "undoes"),
)
