"""Rows of the Markdown tables in `tests/spec` that lawyers edit."""

from datetime import date
from pathlib import Path

SPEC = Path(__file__).parents[1] / "spec"


def spec_rows(file: str, heading: str) -> list[tuple[str, ...]]:
    """The cells of every row of the table under the heading, without its own header; cells are stripped."""
    section = (SPEC / file).read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]


def written_day(text: str) -> date:
    """The day a table writes as 31.12.2026."""
    day, month, year = map(int, text.split("."))
    return date(year, month, day)
