"""The text of an old DOC as Word itself keeps it: what LibreOffice makes of it is held against it."""

import re
import struct
from collections.abc import Iterator

from vekha.documents.ole_streams import ole_streams

WORD_97 = 0xA5EC
ENCRYPTED, OTHER_TABLE = 0x0100, 0x0200
FLAGS_AT, MAIN_TEXT_AT, PIECES_AT = 0x0A, 0x4C, 0x1A2
PROPERTIES, PIECES = 1, 2
COMPRESSED = 0x40000000
CELL = "\x07"
FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*\x14?|\x15")
MOST_PIECES = 200_000


def is_encrypted(content: bytes) -> bool:
    main = ole_streams(content).get("WordDocument", b"")
    return len(main) > FLAGS_AT + 2 and bool(struct.unpack_from("<H", main, FLAGS_AT)[0] & ENCRYPTED)


def word_text(content: bytes) -> str | None:
    """Return the main text, cells ended by CELL; None where Word 97 or later has not written it."""
    streams = ole_streams(content)
    main = streams.get("WordDocument", b"")
    try:
        if struct.unpack_from("<H", main)[0] != WORD_97:
            return None
        (flags,) = struct.unpack_from("<H", main, FLAGS_AT)
        (length,) = struct.unpack_from("<I", main, MAIN_TEXT_AT)
        start, size = struct.unpack_from("<II", main, PIECES_AT)
        table = streams.get("1Table" if flags & OTHER_TABLE else "0Table", b"")[start : start + size]
        text = "".join(_pieces(main, table))[:length]
    except struct.error:
        return None
    return FIELD_CODE.sub("", text) if text else None


def _pieces(main: bytes, table: bytes) -> Iterator[str]:
    at = 0
    while at < len(table) and table[at] == PROPERTIES:
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    if at >= len(table) or table[at] != PIECES:
        return
    (size,) = struct.unpack_from("<I", table, at + 1)
    count = min((size - 4) // 12, MOST_PIECES)
    ends = struct.unpack_from(f"<{count + 1}I", table, at + 5)
    for piece in range(count):
        (place,) = struct.unpack_from("<I", table, at + 5 + 4 * (count + 1) + 8 * piece + 2)
        yield _piece(main, place, max(0, ends[piece + 1] - ends[piece]))


def _piece(main: bytes, place: int, letters: int) -> str:
    if place & COMPRESSED:
        start = (place & ~COMPRESSED) // 2
        return main[start : start + letters].decode("cp1251", "replace")
    return main[place : place + 2 * letters].decode("utf-16-le", "replace")
