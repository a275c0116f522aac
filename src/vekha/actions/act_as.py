"""Who acts and what this person sees: every command that changes something starts here."""

from datetime import datetime

from sqlalchemy import Connection

from vekha.actions.find_person import best, people_alike, several
from vekha.calendar.zones import local_day
from vekha.domain.organisations import Actor, Organisation, Viewer
from vekha.domain.refusals import RefusedError
from vekha.storage import organisation_queries, substitution_queries
from vekha.storage.database import Database

# In the journal: whoever sat at the console and gave no name.
OPERATOR = "operator"


class UnknownActorError(RefusedError):
    """The organisation does not exist, or the name could be several people's."""


def act_as(where: Database | Connection, by: str, code: str, now: datetime | None = None) -> Actor:
    """Return who `by` is, looking from the organisation `code` ("" for the top of the tree).

    A name is looked for among the people of that subtree, then among all; a new one is entered. Without a
    name the operator acts. At `now` a substitute acts for the holder of the post. Raises UnknownActorError.
    """
    if isinstance(where, Connection):
        return _actor(where, by.strip(), code.strip(), now)
    with where.begin() as conn:
        return _actor(conn, by.strip(), code.strip(), now)


def _actor(conn: Connection, by: str, code: str, now: datetime | None) -> Actor:
    unit = _organisation(conn, code)
    viewer = Viewer(unit.id, unit.short_name)
    if not by:
        return Actor(OPERATOR, viewer)
    person_id = _person(conn, by, viewer)
    if now is None:
        return Actor(person_id, viewer)
    holder = substitution_queries.substituted_by(conn, person_id, unit.id, local_day(now, unit.zone))
    return Actor(person_id, viewer, holder or "")


def _organisation(conn: Connection, code: str) -> Organisation:
    found = organisation_queries.by_code(conn, code) if code else organisation_queries.root(conn)
    if found:
        return found
    if code:
        raise UnknownActorError(
            f"Организации с кодом «{code}» нет. Коды стоят в файле, который загружали командой organisations."
        )
    raise UnknownActorError("Организаций ещё нет. Загрузите их: vekha organisations ФАЙЛ.csv.")


def _person(conn: Connection, by: str, viewer: Viewer) -> str:
    alike = people_alike(conn, by)
    here = {person_id for person_id, _ in organisation_queries.posts_held_by(conn, list(alike), viewer)}
    found = best({person_id: alike[person_id] for person_id in here} or alike, by)
    if len(found) > 1:
        raise UnknownActorError(f"{several(by, found)} или укажите организацию: --as КОД.")
    return next(iter(found)) if found else organisation_queries.add_person(conn, by, None)
