"""When what runs, without any server."""

import importlib
import warnings
from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from vekha.flows import runs
    from vekha.flows.deployments import deployments
    from vekha.flows.runs import instant_of, nearest_minute

START = date(2026, 11, 21)
DAY = (datetime(2026, 11, 21, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC) - timedelta(seconds=1))


def starts(name: str, first: datetime = DAY[0], last: datetime = DAY[1]) -> list[datetime]:
    (rules,) = [one.schedules for one in deployments(START) if one.flow_name == name]
    return [at for rule in rules for at in rrulestr(rule.schedule.rrule).between(first, last, inc=True)]


def test_deadlines_are_checked_every_quarter_of_an_hour_and_letters_follow_by_five_minutes() -> None:
    checks, letters = starts("check"), starts("deliver")

    assert (96, 96) == (len(checks), len(letters))
    assert {0, 15, 30, 45} == {at.minute for at in checks}
    assert {timedelta(minutes=5)} == {b - a for a, b in zip(checks, letters, strict=True)}


def test_the_nights_work_is_done_when_nobody_works_in_any_zone() -> None:
    nightly = [at for name in ("issue", "roll-up", "housekeeping") for at in starts(name)]

    assert 3 == len(nightly)
    assert all((at + timedelta(hours=2)).hour >= 19 for at in nightly)  # Kaliningrad
    assert all((at + timedelta(hours=12)).hour < 7 for at in nightly)  # Kamchatka


def test_papers_are_printed_on_the_day_after_a_quarter() -> None:
    year = starts("reports", last=datetime(2027, 11, 20, tzinfo=UTC))

    assert [(1, 1), (4, 1), (7, 1), (10, 1)] == [(at.month, at.day) for at in year]


def test_the_watchdog_looks_hourly_and_a_whole_day_runs_only_by_hand() -> None:
    assert (24, 0) == (len(starts("watchdog")), len(starts("daily")))


@pytest.mark.parametrize("deployment", deployments(START), ids=lambda one: one.flow_name)
def test_a_deployment_names_its_flow_by_module_and_its_kind_by_tag(deployment) -> None:
    module, _, function = deployment.entrypoint.rpartition(".")

    assert module.startswith("vekha.flows.")
    assert deployment.flow_name == getattr(importlib.import_module(module), function).name
    assert [f"kind:{deployment.flow_name}"] == deployment.tags


def test_a_schedule_begins_in_utc_and_says_so() -> None:
    rules = [rule.schedule for one in deployments(START) for rule in one.schedules]

    assert all(rule.rrule.startswith("DTSTART:20261121T000000Z\n") for rule in rules)
    assert {"UTC"} == {rule.timezone for rule in rules}


def test_an_instant_without_a_zone_is_utc() -> None:
    assert datetime(2026, 3, 2, 9, tzinfo=UTC) == instant_of(datetime(2026, 3, 2, 9))  # noqa: DTZ001


def test_a_run_that_starts_early_sweeps_up_to_its_scheduled_minute() -> None:
    early = datetime(2026, 3, 2, 8, 59, 59, 600_000, tzinfo=UTC)

    assert datetime(2026, 3, 2, 9, tzinfo=UTC) == nearest_minute(early)


@pytest.mark.parametrize(("virtual", "reports"), [(False, 1), (True, 0)])
def test_an_instant_off_the_clock_is_reported_but_not_in_virtual_time(
    virtual: bool, reports: int, tmp_path, monkeypatch, caplog
) -> None:
    monkeypatch.setenv("VEKHA_DATA", str(tmp_path))
    if virtual:
        (tmp_path / "virtual").touch()
    monkeypatch.setattr(runs.log, "propagate", True)

    instant_of(datetime(2020, 3, 2, 9, tzinfo=UTC))

    assert reports == caplog.text.count("off_the_clock as_of=2020-03-02T09:00:00+00:00")
