"""`python -m vekha.flows.smoke`: does Prefect's scheduler create runs with the packages installed here?

Prints how many; exit 1 when none. Starts a server of its own in a temporary folder: nothing else is touched.
"""

import asyncio
import os
import socket
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from vekha.flows.environment import prefect_environment

PATIENCE_SECONDS = 45.0
SCHEDULER_LOOP = "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS"
POLL_SECONDS = 0.5


def count_created_runs() -> int:
    """Return how many runs the scheduler lays out for our schedules; waits until there is one."""
    from vekha.flows.deployments import deployments
    from vekha.flows.schedules import count_ahead
    from vekha.flows.server import running_server

    port = int(os.environ["PREFECT_API_URL"].rsplit(":", 1)[1].split("/")[0])
    until = time.monotonic() + PATIENCE_SECONDS
    with running_server(port):
        for deployment in deployments(datetime.now(UTC).date()):
            asyncio.run(deployment.aapply())
        while not (runs := asyncio.run(count_ahead())) and time.monotonic() < until:
            time.sleep(POLL_SECONDS)
    return runs


def free_port() -> int:
    """Return a port of loopback nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def main() -> None:
    """Set the environment before Prefect is imported, count, print."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ.update(prefect_environment(Path(folder), free_port()) | {SCHEDULER_LOOP: "1"})
        runs = count_created_runs()
    sys.stdout.write(f"{runs}\n")
    raise SystemExit(runs == 0)


if __name__ == "__main__":
    main()
