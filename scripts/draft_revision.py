"""Draft the next schema revision from the tables: `python scripts/draft_revision.py "what changes"`.

Read the draft before committing it: Alembic sees neither renames nor changed conditions of partial indexes.
"""

import sys
import tempfile
from pathlib import Path

from alembic.command import revision
from alembic.config import Config

from vekha.storage.database import open_database
from vekha.storage.migrations.history import newest_revision, upgrade


def draft(message: str) -> None:
    """Write the next revision beside the others."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{Path(folder) / 'draft.db'}")
        config = Config()
        config.set_main_option("script_location", "vekha.storage:migrations")
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        number = f"{int(newest_revision() or 0) + 1:04}"
        with engine.begin() as conn:
            if newest_revision():
                upgrade(conn)
            config.attributes["connection"] = conn
            revision(config, message, autogenerate=True, rev_id=number)
        engine.dispose()


if __name__ == "__main__":
    draft(" ".join(sys.argv[1:]) or "change")
