"""Find the item a person named: by the beginning of its id, or by its number in the plan."""

from dataclasses import dataclass

from sqlalchemy import Connection

from vekha.domain.organisations import Viewer
from vekha.domain.refusals import RefusedError
from vekha.storage import happening_queries


class NoSuchItemError(RefusedError):
    """No item of the actor's roadmaps is called so, or several are (the message lists them)."""


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item of the newest edition of its roadmap."""

    item_id: str
    roadmap_id: str


def find_item(conn: Connection, called: str, viewer: Viewer) -> FoundItem | None:
    """Return the one item called so, None where the viewer sees none. Raises NoSuchItemError for several."""
    found = happening_queries.items_called(conn, called, viewer)
    if len(found) > 1:
        listed = "\n".join(f"  {item_id} {what}" for item_id, _, what in found)
        raise NoSuchItemError(
            f"Под «{called}» подходит несколько мероприятий, укажите номер слева:\n{listed}"
        )
    return FoundItem(*found[0][:2]) if found else None
