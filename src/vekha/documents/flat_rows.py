"""Rows proposed from text without columns; every one of them is for review (documents.md, step 10)."""

from dataclasses import dataclass

from vekha.documents.drafts import PlanRows
from vekha.documents.tables import SourceDocument


@dataclass(frozen=True, slots=True)
class FlatPlan:
    """Rows, the line the plan starts on, and the lines that are in rows, headings or the rows' rest."""

    rows: PlanRows
    first_line: int
    lines: frozenset[int]


def flat_rows(source: SourceDocument) -> FlatPlan | None:
    return None
