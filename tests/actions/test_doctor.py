"""What the doctor says of a house that is well, and of each way in which it can be ill."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update
from tests import cast, owed

from vekha.actions.arm import disarm
from vekha.actions.check_deadlines import check_deadlines
from vekha.actions.compose_letters import Desk, compose_letters
from vekha.actions.doctor import examine, sick
from vekha.actions.examine_setting import Setting
from vekha.actions.mail_room import link_secret
from vekha.domain.health import Finding, Health
from vekha.domain.watches import SubjectKind
from vekha.notifications.message import Sender
from vekha.notifications.smtp import Relay
from vekha.storage.database import Database
from vekha.storage.letter_tables import letters
from vekha.storage.organisation_tables import persons, posts

DUE = date(2026, 10, 30)
NOW = datetime(2026, 10, 27, 7, tzinfo=UTC)
VERSIONS = {"prefect": "3.8.8", "sqlalchemy": "2.0.58", "fastapi": "0.150.0"}
DESK = Desk(Sender("vekha@example.test", "Веха"), "http://127.0.0.1:8080", "test-secret")


def setting(data: Path, engine: Database | None = None) -> Setting:
    url = (
        engine.url.render_as_string(hide_password=False)
        if engine is not None
        else f"sqlite:///{data / 'no.db'}"
    )
    file = None if engine is not None else data / "no.db"
    relay = Relay("mail.example.test", 587, "starttls", "vekha", "secret")
    return Setting(data, url, file, False, relay, "vekha@example.test", VERSIONS)


@pytest.fixture
def well(settled: Database) -> Database:
    """A house where a school owes an item, the deadlines were checked and the letter is on its way."""
    owed.roadmap(settled, cast.CONTROLLER.post.id)
    owed.owe(settled, "o1" * 10, cast.SCHOOL_1, DUE)
    check_deadlines(settled, NOW)
    return settled


def found(engine: Database, data: Path, check: str, now: datetime = NOW) -> Finding:
    return worst(examine(setting(data, engine), now), check)


def worst(findings: tuple[Finding, ...], check: str) -> Finding:
    order = (Health.WELL, Health.WARNING, Health.FAULT)
    return max((one for one in findings if one.check == check), key=lambda one: order.index(one.health))


def with_relay(data: Path, relay: Relay, *, virtual: bool = False) -> Finding:
    return worst(examine(replace(setting(data), relay=relay, virtual=virtual), NOW), "mail")


def test_a_house_that_is_well_has_no_fault(well: Database, tmp_path: Path) -> None:
    findings = examine(setting(tmp_path, well), NOW)

    assert [] == [one for one in findings if one.health is Health.FAULT]
    assert not sick(findings)


def test_every_fault_and_warning_comes_with_advice(tmp_path: Path) -> None:
    findings = examine(setting(tmp_path), datetime(1970, 1, 1, tzinfo=UTC))

    assert sick(findings)
    assert [] == [one for one in findings if one.health is not Health.WELL and not one.advice]
    assert [] == [one for one in findings if one.health is Health.WELL and one.advice]


def test_looking_creates_nothing(tmp_path: Path) -> None:
    examine(setting(tmp_path), NOW)

    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "адрес базы не разобран"),
        ("postgresql+psycopg://127.0.0.1:1/vekha?connect_timeout=2", "база не отвечает"),
    ],
)
def test_a_database_that_cannot_be_reached_is_a_fault(tmp_path: Path, url: str, said: str) -> None:
    finding = worst(
        examine(replace(setting(tmp_path), database_url=url, database_file=None), NOW), "database"
    )

    assert Health.FAULT is finding.health
    assert said in finding.said


def test_a_schema_that_lacks_a_column_is_named(sqlite_settled: Database, tmp_path: Path) -> None:
    with sqlite_settled.begin() as conn:
        conn.execute(text("ALTER TABLE sweeps DROP COLUMN skipped"))
        conn.execute(text("DROP TABLE papers"))
    finding = found(sqlite_settled, tmp_path, "schema")

    assert Health.FAULT is finding.health
    assert "papers, sweeps.skipped" in finding.said


def test_an_empty_database_asks_for_organisations_and_a_tree_for_people(
    sqlite_database: Database, tmp_path: Path
) -> None:
    assert Health.FAULT is found(sqlite_database, tmp_path, "organisations").health

    cast.settle(sqlite_database)
    assert Health.WELL is found(sqlite_database, tmp_path, "people").health


def test_a_controller_without_a_mailbox_is_told_with_who_stands_in(well: Database, tmp_path: Path) -> None:
    with well.begin() as conn:
        conn.execute(update(persons).where(persons.c.id == cast.CONTROLLER.id).values(address=None))
    finding = found(well, tmp_path, "controllers")

    assert Health.WARNING is finding.health
    assert cast.CHIEF.post.title in finding.said


def test_a_roadmap_about_which_nobody_can_be_written_to_is_a_fault(well: Database, tmp_path: Path) -> None:
    with well.begin() as conn:
        conn.execute(update(persons).values(address=None))
        conn.execute(update(posts).values(address=None))
    finding = found(well, tmp_path, "controllers")

    assert Health.FAULT is finding.health
    assert "№ 14" in finding.said


def test_an_open_obligation_without_a_watch_is_a_fault_with_its_number(
    well: Database, tmp_path: Path
) -> None:
    with well.begin() as conn:
        disarm(conn, SubjectKind.OBLIGATION, ["o1" * 10])
    finding = found(well, tmp_path, "unwatched")

    assert Health.FAULT is finding.health
    assert "o1o1o1o1" in finding.said


def test_an_obligation_whose_ladder_has_ended_has_its_reason(well: Database, tmp_path: Path) -> None:
    finding = found(well, tmp_path, "unwatched", NOW + timedelta(days=300))

    assert Health.WELL is finding.health
    assert "все напоминания и эскалации уже были: 1" in finding.said


def test_deadlines_nobody_has_checked_for_an_hour_are_a_fault(well: Database, tmp_path: Path) -> None:
    assert Health.WELL is found(well, tmp_path, "sweeps", NOW + timedelta(minutes=59)).health
    assert Health.FAULT is found(well, tmp_path, "sweeps", NOW + timedelta(minutes=61)).health


def test_a_letter_whose_hour_has_passed_is_stuck(well: Database, tmp_path: Path) -> None:
    compose_letters(well, NOW, DESK)
    assert Health.WELL is found(well, tmp_path, "letters", NOW + timedelta(hours=1)).health

    finding = found(well, tmp_path, "letters", NOW + timedelta(hours=3))
    assert Health.FAULT is finding.health
    assert "писем в очереди: 1" in finding.said

    with well.begin() as conn:
        conn.execute(update(letters).values(status="sent"))
    assert Health.WELL is found(well, tmp_path, "letters", NOW + timedelta(hours=3)).health


def test_a_clock_behind_the_journal_is_a_fault_but_not_in_virtual_time(
    well: Database, tmp_path: Path
) -> None:
    yesterday = NOW - timedelta(days=1)
    virtual = examine(replace(setting(tmp_path, well), virtual=True), yesterday)

    assert Health.FAULT is found(well, tmp_path, "journal-clock", yesterday).health
    assert "journal-clock" not in {one.check for one in virtual}


def test_a_clock_before_the_program_was_written_is_a_fault(tmp_path: Path) -> None:
    finding = worst(examine(setting(tmp_path), datetime(1970, 1, 1, tzinfo=UTC)), "clock")

    assert Health.FAULT is finding.health


def test_a_year_without_its_decree_is_a_warning(tmp_path: Path) -> None:
    in_2026 = worst(examine(setting(tmp_path), NOW), "calendar")
    in_2024 = worst(examine(setting(tmp_path), datetime(2024, 3, 1, tzinfo=UTC)), "calendar")

    assert (Health.WARNING, Health.WELL) == (in_2026.health, in_2024.health)
    assert "2027" in in_2026.said


@pytest.mark.parametrize(
    ("relay", "health"),
    [
        (Relay("mail.example.test", 587, "starttls", "vekha", "secret"), Health.WELL),
        (Relay("127.0.0.1", 25), Health.WELL),
        (Relay("mail.example.test", 25), Health.WARNING),
        (Relay("mail.example.test", 25, "none", "vekha", "secret"), Health.FAULT),
        (Relay("mail.example.test", 587, "tls", "vekha"), Health.FAULT),
    ],
)
def test_mail_is_safe_and_complete(tmp_path: Path, relay: Relay, health: Health) -> None:
    assert health is with_relay(tmp_path, relay).health


def test_a_folder_of_virtual_time_must_not_reach_a_real_relay(tmp_path: Path) -> None:
    finding = with_relay(tmp_path, Relay("mail.example.test", 587, "tls"), virtual=True)

    assert Health.FAULT is finding.health


@pytest.mark.parametrize("sender", ["vekha@localhost", "vekha", "а б@example.test"])
def test_a_sender_nobody_would_accept_is_a_warning(tmp_path: Path, sender: str) -> None:
    finding = worst(examine(replace(setting(tmp_path), sender=sender), NOW), "sender")

    assert Health.WARNING is finding.health


def test_the_secret_of_links_is_for_its_owner_only(tmp_path: Path) -> None:
    link_secret(tmp_path)
    assert Health.WELL is worst(examine(setting(tmp_path), NOW), "secret").health

    (tmp_path / "link.secret").chmod(0o644)
    assert Health.FAULT is worst(examine(setting(tmp_path), NOW), "secret").health


@pytest.mark.parametrize(
    ("package", "version", "health"),
    [
        ("sqlalchemy", "2.1.0", Health.FAULT),
        ("sqlalchemy", "2.1.0b1", Health.FAULT),
        ("sqlalchemy", "2.0.39", Health.FAULT),
        ("prefect", "3.9.1", Health.FAULT),
        ("fastapi", "0.155.0", Health.FAULT),
        ("fastapi", "", Health.FAULT),
        ("fastapi", "0.139.0", Health.WELL),
        ("prefect", "3.8.8", Health.WELL),
    ],
)
def test_a_package_outside_its_pins_is_a_fault(
    tmp_path: Path, package: str, version: str, health: Health
) -> None:
    installed = replace(setting(tmp_path), versions=VERSIONS | {package: version})

    assert health is worst(examine(installed, NOW), f"pin-{package}").health
