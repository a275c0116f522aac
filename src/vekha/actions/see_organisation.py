"""Look organisations up."""

from sqlalchemy import Engine

from vekha.domain.organisations import Organisation
from vekha.storage import organisation_queries


def see_organisation(engine: Engine, organisation_id: int) -> Organisation:
    """Return the organisation. Raises NoSuchOrganisationError."""
    with engine.connect() as conn:
        return organisation_queries.organisation(conn, organisation_id)


def count_organisations(engine: Engine) -> int:
    """Return how many organisations there are: the smallest question a healthy database answers."""
    with engine.connect() as conn:
        return sum(organisation_queries.counts(conn).values())
