"""The one obligation an undated item has per organisation, and whether it still waits (design 4.7)."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists

from vekha.domain.deadlines import DeadlineKind
from vekha.storage.obligation_tables import obligations


def answered(by: ColumnElement[datetime] | None = None) -> ColumnElement[bool]:
    """Return the condition that the dates it waited for were supplied, recorded by the instant `by`.

    What waits for an event goes on waiting: the event may happen again.
    """
    dated = obligations.alias("dated")
    supplied = exists().where(
        dated.c.item_id == obligations.c.item_id,
        dated.c.organisation_id == obligations.c.organisation_id,
        dated.c.original_due.is_not(None),
        *(() if by is None else (dated.c.issued_at <= by,)),
    )
    return and_(
        obligations.c.original_due.is_(None), obligations.c.kind != DeadlineKind.EVENT.value, supplied
    )
