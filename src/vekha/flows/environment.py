"""What Prefect must find in the environment before it is imported (design, section 7; each was measured)."""

from pathlib import Path

# The block `flows/server.py` keeps for results of runs; our flows return none.
RESULT_STORAGE = "vekha"


def prefect_environment(data: Path, port: int) -> dict[str, str]:
    """Return the settings of the embedded mode: API on loopback at `port`, files under `<data>/prefect`."""
    return {
        "PREFECT_HOME": str((data / "prefect").resolve()),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_RUNNER_POLL_FREQUENCY": "5",
        "PREFECT_EVENTS_RETENTION_PERIOD": "P2D",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "P30D",
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        # Our own line per run is kept beside the run; Prefect itself speaks up only when something is wrong.
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_EXTRA_LOGGERS": "vekha.flows",
        "PREFECT_LOGGING_LOGGERS_PREFECT_EXTRA_LEVEL": "INFO",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        # Named, it is looked up once; unnamed, two new clients ask the server for it in every run (0.1 s).
        "PREFECT_RESULTS_DEFAULT_STORAGE_BLOCK": f"local-file-system/{RESULT_STORAGE}",
    }
