"""The lines in which `vekha read` tells who waits for whom."""

from collections.abc import Iterator

from vekha.documents.dependencies import dependencies_of
from vekha.domain.dependencies import Lag, LagUnit, Link, LinkKind
from vekha.domain.roadmaps import Roadmap
from vekha.rules.russian import counted, workdays


def dependency_lines(roadmap: Roadmap) -> Iterator[str]:
    """Yield a line for each proposed link, then what the dates of the plan say against the links."""
    found = dependencies_of(roadmap)
    if found.links:
        yield "Кто кого ждёт (предложение, решает человек):"
    for link in found.links:
        yield f"  {link.why}{_terms(link)}"
    for remark in found.remarks:
        yield f"Замечание: {remark}"


def _terms(link: Link) -> str:
    begun = " (достаточно начала)" if link.kind is LinkKind.START_START else ""
    return f"{begun}{_lag(link.lag)}"


def _lag(lag: Lag | None) -> str:
    if lag is None or not lag.count:
        return ""
    if lag.unit is LagUnit.WORKING_DAY:
        return f", через {workdays(lag.count)}"
    return f", через {counted(lag.count, 'день', 'дня', 'дней')}"
