"""Whether and how often a term was extended, by acts not taken back; a calendar moves a term too."""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select

from vekha.domain.obligations import Event
from vekha.storage.obligation_tables import obligation_acts, obligations

_ACT = obligation_acts.alias("extension")
_BACK = obligation_acts.alias("taken_back")


def was_extended(by: ColumnElement[datetime] | None = None) -> ColumnElement[bool]:
    """Return the condition that the obligation's term was extended, as recorded by the instant `by`."""
    return exists().where(_in_force(by))


def was_set_by_paper() -> ColumnElement[bool]:
    """Return the condition that a person's paper set the term, by extension or by a new edition.

    A calendar then counts from that term, not from the day the first edition printed.
    """
    amended = _ACT.c.event == Event.AMEND.value
    return exists().where(or_(_in_force(None), and_(_ACT.c.obligation_id == obligations.c.id, amended)))


def extension_count(by: ColumnElement[datetime] | None = None) -> ScalarSelect[int]:
    """Return how often the obligation's term was extended, as recorded by the instant `by`."""
    return select(func.count()).select_from(_ACT).where(_in_force(by)).scalar_subquery()


def _in_force(by: ColumnElement[datetime] | None) -> ColumnElement[bool]:
    undone = exists().where(
        _BACK.c.obligation_id == _ACT.c.obligation_id,
        _BACK.c.event == Event.UNDO.value,
        _BACK.c.bulk_id == _ACT.c.bulk_id,
        *(() if by is None else (_BACK.c.recorded_at <= by,)),
    )
    return and_(
        _ACT.c.obligation_id == obligations.c.id,
        _ACT.c.event == Event.EXTEND.value,
        *(() if by is None else (_ACT.c.recorded_at <= by,)),
        or_(_ACT.c.bulk_id.is_(None), ~undone),
    )
