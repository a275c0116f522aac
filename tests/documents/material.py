"""Where the documents of the tests lie: the project's own examples, and the real ones where they are."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from vekha.documents.office import office_program
from vekha.documents.roadmap import roadmap_of
from vekha.domain.roadmaps import Roadmap

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
REAL = ROOT.parent / "shared" / "roadmaps"
TABBED = ("kavkazsky", "novoalexandrovsk", "kahun", "kogalym")
ALL_REAL = (*TABBED, "azov")

needs_real = pytest.mark.skipif(
    not REAL.is_dir(), reason=f"настоящих дорожных карт рядом с проектом нет ({REAL})"
)
needs_office = pytest.mark.skipif(office_program() is None, reason="LibreOffice (soffice) не установлен")


def real_text(name: str) -> Path:
    return REAL / f"{name}.txt"


def real_docx(name: str) -> Path:
    return REAL / "formats" / f"{name}.docx"


def gold_of(name: str) -> dict[str, Any]:
    return json.loads((REAL / "gold" / f"{name}.json").read_text(encoding="utf-8"))


def example_gold(name: str) -> dict[str, Any]:
    return json.loads((EXAMPLES / "gold" / f"{name}.json").read_text(encoding="utf-8"))


@cache
def read(path: Path) -> Roadmap:
    """Read in this process and each document once: a child reads the same (`test_reading`)."""
    return roadmap_of(path.read_bytes(), path.name)


def spaced(text: str | None) -> str | None:
    """Whitespace folded: documents wrap lines where they like."""
    return " ".join(text.split()) if text else None


def rows_of(roadmap: Roadmap) -> list[tuple[str | None, ...]]:
    return [
        (
            spaced(item.number),
            spaced(item.title),
            spaced(item.deadline_text),
            spaced(item.executor_text),
            spaced(item.result_text),
            item.section,
        )
        for item in roadmap.items
    ]


def gold_rows(gold: dict[str, Any]) -> list[tuple[str | None, ...]]:
    fields = ("number", "title", "deadline_text", "executor_text", "result_text", "section")
    return [tuple(spaced(item[field]) for field in fields) for item in gold["items"]]


def dates_of(roadmap: Roadmap) -> list[tuple[str, list[list[str | None]], bool]]:
    return [
        (
            item.deadline.kind.value,
            [
                [one.start.isoformat() if one.start else None, one.raw_due.isoformat()]
                for one in item.deadline.occurrences
            ],
            item.deadline.needs_review,
        )
        for item in roadmap.items
    ]
