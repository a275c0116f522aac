"""The tree, its posts and people. Names and addresses stand in `persons`, `posts` and `mailboxes` only."""

from typing import Any

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, String, Table, Time

from vekha.storage.schema import Instant, metadata


def _facts() -> tuple[Column[Any], ...]:
    """What an organisation is, in its newest row and in every version."""
    return (
        Column("level", String(16), nullable=False),
        Column("kind", String(32), nullable=False),
        Column("name", String(500), nullable=False),
        Column("short_name", String(200), nullable=False),
        Column("zone", String(64), nullable=False),
        Column("week", Integer, nullable=False),
        Column("subject", String(2), nullable=False),
        Column("shard_id", Integer, nullable=False, index=True),
        Column("opens", Time, nullable=False),
        Column("closes", Time, nullable=False),
        Column("closes_short", Time, nullable=False),
    )


organisations = Table(
    "organisations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("parent_id", Integer, ForeignKey("organisations.id"), index=True),
    *_facts(),
)

# Append-only: what the tree was, as recorded; `organisations` is the newest version of each.
organisation_versions = Table(
    "organisation_versions",
    metadata,
    Column("organisation_id", Integer, ForeignKey("organisations.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("recorded_at", Instant, nullable=False),
    Column("record_id", BigInteger, nullable=False, index=True),
    Column("code", String(64), nullable=False),
    Column("parent_id", Integer),
    *_facts(),
)

# The closure of the tree: an organisation is its own ancestor at depth 0. The viewer's scope joins here.
organisation_ancestors = Table(
    "organisation_ancestors",
    metadata,
    Column("ancestor_id", Integer, ForeignKey("organisations.id"), primary_key=True),
    Column("organisation_id", Integer, ForeignKey("organisations.id"), primary_key=True, index=True),
    Column("depth", Integer, nullable=False),
)

posts = Table(
    "posts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("organisation_id", Integer, ForeignKey("organisations.id"), nullable=False, index=True),
    Column("role", String(32), nullable=False),
    Column("title", String(300), nullable=False),
    Column("address", String(320)),
)

# The erasable contact table: everywhere else people are opaque ids (design 4.14).
persons = Table(
    "persons",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("name", String(300), nullable=False),
    Column("address", String(320)),
)

holdings = Table(
    "holdings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("post_id", Integer, ForeignKey("posts.id"), nullable=False),
    Column("person_id", String(20), ForeignKey("persons.id"), nullable=False, index=True),
    Column("since", Date),
    Column("until", Date),
    Index("ix_holdings_post", "post_id"),
)
