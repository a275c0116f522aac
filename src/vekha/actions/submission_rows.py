"""The rows of one version of a paper: the submission, its files, acts, pages and figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vekha.actions.record import Row, Rows
from vekha.domain.evidence import EvidencePage
from vekha.domain.organisations import Actor
from vekha.rules.incoming import Paper, safe_name
from vekha.storage.case_queries import Case


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper whose bytes lie in the folder of evidence: the SHA-256 of each file and each page, in order."""

    paper: Paper
    files: tuple[str, ...]
    pages: tuple[tuple[EvidencePage, str], ...] = ()


def submission_rows(cases: Iterable[Case], kept: Kept, actor: Actor, now: datetime) -> Rows:
    """Return the rows by table; the paper is the next version of every case."""
    found: dict[str, list[Row]] = {}
    for case in cases:
        version = {
            "obligation_id": case.id,
            "version": case.version + 1,
            "shard_id": case.organisation.shard_id,
        }
        found.setdefault("submissions", []).append({**version, **_submission(kept.paper, actor, now)})
        for table, parts in _parts(kept).items():
            rows = found.setdefault(table, [])
            rows += [{**version, "position": at, **part} for at, part in enumerate(parts, start=1)]
    return found


def _submission(paper: Paper, actor: Actor, now: datetime) -> Mapping[str, object]:
    received = paper.received
    return {
        "submitted_at": now,
        "received_at": received.at if received else None,
        "receiver_id": received.receiver_id if received else None,
        "actor_id": actor.person_id,
        "on_behalf_of": actor.on_behalf_of or None,
    }


def _parts(kept: Kept) -> Mapping[str, Sequence[Mapping[str, object]]]:
    paper = kept.paper
    return {
        "submission_files": [
            {"sha256": digest, "name": safe_name(file.name), "size_bytes": len(file.content)}
            for file, digest in zip(paper.files, kept.files, strict=True)
        ],
        "submission_acts": [
            {"title": act.title, "number": act.number, "date": act.dated} for act in paper.acts
        ],
        "submission_pages": [
            {
                "url": page.url,
                "fetched_at": page.fetched_at,
                "text_sha256": page.text_sha256,
                "snapshot_sha256": digest,
                "size_bytes": len(page.content),
            }
            for page, digest in kept.pages
        ],
        "submission_figures": [
            {
                "indicator": figure.indicator,
                "numerator": figure.numerator,
                "denominator": figure.denominator,
                "explanation": figure.explanation,
            }
            for figure in paper.figures
        ],
    }
