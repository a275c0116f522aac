"""DOC and RTF through LibreOffice, where it is installed: to DOCX, and a check that nothing fell out."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits, past
from vekha.documents.process_limits import Ended, Ending, limited, run_bounded, without_network
from vekha.documents.sniffing import Format, format_of
from vekha.documents.tables import SourceDocument
from vekha.documents.word_text import CELL, is_encrypted, word_text
from vekha.documents.zip_package import macros_refused

PROGRAMS = ("soffice", "libreoffice")
ENDINGS = {Format.DOC: "doc", Format.RTF: "rtf"}
NO_OFFICE = "формат {} читается через LibreOffice, а на этом компьютере его нет."
ADVICE_DOCX = "Откройте документ в Word и сохраните как DOCX."
ADVICE_INSTALL = f"{ADVICE_DOCX} Или установите LibreOffice: apt-get install libreoffice-writer."
ADVICE_LOST = "LibreOffice прочёл документ не полностью. Откройте его в Word и сохраните как DOCX."
NETWORK_LEFT = (
    "система не даёт отключить LibreOffice от сети, а настройка documents.office_network этого требует."
)
NETWORK_SETTING = "Или задайте VEKHA_DOCUMENTS_OFFICE_NETWORK=say: документ прочитается с замечанием."
SECURITY, INTERNET = "Office.Common/Security/Scripting", "Inet/Settings"
PROFILE_ITEMS = (
    (SECURITY, "MacroSecurityLevel", "3"),  # «very high»: nothing in a document runs
    (SECURITY, "BlockUntrustedRefererLinks", "true"),
    # A proxy nobody listens at holds where the system cannot take the network away.
    (INTERNET, "ooInetProxyType", "2"),
    (INTERNET, "ooInetNoProxy", ""),
    *((INTERNET, f"ooInet{kind}ProxyName", "127.0.0.1") for kind in ("HTTP", "HTTPS", "FTP")),
    *((INTERNET, f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS", "FTP")),
)
PROFILE_ITEM = (
    '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
)
PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(PROFILE_ITEM.format(*item) for item in PROFILE_ITEMS)
    + "</oor:items>"
)
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


def read_through_office(
    content: bytes, file: str, limits: Limits, read: Callable[[bytes, str, Limits], SourceDocument]
) -> SourceDocument:
    """Return what `read` makes of the DOCX that LibreOffice makes. Raises DocumentError, also on a loss."""
    network = without_network(["true"]) is not None
    if not network and limits.office_network == "refuse":
        raise DocumentError(NETWORK_LEFT, f"{ADVICE_DOCX} {NETWORK_SETTING}", file)
    found = format_of(content)
    source = checked(content, read(converted(content, found, file, limits), file, limits))
    return source if network else replace(source, doubts=(*source.doubts, ("network_left", "")))


def converted(content: bytes, found: Format, file: str, limits: Limits) -> bytes:
    """Return the document as DOCX. Raises DocumentError without LibreOffice, and where it cannot."""
    program = office_program()
    if program is None:
        raise DocumentError(NO_OFFICE.format(ENDINGS[found].upper()), ADVICE_INSTALL, file)
    _refuse_other_ole(content, found, file, limits)
    with tempfile.TemporaryDirectory(prefix="vekha-office-") as folder:
        place = Path(folder)
        given = place / f"given.{ENDINGS[found]}"
        given.write_bytes(content)
        made = place / "made" / "given.docx"
        command = _command(program, place, given, limits)
        ended = run_bounded(command, b"", limits.office_seconds, _environment(place))
        if not made.is_file():
            raise _failed(ended, file, limits)
        if made.stat().st_size > limits.file_bytes:
            raise past("file_bytes", limits, file)
        return made.read_bytes()


def _failed(ended: Ended, file: str, limits: Limits) -> DocumentError:
    if ended.how in {Ending.LATE, Ending.PROCESSOR}:
        return past("office_seconds", limits, file)
    what = "LibreOffice не смог открыть документ: он повреждён, или ему не хватило памяти ({})."
    return past("office_memory_bytes", limits, file, what)


def _command(program: str, place: Path, given: Path, limits: Limits) -> list[str]:
    profile = place / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    command = limited(
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
        ],
        limits.office_memory_bytes,
        limits.office_seconds,
    )
    return without_network(command) or command


def _environment(place: Path) -> dict[str, str]:
    """LibreOffice sees neither our home nor our settings and secrets."""
    return {"HOME": str(place), "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}


def _refuse_other_ole(content: bytes, found: Format, file: str, limits: Limits) -> None:
    """A container of this kind also holds old workbooks, and any document under a password."""
    if found is not Format.DOC:
        return
    if "EncryptedPackage".encode("utf-16-le") in content or is_encrypted(content):
        raise DocumentError("документ под паролем.", "Сохраните его без пароля.", file)
    if "WordDocument".encode("utf-16-le") not in content:
        raise DocumentError(
            "это не документ Word, а другой старый файл Office (XLS, PPT).",
            "Сохраните его как XLSX или DOCX.",
            file,
        )
    if limits.macros == "refuse" and "_VBA_PROJECT".encode("utf-16-le") in content:
        raise macros_refused(file)


def checked(original: bytes, source: SourceDocument) -> SourceDocument:
    """Return what was read with a note. Raises DocumentError where words or the table fell out on the way."""
    cells, words = _cells_and_words(original)
    if cells >= LEAST_CELLS and not any(True for _ in source.tables()):
        raise DocumentError("при переводе в DOCX потеряна таблица.", ADVICE_LOST, source.file)
    text = source.raw_text.lower()
    kept = sum(word in text for word in words)
    if kept < LEAST_SHARE * len(words):
        what = f"при переводе в DOCX потеряны слова ({len(words) - kept} из {len(words)})."
        raise DocumentError(what, ADVICE_LOST, source.file)
    return replace(source, doubts=(*source.doubts, ("converted", "")))


def _cells_and_words(original: bytes) -> tuple[int, set[str]]:
    """Return what the original holds: by Word's own table of text, else by a plain scan of the bytes."""
    text = word_text(original)
    if text is not None:
        return text.count(CELL), {word.lower() for word in RTF_WORD.findall(text)}
    found = Format.RTF if original.startswith(b"{\\rtf") else Format.DOC
    return sum(1 for _ in CELL_MARKS[found].finditer(original)), _words(original, found)


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
