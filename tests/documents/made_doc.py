"""Old Word files made for one test: an OLE container with the text as Word 97 keeps it."""

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NO_STREAM = 0xFFFFFFFF


def doc(text, *, encrypted=False, compressed=False):
    """The bytes of a DOC with this main text in one piece."""
    letters = text.encode("cp1251" if compressed else "utf-16-le")
    main = bytearray(4096)
    struct.pack_into("<H", main, 0, 0xA5EC)
    struct.pack_into("<H", main, 0x0A, 0x0200 | (0x0100 if encrypted else 0))
    struct.pack_into("<I", main, 0x4C, len(text))
    place = (len(main) * 2 | 0x40000000) if compressed else len(main)
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, place, 0)
    table = b"\x01\x02\x00\xff\xff" + b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", main, 0x1A2, 0, len(table))
    return container({"WordDocument": bytes(main) + letters, "1Table": table.ljust(4096, b"\0")})


def container(streams):
    """An OLE container of large streams: one sector of FAT, then the directory, then the streams."""
    follows, sectors, firsts = [FAT, END], [], {}
    for name, content in streams.items():
        pieces = [content[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(content), SECTOR)]
        firsts[name] = len(follows)
        follows += [*range(len(follows) + 1, len(follows) + len(pieces)), END]
        sectors += pieces
    assert len(follows) <= SECTOR // 4
    entries = [_entry("Root Entry", 5, END, 0)]
    entries += [_entry(name, 2, firsts[name], len(content)) for name, content in streams.items()]
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    fat = struct.pack(f"<{len(follows)}I", *follows).ljust(SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0, 0)
    return header.ljust(SECTOR, b"\xff") + fat + directory + b"".join(sectors)


def _entry(name, kind, first, size):
    coded = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", NO_STREAM, NO_STREAM, NO_STREAM)
    head = coded.ljust(64, b"\0") + struct.pack("<HBB", len(coded), kind, 1) + links
    return head.ljust(116, b"\0") + struct.pack("<III", first, size, 0)
