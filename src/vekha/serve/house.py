"""The whole product in one process: portal, Prefect's API with its scheduler, the runner of the flows."""

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from vekha.domain.refusals import RefusedError
from vekha.flows.environment import prefect_environment
from vekha.serve.instance_lock import only_instance
from vekha.serve.web_server import check_port, serving
from vekha.settings.opening import make_folder, opened
from vekha.settings.settings import Settings
from vekha.web.portal import portal

LOOK_SECONDS = 1.0
SCHEDULER_SECONDS = 60.0  # the scheduler looks for new deployments every five seconds
NO_RUNS = """
ВНИМАНИЕ: планировщик Prefect не создал ни одного запуска. Сроки сами не проверяются, письма не уходят.
Проверьте версии пакетов: vekha doctor --prefect. До исправления проверяйте вручную:
  vekha check-deadlines && vekha deliver
"""


class PartStoppedError(RefusedError):
    """A part of the house ended by itself."""


def serve_house(settings: Settings) -> None:
    """Run everything until SIGINT or SIGTERM. Raises RefusedError where a part cannot start or ends early."""
    make_folder(settings.data)
    with only_instance(settings.data), _asked_to_stop() as stop, ExitStack() as house:
        check_port(settings.web_host, settings.web_port, "VEKHA_WEB_PORT")
        check_port("127.0.0.1", settings.prefect_port, "VEKHA_PREFECT_PORT")
        os.environ.update(environment(settings))
        database = house.enter_context(opened(settings))
        page = serving(portal(database, settings), settings.web_host, settings.web_port)
        parts = [house.enter_context(page)]
        _say(f"Портал: http://{settings.web_host}:{settings.web_port}/\nДанные: {settings.data.resolve()}")
        for part in _orchestration(settings.prefect_port):
            if stop.is_set():
                break
            parts.append(house.enter_context(part))
        else:
            _say(f"Запуски по расписанию: http://127.0.0.1:{settings.prefect_port}/\nОстановить: Ctrl+C")
        _stay(stop, parts)
        _say("Останавливаюсь.")


def environment(settings: Settings) -> dict[str, str]:
    """Return what this process and the flow runs, its children, must find: Prefect's settings, our paths.

    Paths are made absolute; everything else the children read where the parent did.
    """
    fields = {name: getattr(settings, name) for name in type(settings).model_fields}
    paths = {name: path for name, path in fields.items() if isinstance(path, Path)}
    ours = {f"VEKHA_{name.upper()}": str(path.resolve()) for name, path in paths.items()}
    return prefect_environment(settings.data, settings.prefect_port) | ours


def _orchestration(port: int) -> Iterator[AbstractContextManager[threading.Thread]]:
    """Yield Prefect's API and the runner, to be entered in this order.

    Prefect is imported only when the first is asked for: its settings stand in the environment by then.
    """
    from vekha.flows.schedules import running_schedules
    from vekha.flows.server import running_server

    yield running_server(port)
    yield running_schedules(datetime.now(UTC))


@contextmanager
def _asked_to_stop() -> Iterator[threading.Event]:
    """Yield an event that SIGINT and SIGTERM set."""
    stop = threading.Event()
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {each: signal.signal(each, lambda *_: stop.set()) for each in signals}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _stay(stop: threading.Event, parts: list[threading.Thread]) -> None:
    """Return when asked to stop. Raises PartStoppedError when a part has ended by itself."""
    look_at_scheduler = time.monotonic() + SCHEDULER_SECONDS
    while not stop.wait(LOOK_SECONDS):
        if ended := [part.name for part in parts if not part.is_alive()]:
            raise PartStoppedError(
                f"Остановилась часть системы: {', '.join(ended)}. Запустите снова: vekha serve."
            )
        if time.monotonic() > look_at_scheduler:
            look_at_scheduler = float("inf")
            _look_at_scheduler()


def _look_at_scheduler() -> None:
    from vekha.flows.schedules import count_ahead

    if not asyncio.run(count_ahead()):
        sys.stderr.write(NO_RUNS)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
