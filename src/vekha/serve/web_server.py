"""An ASGI application on a port, in a thread of its own: signals stay with the main thread."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from vekha.domain.refusals import RefusedError

START_SECONDS = 30.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.02


class PortTakenError(RefusedError):
    """Somebody else listens there, or the address is not this machine's."""


def check_port(host: str, port: int, setting: str) -> None:
    """Raise PortTakenError unless the port can be listened on. `setting` is what the operator changes."""
    try:
        with socket.create_server((host, port), family=_family(host)):
            return
    except OSError as error:
        raise PortTakenError(
            f"Порт {port} на {host} занят или недоступен ({error.strerror or error}). "
            f"Остановите того, кто его слушает, или задайте другой: {setting}."
        ) from error


@contextmanager
def serving(app: FastAPI, host: str, port: int) -> Iterator[threading.Thread]:
    """Serve the application until the block ends; requests at work then get some seconds to finish."""
    config = uvicorn.Config(
        app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=int(STOP_SECONDS)
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="portal", daemon=True)
    thread.start()
    try:
        _wait(server, thread, f"{host}:{port}")
        yield thread
    finally:
        server.should_exit = True
        thread.join(STOP_SECONDS + 1)


def _wait(server: uvicorn.Server, thread: threading.Thread, where: str) -> None:
    until = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise PortTakenError(
                f"Портал не запустился на {where}: проверьте VEKHA_WEB_HOST и VEKHA_WEB_PORT."
            )
        time.sleep(POLL_SECONDS)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
