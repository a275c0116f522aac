"""Bring a schema to the newest revision. Alembic is imported only where there is something to do."""

import re
from importlib.resources import files

from sqlalchemy import Connection, inspect, text

VERSIONS = "vekha.storage.migrations.versions"
_REVISION = re.compile(r"(\d{4})_\w+\.py")


def newest_revision() -> str:
    """Return the number of the newest revision, "" before the first was written."""
    found = (_REVISION.fullmatch(file.name) for file in files(VERSIONS).iterdir())
    return max((match[1] for match in found if match), default="")


def stored_revision(conn: Connection) -> str:
    """Return the revision the database is at, "" for an empty one."""
    if not inspect(conn).has_table("alembic_version"):
        return ""
    return conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none() or ""


def upgrade(conn: Connection) -> None:
    """Run the revisions the database has not seen, inside the caller's transaction."""
    from alembic.command import upgrade as run_upgrade
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "vekha.storage:migrations")
    config.attributes["connection"] = conn
    run_upgrade(config, "head")
