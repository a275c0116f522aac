"""Put a paper into a folder: whole or not at all."""

import re
import secrets
from pathlib import Path

from vekha.domain.refusals import RefusedError


class NoFolderError(RefusedError):
    """The folder for papers cannot be written to."""


def place(folder: Path, name: str, content: bytes) -> Path:
    """Write the paper and return its path; a paper of this name is replaced. Raises NoFolderError."""
    path = folder / name
    half_written = folder / f".{name}.{secrets.token_hex(4)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            half_written.write_bytes(content)
            half_written.replace(path)
        finally:
            half_written.unlink(missing_ok=True)
    except OSError as error:
        raise NoFolderError(
            f"В папку «{folder}» записать нельзя: {error.strerror}. Укажите другую: --out."
        ) from error
    return path


def file_stem(*parts: str) -> str:
    """Return a file name's stem that every system takes."""
    return "_".join(re.sub(r"[^\w.-]+", "-", part) for part in parts)
