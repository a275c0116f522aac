"""The zip around a DOCX, XLSX or ODT: counted while it is unpacked, and XML that may name no entity."""

import io
import zipfile
import zlib
from dataclasses import dataclass, field

from lxml import etree

from vekha.documents.errors import DocumentError
from vekha.documents.limits import RESAVE, Limits, past

CHUNK_BYTES = 64 * 1024
ENCRYPTED_FLAG = 0x1
ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar")
STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
WORD_NAMESPACE = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCTYPES = tuple("<!doctype".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
DEEPEST_XML = 256
"""libxml2 itself refuses what is nested deeper."""


@dataclass(slots=True)
class Package:
    """An opened document. Bytes are counted as they come out; the header's sizes are not trusted."""

    file: str
    limits: Limits
    archive: zipfile.ZipFile
    unpacked_bytes: int = field(default=0)

    def names(self) -> list[str]:
        return self.archive.namelist()

    def part(self, name: str) -> bytes | None:
        """Return the bytes of a part, None where the package has no such part. Raises DocumentError."""
        try:
            info = self.archive.getinfo(name)
        except KeyError:
            return None
        content = bytearray()
        try:
            with self.archive.open(info) as stream:
                while chunk := stream.read(CHUNK_BYTES):
                    content += chunk
                    self._count(len(chunk), len(content), info)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise self._refusal(f"документ повреждён: часть «{name}» не распаковывается.") from error
        return bytes(content)

    def xml(self, name: str) -> etree._Element | None:
        """Return the root of an XML part. Raises DocumentError on broken XML, any DTD, endless nesting."""
        content = self.part(name)
        if content is None:
            return None
        if any(mark in content.lower() for mark in DOCTYPES):
            raise self._refusal(f"в части «{name}» объявлены сущности (DTD): так делают вредоносные файлы.")
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(content.replace(STRICT_NAMESPACE, WORD_NAMESPACE), parser)
        except etree.XMLSyntaxError as error:
            if "Excessive depth" in str(error):
                raise past("xml_depth", self.limits, self.file) from error
            raise self._refusal(f"документ повреждён: часть «{name}» не читается.") from error
        if self.limits.xml_depth < DEEPEST_XML and depth_of(root) > self.limits.xml_depth:
            raise past("xml_depth", self.limits, self.file)
        return root

    def _count(self, chunk: int, part: int, info: zipfile.ZipInfo) -> None:
        limits = self.limits
        self.unpacked_bytes += chunk
        packed = max(info.compress_size, 1)
        if part > limits.zip_part_bytes:
            raise past("zip_part_bytes", limits, self.file)
        if self.unpacked_bytes > limits.zip_total_bytes:
            raise past("zip_total_bytes", limits, self.file)
        if part > limits.zip_ratio_from_bytes and part > limits.zip_ratio * packed:
            raise past("zip_ratio", limits, self.file)

    def _refusal(self, what: str) -> DocumentError:
        return DocumentError(what, RESAVE, self.file)


def open_package(content: bytes, file: str, limits: Limits) -> Package:
    """Return the opened package. Raises DocumentError on a broken, encrypted, nested or swollen archive."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DocumentError("документ повреждён, архив не открывается.", RESAVE, file) from error
    entries = archive.infolist()
    if len(entries) > limits.zip_entries:
        raise past("zip_entries", limits, file)
    if sum(entry.file_size for entry in entries) > limits.zip_total_bytes:
        raise past("zip_total_bytes", limits, file)
    if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
        raise DocumentError("документ зашифрован.", "Сохраните его без пароля.", file)
    if any(entry.filename.lower().endswith(ARCHIVES) for entry in entries):
        raise DocumentError("внутри документа лежит архив.", RESAVE, file)
    _judge_macros(entries, limits, file)
    return Package(file, limits, archive)


def _judge_macros(entries: list[zipfile.ZipInfo], limits: Limits, file: str) -> None:
    """Macros are never run; a department may refuse every document that holds them."""
    names = [entry.filename.lower() for entry in entries]
    held = any(name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")) for name in names)
    if held and limits.macros == "refuse":
        raise macros_refused(file)


def macros_refused(file: str) -> DocumentError:
    return DocumentError(
        'в документе есть макросы, а настройка documents.macros = "refuse" такие не принимает.',
        "Сохраните его без макросов (DOCX, XLSX, ODT) или задайте VEKHA_DOCUMENTS_MACROS=text: "
        "прочитается только текст.",
        file,
    )


def depth_of(root: etree._Element) -> int:
    """Return how deep elements are nested; the root alone is 1."""
    deepest = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest
