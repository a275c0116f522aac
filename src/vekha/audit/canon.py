"""The canonical form of a row: one line of JSON with sorted keys, equal on every database and platform."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date() | time():
            return value.isoformat()
        case float():
            return repr(value)
        case _:
            return value


def canonical(name: str, row: Mapping[str, object]) -> str:
    """Return the canonical line of a row of table `name`. Instants in UTC with microseconds, dates ISO."""
    plain = {key: _plain(value) for key, value in row.items()}
    return json.dumps([name, plain], ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def encoded(line: str) -> bytes:
    """Return the bytes to digest. Lone surrogates stand for bytes of a damaged text and pass."""
    return line.encode("utf-8", "surrogatepass")


def rows_digest(lines: Iterable[str]) -> str:
    """Return the SHA-256 (hex) of the sorted lines, each ended by LF."""
    digest = hashlib.sha256()
    for line in sorted(lines):
        digest.update(encoded(line))
        digest.update(b"\n")
    return digest.hexdigest()


def text_digest(salt: str, text: str) -> str:
    """Return SHA-256(salt + text) in hex: the text can be erased, the record still holds."""
    return hashlib.sha256(encoded(salt + text)).hexdigest()
