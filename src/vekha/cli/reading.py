"""A document as `read`, `confirm` and `import` take it: by the limits of the settings, scans where asked."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from vekha.cli import door
from vekha.documents.limits import LIMITS, Limits
from vekha.documents.roadmap import read_roadmap
from vekha.domain.roadmaps import Roadmap

SETTINGS_FILE = Path("vekha.toml")
Ocr = Annotated[
    bool,
    typer.Option(
        "--ocr", help="Распознать скан (нужна программа tesseract); каждую строку придётся проверить."
    ),
]


def read_document(file: Path, *, ocr: bool) -> Roadmap:
    """Return what the document prints. Raises RefusedError, also on settings that are wrong."""
    limits = replace(_limits(), ocr=ocr)
    if ocr:
        minutes = -(-limits.ocr_seconds // 60)
        sys.stderr.write(
            f"Если это скан, он распознаётся: обычно секунды на страницу, не дольше {minutes} мин.\n"
        )
    return read_roadmap(file, limits)


def _limits() -> Limits:
    """Reading settings takes a third of a second: where nothing is set for documents, the defaults hold."""
    somewhere = any(name.upper().startswith("VEKHA_DOCUMENTS") for name in os.environ)
    return door.settings().documents.limits if somewhere or SETTINGS_FILE.exists() else LIMITS
