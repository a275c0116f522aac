"""Bounds the operating system keeps for a process. POSIX has them; elsewhere only the wall clock bounds."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

try:
    import resource
except ImportError:  # Windows keeps no such bounds for a plain process
    POSIX = False
else:
    POSIX = hasattr(os, "killpg")

OUT_OF_MEMORY = 77
"""Exit code of a child that could not get the memory it asked for."""
SECONDS_TO_END = 2
"""Between the signal a process may end by and the one it cannot escape."""


class Ending(StrEnum):
    """How a process ended: as it should, by a bound, or in any other way."""

    DONE = "done"
    LATE = "late"
    PROCESSOR = "processor"
    MEMORY = "memory"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Ended:
    how: Ending
    printed: bytes = b""


def limit_this_process(memory_bytes: int, cpu_seconds: int) -> None:
    """Bound the address space and the processor time of this process and of each it starts."""
    if POSIX:
        _lower(resource.RLIMIT_AS, memory_bytes, memory_bytes)
        _lower(resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + SECONDS_TO_END)
        _lower(resource.RLIMIT_CORE, 0, 0)


def _lower(kind: int, bound: int, last: int) -> None:
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        bound, last = min(bound, hard), min(last, hard)
    resource.setrlimit(kind, (bound, last))


def end_for_want_of_memory() -> NoReturn:
    """End this process at once; nothing that needs memory runs any more."""
    os._exit(OUT_OF_MEMORY)


def end_with_children(process: subprocess.Popen[bytes]) -> None:
    """End a process started in a session of its own, and whatever it has started."""
    if POSIX:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def without_network(command: list[str]) -> list[str] | None:
    """Return the command in a network namespace of its own; None where the system lets us make none."""
    unshare = shutil.which("unshare")
    for flags in ("-n", "-rn") if unshare else ():
        trial = subprocess.run([str(unshare), flags, "true"], check=False, capture_output=True)  # noqa: S603 -- no input of anybody's in it
        if trial.returncode == 0:
            return [str(unshare), flags, *command]
    return None


def run_bounded(command: list[str], given: bytes, seconds: float, env: dict[str, str] | None = None) -> Ended:
    """Return what the command prints; after `seconds` it is ended with whatever it has started."""
    return _run(command, given, seconds, env, own_group=True)


def run_inside(command: list[str], given: bytes, seconds: float, env: dict[str, str] | None = None) -> Ended:
    """The same from within a bounded child: whoever ends the child ends the command with it."""
    return _run(command, given, seconds, env, own_group=False)


def _run(
    command: list[str], given: bytes, seconds: float, env: dict[str, str] | None, *, own_group: bool
) -> Ended:
    with subprocess.Popen(  # noqa: S603 -- our own commands; a document is bytes or a file of our naming
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=own_group,
        env=env,
    ) as process:
        try:
            printed, _ = process.communicate(given, timeout=seconds)
        except subprocess.TimeoutExpired:
            return Ended(Ending.LATE)
        finally:
            if own_group:
                end_with_children(process)
            else:
                process.kill()
    return Ended(_ending(process.returncode), printed)


def _ending(code: int) -> Ending:
    if code == OUT_OF_MEMORY:
        return Ending.MEMORY
    if POSIX and code == -signal.SIGXCPU:
        return Ending.PROCESSOR
    return Ending.DONE if code == 0 else Ending.FAILED


def limited(command: list[str], memory_bytes: int, cpu_seconds: int) -> list[str]:
    """Return the command with bounds of memory and processor time upon it and all it starts."""
    if not POSIX:
        return command
    return [*own_python("vekha.documents.limited_command"), str(memory_bytes), str(cpu_seconds), *command]


def own_python(module: str) -> list[str]:
    """Return the command that runs a module of ours; -P: nothing is imported from the user's folder."""
    return [sys.executable, "-P", "-m", module]
