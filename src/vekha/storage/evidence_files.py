"""Papers as bytes, found by their SHA-256 under one folder; a file is there whole or not at all."""

import hashlib
import os
import secrets
from datetime import datetime
from pathlib import Path


class DamagedEvidenceError(Exception):
    """A stored file is missing or its bytes are not those it is named by."""


def put(root: Path, content: bytes) -> str:
    """Keep `content` durably and return its SHA-256 (hex). The same bytes are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    target = path_of(root, digest)
    if target.exists() and target.stat().st_size == len(content):
        return digest
    target.parent.mkdir(parents=True, exist_ok=True)
    half_written = target.parent / f".{digest}.{secrets.token_hex(4)}"
    try:
        _write(half_written, content)
        half_written.replace(target)
    finally:
        half_written.unlink(missing_ok=True)
    _sync_folder(target.parent)
    return digest


def read(root: Path, digest: str) -> bytes:
    """Return the bytes of `digest`; raises DamagedEvidenceError when they are missing or changed."""
    try:
        content = path_of(root, digest).read_bytes()
    except FileNotFoundError as error:
        raise DamagedEvidenceError(f"no file {digest} in {root}") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise DamagedEvidenceError(f"file {digest} in {root} was changed")
    return content


def path_of(root: Path, digest: str) -> Path:
    """Return where the bytes of `digest` lie: a folder for the first two digits keeps folders small."""
    return root / digest[:2] / digest


def remove_halves(root: Path, before: datetime) -> int:
    """Remove what a crash left half-written before the instant; return how many files there were."""
    halves = [path for path in root.glob("??/.*") if path.stat().st_mtime < before.timestamp()]
    for path in halves:
        path.unlink(missing_ok=True)
    return len(halves)


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
