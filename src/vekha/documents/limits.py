"""How much of a document is read before it is refused (domain/documents.md, section 5)."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one document. A reader refuses what passes them, it never reads a part in silence."""

    file_bytes: int = 25 * MEBIBYTE
    text_bytes: int = 5 * MEBIBYTE
    zip_entries: int = 2_000
    zip_total_bytes: int = 200 * MEBIBYTE
    zip_part_bytes: int = 50 * MEBIBYTE
    zip_ratio: int = 100
    zip_ratio_from_bytes: int = MEBIBYTE
    grid_columns: int = 63
    table_rows: int = 5_000
    tables: int = 200
    cell_chars: int = 20_000
    cells: int = 500_000
    sheet_rows: int = 20_000
    sheet_columns: int = 200
    xml_depth: int = 256
    pages: int = 300
    page_chars: int = 200_000
    reading_seconds: int = 60
    reading_cpu_seconds: int = 30
    reading_memory_bytes: int = 1024 * MEBIBYTE


LIMITS = Limits()
