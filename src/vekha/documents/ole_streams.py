"""Streams of an OLE container (an old DOC), read with bounds: a chain never runs longer than the file."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER_SECTORS = 109
LAST_SECTOR = 0xFFFFFFFA
"""Numbers from here on name no sector."""
ENTRY_BYTES = 128
MINI_BYTES = 64


@dataclass(frozen=True, slots=True)
class _Container:
    content: bytes
    sector_bytes: int
    table: tuple[int, ...]

    def sector(self, number: int) -> bytes:
        start = (number + 1) * self.sector_bytes
        return self.content[start : start + self.sector_bytes]

    def chain(self, first: int) -> Iterator[int]:
        """Yield the sectors of a stream; a chain that bites its tail ends."""
        seen: set[int] = set()
        while first < len(self.table) and first not in seen:
            seen.add(first)
            yield first
            first = self.table[first]

    def stream(self, first: int) -> bytes:
        return b"".join(map(self.sector, self.chain(first)))


def ole_streams(content: bytes) -> dict[str, bytes]:
    """Return the streams of the container by name; what is broken in it is left out."""
    if not content.startswith(SIGNATURE) or len(content) < 512:
        return {}
    (shift,) = struct.unpack_from("<H", content, 0x1E)
    if shift not in {9, 12}:
        return {}
    cutoff, mini_first = struct.unpack_from("<II", content, 0x38)
    (directory,) = struct.unpack_from("<I", content, 0x30)
    container = _Container(content, 1 << shift, ())
    container = _Container(content, 1 << shift, _table(container))
    entries = list(_entries(container.stream(directory)))
    root = next((container.stream(first) for _, kind, first, _ in entries if kind == 5), b"")
    mini = _numbers(container.stream(mini_first))
    return {
        name: _mini_stream(root, mini, first)[:size] if size < cutoff else container.stream(first)[:size]
        for name, kind, first, size in entries
        if kind == 2
    }


def _table(container: _Container) -> tuple[int, ...]:
    """Return which sector follows which."""
    numbers = list(struct.unpack_from(f"<{HEADER_SECTORS}I", container.content, 0x4C))
    (more,) = struct.unpack_from("<I", container.content, 0x44)
    seen: set[int] = set()
    while more < LAST_SECTOR and more not in seen:
        seen.add(more)
        listed = _numbers(container.sector(more))
        if not listed:
            break
        numbers += listed[:-1]
        more = listed[-1]
    sectors = (container.sector(number) for number in numbers if number < LAST_SECTOR)
    return tuple(number for sector in sectors for number in _numbers(sector))


def _numbers(sector: bytes) -> list[int]:
    return [number for (number,) in struct.iter_unpack("<I", sector[: len(sector) // 4 * 4])]


def _entries(directory: bytes) -> Iterator[tuple[str, int, int, int]]:
    """Yield name, kind, first sector and size of each entry."""
    for start in range(0, len(directory) - ENTRY_BYTES + 1, ENTRY_BYTES):
        length, kind = struct.unpack_from("<HB", directory, start + 64)
        first, size = struct.unpack_from("<II", directory, start + 116)
        name = directory[start : start + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        yield name, kind, first, size


def _mini_stream(root: bytes, mini: list[int], first: int) -> bytes:
    container = _Container(b"\0" * MINI_BYTES + root, MINI_BYTES, tuple(mini))
    return container.stream(first)
