"""The page behind a letter's link: only its organisation's rows, nothing for a forged token."""

from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient
from tests import cast, owed

from vekha.actions.mail_room import link_secret
from vekha.notifications.links import VALID_DAYS, organisation_of, sheet_link
from vekha.settings.settings import Settings
from vekha.storage.database import Database
from vekha.web.portal import portal


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(data=tmp_path)


@pytest.fixture
def visitor(sqlite_settled: Database, settings: Settings) -> TestClient:
    owed.roadmap(sqlite_settled)
    owed.owe(sqlite_settled, "o1" * 10, cast.SCHOOL_1, date(2026, 10, 30))
    owed.owe(sqlite_settled, "o3" * 10, cast.SCHOOL_3, date(2099, 10, 30))
    return TestClient(portal(sqlite_settled, settings), base_url="http://127.0.0.1")


def path_for(settings: Settings, organisation_id: int) -> str:
    today = datetime.now(UTC).date()
    return sheet_link("", link_secret(settings.data), organisation_id, today)


def test_a_school_sees_its_own_rows_and_nobody_elses(visitor: TestClient, settings: Settings) -> None:
    page = visitor.get(path_for(settings, cast.SCHOOL_1.id))

    assert 200 == page.status_code
    assert "o1o1o1o1" in page.text
    assert "o3o3o3o3" not in page.text


def test_a_department_sees_its_schools_late_ones_first(visitor: TestClient, settings: Settings) -> None:
    text = visitor.get(path_for(settings, cast.ZARECHNY.id)).text

    assert text.index("Просрочено: 1 пункт") < text.index("o1o1o1o1") < text.index("Впереди: 1 пункт")


def test_a_foreign_department_sees_nothing(visitor: TestClient, settings: Settings) -> None:
    assert "ничего не числится" in visitor.get(path_for(settings, cast.POMORSKY.id)).text


def test_a_forged_or_stale_link_shows_nothing(visitor: TestClient) -> None:
    page = visitor.get("/o/forged.token")

    assert 404 == page.status_code
    assert "Ссылка не действует" in page.text


def test_a_link_ends_after_its_days() -> None:
    token = sheet_link("", "secret", 7, date(2026, 10, 1)).rpartition("/")[2]

    assert 7 == organisation_of(token, "secret", date(2026, 10, 1 + VALID_DAYS))
    assert organisation_of(token, "secret", date(2026, 11, 1)) is None
    assert organisation_of(token, "another secret", date(2026, 10, 1)) is None


def test_every_page_forbids_scripts_and_foreign_sources(visitor: TestClient) -> None:
    page = visitor.get("/health/ready")

    assert (200, "готов") == (page.status_code, page.text)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
