"""The opponent: a Prefect task per obligation, async and submitted at once, against a started server.

`measure()` starts the server and runs this module as a child, because Prefect reads its settings on import.
"""

import asyncio
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import Figure
from vekha.flows.environment import prefect_environment

SAMPLE = 300
STARTUP_SECONDS = 90


def measure(ours: float) -> Iterator[Figure]:
    """Yield our notices per second on SQLite beside theirs.

    Each of their tasks adds its one notice to a SQLite file and commits.
    """
    with tempfile.TemporaryDirectory(prefix="vekha-prefect-") as name:
        folder = Path(name)
        environment = os.environ | prefect_environment(folder, _free_port())
        # The block is kept by our own embedded server; this one is started as its documentation says.
        del environment["PREFECT_RESULTS_DEFAULT_STORAGE_BLOCK"]
        with _started(environment, folder / "server.log"):
            child = [sys.executable, "-m", "benchmarks.prefect_tasks", str(folder / "notices.db")]
            said = subprocess.run(child, env=environment, check=True, capture_output=True, text=True)
    found = json.loads(said.stdout.splitlines()[-1])
    against = f"a Prefect task per obligation: {found['rate']:.0f} notices/s"
    note = f"their rate from a sample of {found['rows']} tasks of one flow run, the day extrapolated"
    yield Figure(
        "sweep_beside_prefect_tasks", round(ours), "notices/s", round(ours / found["rate"]), against, note
    )


def run_tasks(database: Path) -> dict[str, float]:
    """Return the rate of one flow run whose every obligation is a task."""
    from prefect import flow, task

    target = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    target.execute("pragma journal_mode=wal")
    target.execute("create table notices (subject_id text primary key)")

    @task
    async def remind(subject: str) -> None:
        target.execute("insert into notices values (?)", (subject,))

    @flow
    async def remind_all(subjects: list[str]) -> None:
        await asyncio.gather(*(remind(subject) for subject in subjects))

    asyncio.run(remind_all(["warm-up"]))
    subjects = [f"obligation-{number}" for number in range(SAMPLE)]
    began = time.perf_counter()
    asyncio.run(remind_all(subjects))
    seconds = time.perf_counter() - began
    (rows,) = target.execute("select count(*) from notices").fetchone()
    return {"rate": SAMPLE / seconds, "rows": rows - 1}


@contextmanager
def _started(environment: dict[str, str], log: Path) -> Iterator[None]:
    api = environment["PREFECT_API_URL"]
    port = api.removesuffix("/api").rsplit(":", 1)[1]
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port]
    with (
        log.open("w") as said,
        subprocess.Popen(command, env=environment, stdout=said, stderr=said) as server,
    ):
        try:
            _wait_for(f"{api}/health", server)
            yield
        finally:
            server.terminate()


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTUP_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("the Prefect server did not start")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


if __name__ == "__main__":
    print(json.dumps(run_tasks(Path(sys.argv[1]))))
