"""Open what the settings name: every door begins here."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vekha.settings.settings import BadSettingsError, Settings
from vekha.storage.database import Database, migrate, open_database


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Yield the database of the settings, its folder made and its schema up to date; closed afterwards."""
    make_folder(settings.data)
    engine = open_database(settings.url)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


def make_folder(data: Path) -> None:
    """Have the data folder. Raises BadSettingsError where it cannot be made."""
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettingsError(
            f"Папку данных {data} создать нельзя: {error.strerror}. Укажите другую: VEKHA_DATA."
        ) from error
