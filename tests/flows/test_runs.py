"""Real flow runs against a real server: what they do, what an operator sees, what stays unseen."""

import asyncio
import json
import warnings
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests import cast, owed
from tests.smtp_server import Inbox

from vekha.storage.database import Database
from vekha.storage.watch_tables import notices, sweeps

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Prefect and what it imports warn while they are imported
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName
    from prefect.client.schemas.objects import FlowRun
    from prefect.client.schemas.sorting import ArtifactSort
    from prefect.states import Scheduled

    from vekha.flows.check import check_deadlines
    from vekha.flows.close_year import close_year
    from vekha.flows.daily import daily
    from vekha.flows.deployments import deployments
    from vekha.flows.housekeeping import housekeeping
    from vekha.flows.issue import issue_obligations
    from vekha.flows.reports import render_reports
    from vekha.flows.roll_up import roll_up
    from vekha.flows.schedules import drop_missed
    from vekha.flows.watchdog import watchdog

pytestmark = [
    pytest.mark.system,  # a started Prefect server: `make test-all`
    pytest.mark.usefixtures("prefect_server"),
    # Prefect 3.8.8 on the pinned pydantic, websockets and anyio.
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]

DUE = date(2026, 10, 30)
THREE_DAYS_BEFORE = datetime(2026, 10, 27, 7, tzinfo=UTC)


@pytest.fixture
def owing(settled_home: Path, sqlite_database: Database) -> Database:
    """A school owes an item, and the stage three working days before has come at THREE_DAYS_BEFORE."""
    owed.roadmap(sqlite_database, cast.CONTROLLER.post.id)
    owed.owe(sqlite_database, "o1" * 10, cast.SCHOOL_1, DUE)
    return sqlite_database


def count(engine: Database, table) -> int:
    with engine.connect() as conn:
        return conn.scalar(select(func.count()).select_from(table))


async def runs_named(name: str) -> list[FlowRun]:
    async with get_client() as client:
        named = FlowRunFilter(name=FlowRunFilterName(any_=[name]))
        return await client.read_flow_runs(flow_run_filter=named)


async def artifact_count() -> int:
    async with get_client() as client:
        return len(await client.read_artifacts())


async def newest_artifact() -> tuple[str, str]:
    async with get_client() as client:
        newest = await client.read_artifacts(sort=ArtifactSort.CREATED_DESC, limit=1)
        data = newest[0].data
        told = data if data.startswith("|") else json.dumps(json.loads(data), ensure_ascii=False)
        return newest[0].key, told


def test_a_day_checks_writes_and_looks_around_and_twice_is_once(owing: Database, inbox: Inbox) -> None:
    async def twice() -> tuple[list[FlowRun], tuple[str, str]]:
        await daily(as_of=THREE_DAYS_BEFORE)
        first = await newest_artifact()
        await daily(as_of=THREE_DAYS_BEFORE)
        return await runs_named("daily-2026-10-27T07:00"), first

    runs, (key, told) = asyncio.run(twice())

    assert ["Completed", "Completed"] == [run.state_name for run in runs]
    assert (1, 1) == (len(inbox.letters), count(owing, notices))
    assert "vekha-daily" == key
    assert "| letters | 1 |" in told
    assert "| sent | 1 |" in told


def test_what_prefect_keeps_of_a_day_is_one_artifact_that_names_nobody(owing: Database, inbox: Inbox) -> None:
    async def kept() -> tuple[int, str]:
        before = await artifact_count()
        await daily(as_of=THREE_DAYS_BEFORE)
        runs = await runs_named("daily-2026-10-27T07:00")
        text = f"{await newest_artifact()} {[(run.parameters, run.state) for run in runs]}"
        return await artifact_count() - before, text

    artifacts, text = asyncio.run(kept())

    assert 1 == artifacts
    assert [] == [word for word in (cast.HEAD_1.name, "example.test", cast.SCHOOL_1.name) if word in text]


def test_a_trial_check_changes_nothing(owing: Database) -> None:
    asyncio.run(check_deadlines(as_of=THREE_DAYS_BEFORE, dry_run=True))

    assert (0, 0) == (count(owing, notices), count(owing, sweeps))


