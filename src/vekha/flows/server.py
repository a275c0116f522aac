"""Prefect's own API server inside our process, on loopback, with its SQLite under the data folder."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from prefect.filesystems import LocalFileSystem
from prefect.logging.handlers import APILogHandler
from prefect.server.api.server import create_app
from prefect.settings import get_current_settings

from vekha.domain.refusals import RefusedError
from vekha.flows.environment import RESULT_STORAGE

START_SECONDS = 60.0
POLL_SECONDS = 0.05


class ServerNotStartedError(RefusedError):
    """Prefect's API did not come up in time: its port may be taken, or its folder used by another process."""


@contextmanager
def running_server(port: int) -> Iterator[threading.Thread]:
    """Run the API until the block ends. The environment of `environment.py` must already be set."""
    if get_current_settings().server.ephemeral.enabled:
        raise ServerNotStartedError(
            "PREFECT_SERVER_EPHEMERAL_ENABLED должна быть false: без планировщика нельзя."
        )
    config = uvicorn.Config(create_app(final=True), host="127.0.0.1", port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="prefect-api", daemon=True)
    thread.start()
    try:
        _wait(server, thread)
        settings = get_current_settings()
        LocalFileSystem(basepath=str(settings.results.local_storage_path)).save(
            RESULT_STORAGE, overwrite=True
        )
        yield thread
    finally:
        APILogHandler().flush()  # lines written later would find nobody listening
        server.should_exit = True
        thread.join(START_SECONDS)


def _wait(server: uvicorn.Server, thread: threading.Thread) -> None:
    until = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise ServerNotStartedError(
                "Сервер Prefect не запустился: проверьте порт VEKHA_PREFECT_PORT и папку данных."
            )
        time.sleep(POLL_SECONDS)
