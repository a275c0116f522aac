"""A real Prefect server for the session; its settings stand in the environment before it is imported."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import cast
from tests.flows.ports import free_port
from tests.smtp_server import Inbox, smtp_server

from vekha.flows.environment import prefect_environment
from vekha.storage.database import Database

# At collection: the test modules beside this file import Prefect when they are collected.
PORT = free_port()
HOME = tempfile.TemporaryDirectory(prefix="vekha-prefect-", ignore_cleanup_errors=True)
os.environ.update(prefect_environment(Path(HOME.name), PORT))


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """Have Prefect's API and scheduler running in a thread."""
    from vekha.flows.server import running_server

    with running_server(PORT):
        yield
    HOME.cleanup()


@pytest.fixture
def home(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder of virtual time with an empty database, named by the settings."""
    (tmp_path / "virtual").touch()
    monkeypatch.setenv("VEKHA_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def settled_home(home: Path, sqlite_database: Database) -> Path:
    """Return the same with the cast in it."""
    cast.settle(sqlite_database)
    return home


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    """Return what arrives at the mail server of the settings."""
    taken = Inbox()
    with smtp_server(taken) as port:
        monkeypatch.setenv("VEKHA_SMTP_PORT", str(port))
        yield taken