def test_a_check_up_to_an_instant_already_passed_is_a_recorded_no_op(owing: Database) -> None:
    async def back_in_time() -> tuple[str, str]:
        await check_deadlines(as_of=THREE_DAYS_BEFORE)
        await check_deadlines(as_of=THREE_DAYS_BEFORE - timedelta(days=1))
        return await newest_artifact()

    _, told = asyncio.run(back_in_time())

    assert "| notices | 0 |" in told
    assert "| swept | 0 |" in told
    assert "| late | 0 |" not in told


def test_an_instant_may_be_given_as_text_by_hand(owing: Database) -> None:
    async def by_hand() -> list[FlowRun]:
        await check_deadlines(as_of="2026-10-27T10:00:00+03:00")
        return await runs_named("check-2026-10-27T10:00")

    assert ["Completed"] == [run.state_name for run in asyncio.run(by_hand())]
    assert 1 == count(owing, notices)


def test_the_watchdog_is_red_while_nobody_sweeps_and_leaves_a_pulse_once_somebody_has(
    owing: Database, settled_home: Path
) -> None:
    async def before_and_after() -> tuple[str, bool, str]:
        red = await watchdog(as_of=THREE_DAYS_BEFORE, return_state=True)
        pulse = (settled_home / "pulse").exists()
        await check_deadlines(as_of=THREE_DAYS_BEFORE)
        green = await watchdog(as_of=THREE_DAYS_BEFORE, return_state=True)
        return red.name, pulse, green.name

    assert ("Failed", False, "Completed") == asyncio.run(before_and_after())
    assert "2026-10-27T07:00:00+00:00" == (settled_home / "pulse").read_text()


def test_the_operator_sees_the_figures_of_the_municipalities(owing: Database) -> None:
    async def rolled() -> tuple[str, str]:
        await roll_up(as_of=THREE_DAYS_BEFORE)
        return await newest_artifact()

    key, rows = asyncio.run(rolled())

    assert "vekha-roll-up" == key
    assert cast.ZARECHNY.short_name in rows
    assert cast.POMORSKY.short_name in rows
    assert cast.SCHOOL_1.short_name not in rows


def test_an_empty_house_is_no_failure(home: Path, inbox: Inbox) -> None:
    async def states() -> set[str]:
        flows = (issue_obligations, check_deadlines, roll_up, render_reports, housekeeping, watchdog, daily)
        return {(await flow(as_of=THREE_DAYS_BEFORE, return_state=True)).name for flow in flows}

    assert {"Completed"} == asyncio.run(states())


def test_the_papers_of_one_shard_lie_in_the_folder_of_the_day(owing: Database, settled_home: Path) -> None:
    asyncio.run(render_reports(as_of=THREE_DAYS_BEFORE, shard=cast.ZARECHNY.id, format="html"))

    papers = list((settled_home / "reports" / "2026-10-27").iterdir())
    assert [".html"] == [paper.suffix for paper in papers]
    assert "2026-10-01_2026-12-31" in papers[0].name.replace("—", "_")


def test_missed_runs_are_made_up_for_by_one_of_each_flow() -> None:
    now = datetime.now(UTC)

    async def missed() -> tuple[int, list[datetime]]:
        async with get_client() as client:
            await drop_missed(client, now)
            deployed = [await one.aapply() for one in deployments(now.date())[:2]]
            for deployment_id in deployed:
                for hours in (3, 2, 1):
                    at = Scheduled(scheduled_time=now - timedelta(hours=hours))
                    await client.create_flow_run_from_deployment(deployment_id, state=at)
            dropped = await drop_missed(client, now)
            left = await client.read_flow_runs(flow_run_filter=FlowRunFilter.model_validate(_PAST(now)))
            return dropped, [run.expected_start_time for run in left]

    dropped, left = asyncio.run(missed())

    assert 4 == dropped
    assert {now - timedelta(hours=1)} == set(left)


def _PAST(now: datetime) -> dict[str, object]:
    return {"state": {"type": {"any_": ["SCHEDULED"]}}, "expected_start_time": {"before_": now}}


def test_a_year_is_closed_into_a_folder_of_its_own(settled_home):
    asyncio.run(close_year(2026, "final", as_of=datetime(2027, 2, 10, 9, tzinfo=UTC)))

    assert {".docx", ".html", ".xlsx"} == {
        p.suffix for p in (settled_home / "years" / "2026-final").iterdir()
    }
