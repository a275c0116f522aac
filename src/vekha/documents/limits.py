"""How much of a document is read before it is refused (domain/documents.md, section 5); each is a setting."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self

from vekha.documents.errors import DocumentError
from vekha.domain.places import Place

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one document. A reader refuses what passes them, it never reads a part in silence.

    `ocr` is asked for at the door and is no setting. `zip_ratio` is judged from `zip_ratio_from_bytes` on.
    `macros`: whether a document with macros is read as text or refused. `office_network`: whether LibreOffice
    may run where the system cannot take the network away from it; then that is said with the document.
    """

    file_bytes: int = 25 * MEBIBYTE
    text_bytes: int = 5 * MEBIBYTE
    zip_entries: int = 2_000
    zip_total_bytes: int = 200 * MEBIBYTE
    zip_part_bytes: int = 50 * MEBIBYTE
    zip_ratio: int = 100
    zip_ratio_from_bytes: int = MEBIBYTE
    xml_depth: int = 256
    grid_columns: int = 63
    table_rows: int = 5_000
    tables: int = 200
    cell_chars: int = 20_000
    cells: int = 500_000
    sheet_rows: int = 20_000
    sheet_columns: int = 200
    pages: int = 300
    page_chars: int = 200_000
    page_points: int = 20_000
    reading_seconds: int = 60
    reading_cpu_seconds: int = 30
    reading_memory_bytes: int = 1024 * MEBIBYTE
    office_seconds: int = 60
    office_memory_bytes: int = 4096 * MEBIBYTE
    office_network: Literal["say", "refuse"] = "say"
    ocr_pages: int = 50
    ocr_pixels: int = 25_000_000
    ocr_dpi: int = 100  # measured: at 150 dpi 53 of 54 cells were exact, at 100 dpi 41 of 55
    ocr_page_seconds: int = 60
    ocr_seconds: int = 900
    macros: Literal["text", "refuse"] = "text"
    ocr: bool = False

    def without_recognition(self) -> Self:
        """Return the bounds of a document without pictures of pages: `ocr` makes no difference to it."""
        return replace(self, ocr=False)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


LIMITS = Limits()
RESAVE = "Откройте документ в Word или LibreOffice и сохраните заново как DOCX."
ONLY_PLAN = "Оставьте в файле только приказ и его таблицу."
SPLIT = "Разделите документ на части."
SOURCE = "Попросите исходный файл: DOCX, XLSX или PDF, сохранённый из него."
TOO_MUCH: dict[str, tuple[str, str]] = {
    "file_bytes": ("файл больше {}.", "Удалите из документа картинки."),
    "text_bytes": ("текст больше {}.", ONLY_PLAN),
    "zip_entries": ("в документе больше {} частей.", RESAVE),
    "zip_total_bytes": ("документ распаковывается в слишком большой объём: больше {}.", RESAVE),
    "zip_part_bytes": ("часть документа распаковывается в слишком большой объём: больше {}.", RESAVE),
    "zip_ratio": (
        "часть документа распаковывается в слишком большой объём: она сжата больше чем в {} раз.",
        RESAVE,
    ),
    "xml_depth": ("вложенность документа больше {}.", RESAVE),
    "grid_columns": ("в строке больше {} столбцов.", ONLY_PLAN),
    "table_rows": ("в таблице больше {} строк.", SPLIT),
    "tables": ("в документе больше {} таблиц.", SPLIT),
    "cell_chars": ("в ячейке больше {} знаков.", "Проверьте, не слиты ли строки таблицы."),
    "cells": ("в документе больше {} ячеек.", SPLIT),
    "sheet_rows": ("лист заполнен дальше {} строк.", ONLY_PLAN),
    "sheet_columns": ("лист заполнен дальше {} столбцов.", ONLY_PLAN),
    "pages": ("в документе больше {} страниц.", SPLIT),
    "page_chars": ("на странице больше {} знаков.", SOURCE),
    "page_points": ("у страницы невозможный размер: сторона бывает до {} пунктов.", SOURCE),
    "reading_seconds": ("чтение заняло больше {} с.", RESAVE),
    "reading_cpu_seconds": ("чтение заняло больше {} с работы процессора.", RESAVE),
    "reading_memory_bytes": ("для чтения нужно больше памяти, чем {}.", RESAVE),
    "office_seconds": ("LibreOffice открывает документ дольше {} с.", RESAVE),
    "office_memory_bytes": ("LibreOffice не хватило памяти ({}).", RESAVE),
    "ocr_pages": ("для распознавания страниц больше {}.", SPLIT),
    "ocr_pixels": ("на картинке страницы больше {} точек.", "Отсканируйте с меньшим разрешением: 300 dpi."),
    "ocr_dpi": (
        "разрешение скана меньше {} точек на дюйм, распознанному нельзя верить.",
        "Отсканируйте заново с разрешением 300 dpi или попросите исходный файл.",
    ),
    "ocr_page_seconds": ("распознавание страницы заняло больше {} с.", SPLIT),
    "ocr_seconds": ("распознавание заняло больше {} с.", SPLIT),
}


def past(name: str, limits: Limits, place: Place | str, what: str = "") -> DocumentError:
    """Return the refusal of what passes the limit `name`; `what` says it in other words, {} is its value."""
    value = getattr(limits, name)
    usual, advice = TOO_MUCH[name]
    said = (what or usual).format(_shown(name, value))
    return DocumentError(said, f"{advice} {_setting(name, value)}", place)


def _setting(name: str, value: object) -> str:
    """Return how a limit is changed, for the person who may."""
    return f"Предел задаёт настройка documents.{name} (VEKHA_DOCUMENTS_{name.upper()}), сейчас {value}."


def _shown(name: str, value: int) -> str:
    if not name.endswith("_bytes"):
        return str(value)
    return f"{value // MEBIBYTE} МБ" if value >= MEBIBYTE else f"{value} байт"
