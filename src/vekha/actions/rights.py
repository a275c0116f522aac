"""Who may take a step: the table of steps held against who sits where today."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection

from vekha.actions.act_as import OPERATOR
from vekha.actions.step import NotTheirsError, stands_above
from vekha.calendar.zones import local_day
from vekha.domain.obligations import Event, Party
from vekha.domain.organisations import Actor, Role
from vekha.rules.rights import Office, Standing, parties
from vekha.rules.states import EVENT_NAMES, PARTY_NAMES, parties_named, who_may
from vekha.storage import organisation_queries, submission_queries, substitution_queries
from vekha.storage.case_queries import Case


def require(conn: Connection, cases: Iterable[Case], event: Event, actor: Actor, now: datetime) -> None:
    """Raise NotTheirsError unless the actor may take this step with every case.

    Raises IllegalStepError where the table has no such step.
    """
    offices: dict[tuple[object, ...], Office] = {}
    for case in cases:
        may = who_may(case.state, event)
        found = parties_to(conn, case, actor, now, offices)
        if not found.intersection(may):
            raise NotTheirsError(_refused(case, event, actor, found))


def parties_to(
    conn: Connection,
    case: Case,
    actor: Actor,
    now: datetime,
    offices: dict[tuple[object, ...], Office] | None = None,
) -> frozenset[Party]:
    """Return in what capacities the actor may act on the case. `offices` keeps what was read already."""
    day = local_day(now, case.organisation.zone)
    key = (case.control.issuer_id, case.control.controller_post_id, day)
    known = {} if offices is None else offices
    if key not in known:
        known[key] = office_of(conn, case, now)
    own = case.organisation.id == case.control.issuer_id
    return parties(Standing(actor.person_id, stands_above(case, actor), own, case.sender), known[key])


def office_of(conn: Connection, case: Case, now: datetime) -> Office:
    """Return who sits today where this obligation is decided about."""
    day = local_day(now, case.organisation.zone)
    posts = organisation_queries.posts_of(conn, [case.control.issuer_id])
    heads = [post.id for post in posts if post.role is Role.HEAD]
    return Office(
        submission_queries.controllers(conn, case, day),
        frozenset(_sitting(conn, [post.id for post in posts], day)),
        frozenset(_sitting(conn, heads, day)),
    )


def _sitting(conn: Connection, post_ids: list[int], day: date) -> list[str]:
    return [each.person_id for each in substitution_queries.sitting_on(conn, post_ids, day)]


def _refused(case: Case, event: Event, actor: Actor, found: frozenset[Party]) -> str:
    who = parties_named(who_may(case.state, event))
    you = ", ".join(PARTY_NAMES[party] for party in Party if party in found)
    if actor.person_id == OPERATOR:
        return f"{case.title}: {EVENT_NAMES[event]} может {who}. Добавьте --by: кто действует."
    here = f"вы здесь — {you}" if you else "вам это не поручено"
    return f"{case.title} ({case.organisation.short_name}): {EVENT_NAMES[event]} может {who}, а {here}."
