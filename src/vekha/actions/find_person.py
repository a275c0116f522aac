"""Find the known people a typed name may mean: in full, with initials, in any case."""

from collections.abc import Mapping

from sqlalchemy import Connection

from vekha.rules.person_names import same_person, surname
from vekha.storage import organisation_queries


def people_alike(conn: Connection, name: str) -> Mapping[str, str]:
    """Return the full names by person id of everyone the name may mean; nobody for an empty one."""
    text = name.strip()
    found = organisation_queries.persons_of_surname(conn, surname(text) or text) if text else ()
    return {person_id: full for person_id, full in found if full == text or same_person(full, text)}


def best(alike: Mapping[str, str], name: str) -> Mapping[str, str]:
    """Return those called exactly so, everybody alike where there is none."""
    text = name.strip()
    return {person_id: full for person_id, full in alike.items() if full == text} or alike


def several(name: str, found: Mapping[str, str]) -> str:
    """Return the complaint that the name fits all of these people."""
    return (
        f"«{name}» — это несколько человек: {', '.join(sorted(found.values()))}. "
        "Напишите имя и отчество полностью"
    )
