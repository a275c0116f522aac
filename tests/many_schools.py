"""More schools of Заречный округ than the cast has, each with a head and a mailbox."""

from dataclasses import replace

from tests import cast

from vekha.domain.organisations import Organisation, People, Post, Role
from vekha.storage import settling_queries
from vekha.storage.database import Database

FIRST_ID = 1000


def settle(engine: Database, number: int) -> tuple[Organisation, ...]:
    """Enter so many schools beside the cast and return them."""
    schools = tuple(
        replace(
            cast.SCHOOL_1,
            id=FIRST_ID + one,
            code=f"zar-{FIRST_ID + one}",
            name=f"МБОУ «Средняя школа № {FIRST_ID + one}»",
            short_name=f"СШ № {FIRST_ID + one}",
        )
        for one in range(number)
    )
    posts = tuple(
        Post(each.id, each.id, Role.HEAD, "Директор", f"{each.code}@example.test") for each in schools
    )
    line = [cast.ZARECHNY.id, cast.REGION.id]
    with engine.begin() as conn:
        settling_queries.add_organisations(conn, schools)
        settling_queries.add_ancestors(conn, {each.id: [each.id, *line] for each in schools})
        settling_queries.add_people(conn, People(posts, (), ()))
    return schools
