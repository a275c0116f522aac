"""Open what the settings name: every door begins here."""

from collections.abc import Iterator
from contextlib import contextmanager

from vekha.settings.settings import Settings
from vekha.storage.database import Database, migrate, open_database


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Yield the database of the settings, its folder made and its schema up to date; closed afterwards."""
    settings.data.mkdir(parents=True, exist_ok=True)
    engine = open_database(settings.url)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()
