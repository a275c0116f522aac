"""`vekha serve` as a real process, and what keeps two of them apart."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.flows.ports import free_port

from vekha.serve.house import environment
from vekha.serve.instance_lock import AlreadyServedError, only_instance
from vekha.serve.web_server import PortTakenError, check_port
from vekha.settings.settings import Settings

PATIENCE_SECONDS = 90
SCHEDULER_LOOP = "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS"
WEB, PREFECT = free_port(), free_port()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Have `vekha serve` started in an empty folder, in a process group of its own."""
    ports = {"VEKHA_WEB_PORT": str(WEB), "VEKHA_PREFECT_PORT": str(PREFECT), SCHEDULER_LOOP: "1"}
    started = subprocess.Popen(
        [sys.executable, "-m", "vekha", "serve"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | ports,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield started
    if started.poll() is None:
        os.killpg(started.pid, signal.SIGKILL)
        started.communicate()


def patiently(question: Callable[[], str]) -> str:
    """Return the first answer that is not empty."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            if found := question():
                return found
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.2)
    raise AssertionError("no answer in time")


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read().decode()


def runs_ahead() -> str:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{PREFECT}/api/flow_runs/count",
        data=json.dumps({"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return answer.read().decode().strip("0\n")


def processes_of(group: int) -> list[str]:
    return subprocess.run(
        ["ps", "-o", "pid=", "-g", str(group)], capture_output=True, text=True, check=False
    ).stdout.split()


@pytest.mark.system
def test_the_house_answers_schedules_runs_and_leaves_nothing_behind(house, tmp_path: Path) -> None:
    assert "готов" == patiently(lambda: page(f"http://127.0.0.1:{WEB}/health/ready"))
    assert patiently(runs_ahead)

    house.send_signal(signal.SIGTERM)
    said, complained = house.communicate(timeout=PATIENCE_SECONDS)

    assert (0, "") == (house.returncode, complained)
    assert f"Портал: http://127.0.0.1:{WEB}/" in said
    assert "Останавливаюсь." in said
    assert [] == processes_of(house.pid)
    assert (tmp_path / "vekha-data" / "vekha.db").exists()


def test_a_folder_has_one_instance(tmp_path: Path) -> None:
    with (
        only_instance(tmp_path),
        pytest.raises(AlreadyServedError, match=f"процесс {os.getpid()}"),
        only_instance(tmp_path),
    ):
        pass


def test_a_folder_is_free_again_when_its_instance_has_ended(tmp_path: Path) -> None:
    for _ in range(2):
        with only_instance(tmp_path):
            assert str(os.getpid()) == (tmp_path / "serve.lock").read_text()


def test_a_taken_port_is_named_with_its_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"Порт {port} .* VEKHA_WEB_PORT"):
            check_port("127.0.0.1", port, "VEKHA_WEB_PORT")


def test_children_find_the_folder_wherever_they_stand(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)

    inherited = environment(Settings(data=Path("here"), smtp_password_file=Path("secret")))

    assert str(tmp_path / "here") == inherited["VEKHA_DATA"]
    assert str(tmp_path / "secret") == inherited["VEKHA_SMTP_PASSWORD_FILE"]
    assert str(tmp_path / "here" / "prefect") == inherited["PREFECT_HOME"]
    assert "http://127.0.0.1:4280/api" == inherited["PREFECT_API_URL"]
    assert "VEKHA_SMTP_CA_FILE" not in inherited
