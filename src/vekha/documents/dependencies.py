"""Who waits for whom in a document, and what its dates say against that."""

from dataclasses import dataclass

from vekha.domain.dependencies import Link
from vekha.domain.places import Remark
from vekha.domain.roadmaps import Roadmap
from vekha.rules.dependency_check import link_remarks
from vekha.rules.dependency_proposals import planned_works, proposed_links

# The plan check of the document says it too, with the place of the row.
SAID_WITH_PLACE = "no_slack"


@dataclass(frozen=True, slots=True)
class Dependencies:
    """The proposed links of a roadmap and the remarks they lead to."""

    links: tuple[Link, ...]
    remarks: tuple[Remark, ...]


def dependencies_of(roadmap: Roadmap) -> Dependencies:
    """Return the proposal for a roadmap; nothing of it binds anybody before a person confirms it."""
    works = planned_works(roadmap.items)
    links = proposed_links(works)
    told = (one for one in link_remarks(works, links) if one.code != SAID_WITH_PLACE)
    return Dependencies(links, tuple(told))
