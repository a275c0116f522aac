"""The table `[documents]` of `vekha.toml`: every bound of reading a document is a setting."""

from typing import Annotated, Literal

from pydantic import BaseModel, ByteSize, ConfigDict, Field

from vekha.documents.limits import LIMITS, Limits
from vekha.documents.zip_package import DEEPEST_XML

Count = Annotated[int, Field(ge=1)]
Depth = Annotated[int, Field(ge=1, le=DEEPEST_XML)]
Bytes = Annotated[ByteSize, Field(ge=1)]
"""«50MiB» as well as a number of bytes."""


class DocumentSettings(BaseModel):
    """What may be set of the limits, by their own names; what is not set is as measured."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file_bytes: Bytes = ByteSize(LIMITS.file_bytes)
    text_bytes: Bytes = ByteSize(LIMITS.text_bytes)
    zip_entries: Count = LIMITS.zip_entries
    zip_total_bytes: Bytes = ByteSize(LIMITS.zip_total_bytes)
    zip_part_bytes: Bytes = ByteSize(LIMITS.zip_part_bytes)
    zip_ratio: Count = LIMITS.zip_ratio
    zip_ratio_from_bytes: Bytes = ByteSize(LIMITS.zip_ratio_from_bytes)
    xml_depth: Depth = LIMITS.xml_depth
    grid_columns: Count = LIMITS.grid_columns
    table_rows: Count = LIMITS.table_rows
    tables: Count = LIMITS.tables
    cell_chars: Count = LIMITS.cell_chars
    cells: Count = LIMITS.cells
    sheet_rows: Count = LIMITS.sheet_rows
    sheet_columns: Count = LIMITS.sheet_columns
    pages: Count = LIMITS.pages
    page_chars: Count = LIMITS.page_chars
    page_points: Count = LIMITS.page_points
    reading_seconds: Count = LIMITS.reading_seconds
    reading_cpu_seconds: Count = LIMITS.reading_cpu_seconds
    reading_memory_bytes: Bytes = ByteSize(LIMITS.reading_memory_bytes)
    office_seconds: Count = LIMITS.office_seconds
    office_memory_bytes: Bytes = ByteSize(LIMITS.office_memory_bytes)
    office_network: Literal["say", "refuse"] = LIMITS.office_network
    ocr_pages: Count = LIMITS.ocr_pages
    ocr_pixels: Count = LIMITS.ocr_pixels
    ocr_dpi: Count = LIMITS.ocr_dpi
    ocr_page_seconds: Count = LIMITS.ocr_page_seconds
    ocr_seconds: Count = LIMITS.ocr_seconds
    macros: Literal["text", "refuse"] = LIMITS.macros

    @property
    def limits(self) -> Limits:
        return Limits(**self.model_dump())
