"""DOC and RTF through LibreOffice, where it is installed: to DOCX, and a check that nothing fell out."""

import os
import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits
from vekha.documents.process_limits import run_bounded, without_network
from vekha.documents.sniffing import Format
from vekha.documents.tables import SourceDocument

PROGRAMS = ("soffice", "libreoffice")
ENDINGS = {Format.DOC: "doc", Format.RTF: "rtf"}
NO_OFFICE = "формат {} читается через LibreOffice, а на этом компьютере его нет."
ADVICE_DOCX = "Откройте документ в Word и сохраните как DOCX."
ADVICE_LOST = "LibreOffice прочёл документ не полностью. Откройте его в Word и сохраните как DOCX."
# The macro security level «very high»: nothing in a document runs.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"
 oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item></oor:items>
"""
LEAST_SHARE = 0.9
LEAST_CELLS = 6
# Words of a DOC lie in it as UTF-16 or cp1251, those of an RTF as escapes.
UTF16_WORD = re.compile(rb"(?:[\x10-\x4f\x51]\x04){5,}")
CP1251_WORD = re.compile(rb"[\xc0-\xff\xb8]{5,}")
RTF_LETTER = re.compile(rb"\\u(-?\d{1,5})(?: ?\\'[0-9a-fA-F]{2}| ?\?| )?|\\'([0-9a-fA-F]{2})")
FILLING = re.compile(r"(.)\1{3}")
"""Bytes 0xFF are no words of «яяяя»."""
RTF_WORD = re.compile("[А-Яа-яё]{5,}")
CELL_MARKS = {
    Format.DOC: re.compile(rb"[\x10-\x4f]\x04\x07\x00|[\xe0-\xff.]\x07(?!\x00)"),
    Format.RTF: re.compile(rb"\\cell\b"),
}


def office_program() -> str | None:
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def converted(content: bytes, found: Format, file: str, limits: Limits) -> bytes:
    """Return the document as DOCX. Raises DocumentError without LibreOffice, and where it cannot."""
    program = office_program()
    if program is None:
        raise DocumentError(NO_OFFICE.format(ENDINGS[found].upper()), ADVICE_DOCX, file)
    _refuse_other_ole(content, found, file)
    with tempfile.TemporaryDirectory(prefix="vekha-office-") as folder:
        place = Path(folder)
        given = place / f"given.{ENDINGS[found]}"
        given.write_bytes(content)
        made = place / "made" / "given.docx"
        run_bounded(_command(program, place, given), b"", limits.reading_seconds, _environment(place))
        if not made.is_file():
            raise DocumentError("LibreOffice не смог открыть документ.", ADVICE_DOCX, file)
        if made.stat().st_size > limits.file_bytes:
            raise DocumentError("документ слишком велик.", ADVICE_DOCX, file)
        return made.read_bytes()


def _command(program: str, place: Path, given: Path) -> list[str]:
    profile = place / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    return without_network(
        [
            program,
            f"-env:UserInstallation={profile.parent.as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(place / "made"),
            str(given),
        ]
    )


def _environment(place: Path) -> dict[str, str]:
    """LibreOffice sees neither our home nor our settings and secrets."""
    return {"HOME": str(place), "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}


def _refuse_other_ole(content: bytes, found: Format, file: str) -> None:
    """A container of this kind also holds old workbooks, and any document under a password."""
    if found is not Format.DOC:
        return
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise DocumentError("документ под паролем.", "Сохраните его без пароля.", file)
    if "WordDocument".encode("utf-16-le") not in content:
        raise DocumentError(
            "это не документ Word, а другой старый файл Office (XLS, PPT).",
            "Сохраните его как XLSX или DOCX.",
            file,
        )


def checked(original: bytes, source: SourceDocument) -> SourceDocument:
    """Return what was read with a note. Raises DocumentError where words or the table fell out on the way."""
    found = Format.RTF if original.startswith(b"{\\rtf") else Format.DOC
    cells = sum(1 for _ in CELL_MARKS[found].finditer(original))
    if cells >= LEAST_CELLS and not any(True for _ in source.tables()):
        raise DocumentError("при переводе в DOCX потеряна таблица.", ADVICE_LOST, source.file)
    words = _words(original, found)
    text = source.raw_text.lower()
    kept = sum(word in text for word in words)
    if kept < LEAST_SHARE * len(words):
        what = f"при переводе в DOCX потеряны слова ({len(words) - kept} из {len(words)})."
        raise DocumentError(what, ADVICE_LOST, source.file)
    return replace(source, doubts=(*source.doubts, ("converted", "")))


def _words(original: bytes, found: Format) -> set[str]:
    if found is Format.RTF:
        return {word.lower() for word in RTF_WORD.findall(_rtf_text(original))}
    wide = (one.decode("utf-16-le") for one in UTF16_WORD.findall(original))
    narrow = (one.decode("cp1251") for one in CP1251_WORD.findall(original))
    words = (word.lower() for word in (*wide, *narrow))
    return {word for word in words if RTF_WORD.fullmatch(word) and not FILLING.search(word)}


def _rtf_text(original: bytes) -> str:
    def letter(found: re.Match[bytes]) -> bytes:
        if found[2]:
            return bytes([int(found[2], 16)]).decode("cp1251", "replace").encode()
        return chr(int(found[1]) % 0x10000).encode("utf-8", "replace")

    return RTF_LETTER.sub(letter, original).decode("utf-8", "replace")
