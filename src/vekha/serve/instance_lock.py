"""One instance per data folder: two servers on one `PREFECT_HOME` would lock each other."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from vekha.domain.refusals import RefusedError

try:
    import fcntl
except ImportError:  # Windows: an open file cannot be deleted there, which is lock enough
    _HAS_FCNTL = False
else:
    _HAS_FCNTL = True

LOCK = "serve.lock"


class AlreadyServedError(RefusedError):
    """Another process serves this data folder."""


@contextmanager
def only_instance(data: Path) -> Iterator[None]:
    """Hold the folder's lock until the block ends; the system lets go of it when the process dies."""
    path = data / LOCK
    with _opened(path) as file:
        _lock(file, path)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _opened(path: Path) -> IO[str]:
    if not _HAS_FCNTL:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _served(path) from error
    return path.open("a+", encoding="ascii")


def _lock(file: IO[str], path: Path) -> None:
    if not _HAS_FCNTL:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise _served(path) from error


def _served(path: Path) -> AlreadyServedError:
    pid = path.read_text(encoding="ascii").strip()
    named = f" (процесс {pid})" if pid else ""
    return AlreadyServedError(
        f"Папка данных {path.parent} уже обслуживается{named}. "
        "Остановите тот процесс или укажите другую папку: VEKHA_DATA."
    )
