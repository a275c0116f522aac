"""Every setting that the design measured reaches Prefect: a misspelt name would be dropped in silence."""

import warnings
from datetime import timedelta
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from prefect.settings import get_current_settings

from vekha.flows.environment import prefect_environment

# Read by other hands: Prefect's telemetry, and two names that Prefect spells otherwise when it prints them.
NOT_PRINTED = {
    "DO_NOT_TRACK",
    "PREFECT_EVENTS_RETENTION_PERIOD",
    "PREFECT_LOGGING_LOGGERS_PREFECT_EXTRA_LEVEL",
}


def test_prefect_takes_every_setting_as_written() -> None:
    settings = get_current_settings()
    taken = settings.to_environment_variables(exclude_unset=True)
    asked = prefect_environment(Path(settings.home).parent, int(settings.api.url.split(":")[2].split("/")[0]))

    assert {} == {
        name: (value, taken.get(name))
        for name, value in asked.items()
        if name not in NOT_PRINTED and value.lower() != str(taken.get(name)).lower()
    }
    assert timedelta(days=2) == settings.server.events.retention_period


def test_the_api_is_bound_to_loopback_and_files_lie_under_the_data_folder(tmp_path: Path) -> None:
    asked = prefect_environment(tmp_path, 4280)

    assert "127.0.0.1" == asked["PREFECT_SERVER_API_HOST"]
    assert "http://127.0.0.1:4280/api" == asked["PREFECT_API_URL"]
    assert str(tmp_path / "prefect") == asked["PREFECT_HOME"]
