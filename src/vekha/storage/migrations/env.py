"""Alembic's entry: run the revisions on the connection the caller opened, in the caller's transaction."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql.elements import False_, True_

from vekha.storage.schema import Instant, metadata


def _shown(kind: str, item: object, _autogen: object) -> str | Literal[False]:
    """Name the plain type for our own, and truth values as each database spells them."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    value = getattr(item, "arg", None)
    if kind == "server_default" and isinstance(value, True_ | False_):
        return "sa.true()" if isinstance(value, True_) else "sa.false()"
    return False


def _ours(item: SchemaItem, _name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Alembic hands these over by position. Nothing but our own tables is looked at."""
    return kind != "table" or getattr(item, "name", None) in metadata.tables


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=_shown,
        include_object=_ours,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transactional_ddl=False,  # the caller's transaction holds all of it
    )
    context.run_migrations()


_run(context.config.attributes["connection"])
