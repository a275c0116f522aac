"""The runner of the embedded mode: it starts each scheduled run as a process of its own, two at a time."""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.runner import Runner

from vekha.domain.refusals import RefusedError
from vekha.flows.deployments import deployments

Started = Future[tuple[Runner, asyncio.AbstractEventLoop]]
RUNS_AT_ONCE = 2
START_SECONDS = 60.0
STOP_SECONDS = 20.0
POLL_SECONDS = 0.05
PAGE = 200


class RunnerNotStartedError(RefusedError):
    """The runner did not begin to poll: Prefect's API refused it."""


@contextmanager
def running_schedules(now: datetime) -> Iterator[threading.Thread]:
    """Deploy every flow and start their runs when they come, until the block ends.

    Runs missed while nothing ran are made up for by one run of each flow: a sweep covers what was missed.
    The runner has a thread and a loop of its own: in the main thread it would take SIGTERM for itself.
    """
    started: Started = Future()
    thread = threading.Thread(target=_run, args=(now, started), name="prefect-runner", daemon=True)
    thread.start()
    runner, loop = _wait(started, thread)
    try:
        yield thread
    finally:
        if thread.is_alive():
            asyncio.run_coroutine_threadsafe(runner.astop(), loop).result(STOP_SECONDS)
        thread.join(STOP_SECONDS)


def _wait(started: Started, thread: threading.Thread) -> tuple[Runner, asyncio.AbstractEventLoop]:
    until = time.monotonic() + START_SECONDS
    while not (started.done() and started.result()[0].started):
        if not thread.is_alive() or time.monotonic() > until:
            raise RunnerNotStartedError("Запуски по расписанию не начались: Prefect не принял расписания.")
        time.sleep(POLL_SECONDS)
    return started.result()


def _run(now: datetime, started: Started) -> None:
    asyncio.run(_poll(now, started))


async def _poll(now: datetime, started: Started) -> None:
    runner = Runner(name="vekha", limit=RUNS_AT_ONCE, pause_on_shutdown=False)
    for deployment in deployments(now.date()):
        await runner.aadd_deployment(deployment)
    async with get_client() as client:
        await drop_missed(client, now)
    started.set_result((runner, asyncio.get_running_loop()))
    await runner.start()


async def drop_missed(client: PrefectClient, now: datetime) -> int:
    """Delete scheduled runs whose time has passed but the newest of each deployment; return how many."""
    kept: set[object] = set()
    dropped = 0
    while missed := await client.read_flow_runs(
        flow_run_filter=_scheduled({"before_": now}),
        sort=FlowRunSort.EXPECTED_START_TIME_DESC,
        limit=PAGE,
        offset=len(kept),
    ):
        for run in missed:
            if run.deployment_id in kept:
                await client.delete_flow_run(run.id)
                dropped += 1
            kept.add(run.deployment_id)
    return dropped


async def count_ahead() -> int:
    """Return how many runs Prefect's scheduler has laid out for the future; 0 means that it does not work."""
    async with get_client() as client:
        return await client.count_flow_runs(flow_run_filter=_scheduled({"after_": datetime.now(UTC)}))


def _scheduled(when: dict[str, datetime]) -> FlowRunFilter:
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED]))
    return FlowRunFilter(state=state, expected_start_time=FlowRunFilterExpectedStartTime.model_validate(when))
