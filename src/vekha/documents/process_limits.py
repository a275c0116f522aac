"""Bounds the operating system keeps for a process. POSIX has them; elsewhere only the wall clock bounds."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress

if sys.platform != "win32":
    import resource

    def limit_this_process(memory_bytes: int, cpu_seconds: int) -> None:
        """Bound the address space and the processor time of this process; it dies where it passes them."""
        _lower(resource.RLIMIT_AS, memory_bytes)
        _lower(resource.RLIMIT_CPU, cpu_seconds)
        _lower(resource.RLIMIT_CORE, 0)

    def _lower(kind: int, bound: int) -> None:
        hard = resource.getrlimit(kind)[1]
        least = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (least, least))

    def end_with_children(process: subprocess.Popen[bytes]) -> None:
        """End a process started in a session of its own, and whatever it has started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

else:

    def limit_this_process(memory_bytes: int, cpu_seconds: int) -> None:
        """Windows keeps no such bounds for a plain process."""

    def end_with_children(process: subprocess.Popen[bytes]) -> None:
        """End the process itself."""
        process.kill()
        process.wait()


def without_network(command: list[str]) -> list[str]:
    """Return the command in a network namespace of its own, where the system lets us make one."""
    unshare = shutil.which("unshare")
    for flags in ("-n", "-rn") if unshare else ():
        trial = subprocess.run([str(unshare), flags, "true"], check=False, capture_output=True)  # noqa: S603 -- no input of anybody's in it
        if trial.returncode == 0:
            return [str(unshare), flags, *command]
    return command


def run_bounded(
    command: list[str], given: bytes, seconds: float, env: dict[str, str] | None = None
) -> bytes | None:
    """Return what the command prints, None where it fails or takes longer than `seconds`."""
    with subprocess.Popen(  # noqa: S603 -- our own commands; a document is bytes or a file of our naming
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=env,
    ) as process:
        try:
            printed, _ = process.communicate(given, timeout=seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            end_with_children(process)
    return printed if process.returncode == 0 else None
