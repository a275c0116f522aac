"""The shards an act over a roadmap touches: each keeps a record of it in its own chain (design 4.14)."""

from collections.abc import Iterable

from sqlalchemy import Connection

from vekha.domain.confirmed import ConfirmedItem
from vekha.rules.addressing import addressees
from vekha.storage import organisation_queries


def touched_shards(conn: Connection, issuer_id: int, items: Iterable[ConfirmedItem]) -> tuple[int, ...]:
    """Return, in order, the shards of those the items oblige, and the issuer's own."""
    units = organisation_queries.subtree(conn, issuer_id)
    shards = {unit.id: unit.shard_id for unit in units}
    obliged = (addressees(item.addressed, issuer_id, units) for item in items if not item.left_out)
    return tuple(sorted({shards[issuer_id], *(shards[owner] for found in obliged for owner in found)}))
