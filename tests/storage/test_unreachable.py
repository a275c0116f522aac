"""A database that is none, or does not answer, is refused in words; a password in its URL is not shown."""

from pathlib import Path

import pytest

from vekha.settings.opening import opened
from vekha.settings.settings import BadSettingsError, Settings
from vekha.storage.database import DatabaseRefusedError


def refused(url: str, data: Path) -> str:
    with pytest.raises(DatabaseRefusedError) as told, opened(Settings(data=data, database_url=url)):
        pass
    return str(told.value)


def test_what_is_no_address_is_shown_how_to_write_one(tmp_path: Path) -> None:
    assert "VEKHA_DATABASE_URL" in refused("nonsense", tmp_path)


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    told = refused("postgresql+psycopg://vekha:s3cret@127.0.0.1:1/vekha", tmp_path)

    assert "127.0.0.1:1/vekha не отвечает" in told
    assert "s3cret" not in told


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "vekha.db").write_text("это не база данных, а просто текст подлиннее заголовка SQLite")

    assert "vekha.db не отвечает" in refused("", tmp_path)


def test_signs_in_the_name_of_the_data_folder_mean_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "чей, наш #1 50%&x"

    with opened(Settings(data=folder)):
        assert (folder / "vekha.db").exists()


def test_a_broken_file_is_not_told_as_a_server_that_is_down(tmp_path: Path) -> None:
    (tmp_path / "vekha.db").write_text("это не база данных, а просто текст подлиннее заголовка SQLite")

    assert "Проверьте файл и права на его папку" in refused("", tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(BadSettingsError, match=r"Папку данных .*file/inside создать нельзя"):
        opened(Settings(data=tmp_path / "file" / "inside")).__enter__()
