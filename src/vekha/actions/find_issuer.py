"""Find the organisation that issued a roadmap: by the clerk's code, or by the name in the order."""

from sqlalchemy import Connection

from vekha.domain.decisions import Decisions
from vekha.domain.organisations import Organisation, Viewer
from vekha.domain.refusals import RefusedError
from vekha.domain.roadmaps import Roadmap
from vekha.rules.name_matching import organisations_named, stems
from vekha.storage import organisation_queries

_MOST_LISTED = 10


class IssuerUnknownError(RefusedError):
    """No organisation, or several, may be the issuer. The message lists the candidates with their codes."""


def find_issuer(conn: Connection, roadmap: Roadmap, decisions: Decisions, viewer: Viewer) -> Organisation:
    """Return the issuer, one of the viewer's organisations. Raises IssuerUnknownError."""
    seen = organisation_queries.subtree(conn, viewer.organisation_id)
    said = decisions.issuer or roadmap.body.issuer or ""
    if by_code := next((unit for unit in seen if said and unit.code == said), None):
        return by_code
    found = organisations_named(said, seen)
    if roadmap.body.issuer_level is not None and len(found) > 1:
        found = tuple(unit for unit in found if unit.level is roadmap.body.issuer_level) or found
    if len(found) == 1:
        return found[0]
    what = f"«{said}»" if said else "в документе не назван"
    why = "подходит несколько организаций" if found else "среди ваших организаций не найден"
    listed = "\n".join(f"  {unit.code} — {unit.name}" for unit in found or _nearest(roadmap, said, seen))
    raise IssuerUnknownError(
        f"Издатель дорожной карты {what}: {why}. Впишите в решения issuer = код организации:\n{listed}"
    )


def _nearest(roadmap: Roadmap, said: str, seen: tuple[Organisation, ...]) -> tuple[Organisation, ...]:
    """The organisations that share most words with what was said, of the document's level first."""
    words = stems(said)

    def distance(unit: Organisation) -> tuple[bool, int, int]:
        return unit.level is not roadmap.body.issuer_level, -len(words & stems(unit.name)), unit.id

    return tuple(sorted(seen, key=distance)[:_MOST_LISTED])
