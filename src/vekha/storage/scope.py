"""The viewer's scope: every query that shows anything passes through here (design 4.17)."""

from sqlalchemy import ColumnElement, select

from vekha.domain.organisations import Viewer
from vekha.storage.organisation_tables import organisation_ancestors


def in_scope(column: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that `column` names an organisation of the viewer's subtree, its root included."""
    subtree = select(organisation_ancestors.c.organisation_id).where(
        organisation_ancestors.c.ancestor_id == viewer.organisation_id
    )
    return column.in_(subtree)
